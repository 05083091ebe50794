# SPDX-License-Identifier: Apache-2.0
"""One folder a page: what it shows (view) and what it knows (presenter)."""
