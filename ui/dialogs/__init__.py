# SPDX-License-Identifier: Apache-2.0
"""Dialogs; opened, never executed."""
