# SPDX-License-Identifier: Apache-2.0
"""Station 2: from problems to traces."""
