# SPDX-License-Identifier: Apache-2.0
"""The demo: the whole story once, on a real student, with its figures measured on the spot."""
