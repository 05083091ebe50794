# SPDX-License-Identifier: Apache-2.0
"""Judges: models that score traces against what their task requires, and what shows how far to trust them."""
