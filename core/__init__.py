# SPDX-License-Identifier: Apache-2.0
"""The core: everything Stillroom does, without a screen; usable from a notebook."""
