# SPDX-License-Identifier: Apache-2.0
"""Forms of imported files, one a file, and the list of them."""
