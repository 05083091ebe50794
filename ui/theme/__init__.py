# SPDX-License-Identifier: Apache-2.0
"""Named roles of colour and type, and what Qt makes of them."""
