# SPDX-License-Identifier: Apache-2.0
"""Review packets as files: written and read whole, and what a reply would change here."""
