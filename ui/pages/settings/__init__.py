# SPDX-License-Identifier: Apache-2.0
"""Settings: what a person sets once, and what there is to know of this installation."""
