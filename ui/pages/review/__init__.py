# SPDX-License-Identifier: Apache-2.0
"""Review: read traces, decide on them, edit them, and take back whatever was done."""
