# SPDX-License-Identifier: Apache-2.0
"""Station 3: decisions and edits that can be undone."""
