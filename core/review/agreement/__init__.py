# SPDX-License-Identifier: Apache-2.0
"""How far people agree, and a judge with them: one statistic a file, each with the paper that it follows."""
