# SPDX-License-Identifier: Apache-2.0
"""Forms of exported files, one a file, and the list of them."""
