# SPDX-License-Identifier: Apache-2.0
"""Tasks: what is asked, what a good answer holds, and the problems that are made from it."""
