# SPDX-License-Identifier: Apache-2.0
"""Traces that say nearly the same: how alike two texts are, and how the others are found among a million."""
