# SPDX-License-Identifier: Apache-2.0
"""The limits that a command takes before it asks a provider many times."""

from __future__ import annotations

import argparse

from app.cli.command import whole_above_zero
from core.domain.budgets import Budget


def add_budget(parser: argparse.ArgumentParser) -> None:
    """Let a command take limits."""
    parser.add_argument("--budget-usd", type=float, metavar="USD", help="never spend more (default: no limit)")
    parser.add_argument("--budget-tokens", type=whole_above_zero, metavar="N", help="never use more tokens, in and out")
    parser.add_argument("--budget-requests", type=whole_above_zero, metavar="N", help="never send more requests")


def budget_of(given: argparse.Namespace) -> Budget:
    """The limits that were given."""
    return Budget(given.budget_usd, given.budget_tokens, given.budget_requests)
