# SPDX-License-Identifier: Apache-2.0
"""The window: PySide6 lives only here, and speaks to the studio, its words and its errors."""
