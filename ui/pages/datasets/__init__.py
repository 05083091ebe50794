# SPDX-License-Identifier: Apache-2.0
"""Datasets: freeze what was kept, look into it, export it and mix it with other files."""
