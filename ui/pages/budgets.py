# SPDX-License-Identifier: Apache-2.0
"""The budget that a form asks for, wherever a page lets a provider be asked many times."""

from __future__ import annotations

from collections.abc import Mapping

from core.domain.budgets import Budget
from core.domain.json import JsonValue


def budget_of(values: Mapping[str, JsonValue]) -> Budget:
    """The budget in the values of a form; a field that the form does not have is no limit."""
    return Budget(*(values.get(name) for name in ("budget_usd", "budget_tokens", "budget_requests")))
