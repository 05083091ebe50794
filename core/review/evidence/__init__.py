# SPDX-License-Identifier: Apache-2.0
"""Evidence that a reviewer sees beside a trace: what it says of its elements and its end, and whether it is so."""
