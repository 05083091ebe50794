# SPDX-License-Identifier: Apache-2.0
"""Generate: teachers, what asking them would cost, and the run that asks them."""
