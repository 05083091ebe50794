# SPDX-License-Identifier: Apache-2.0
"""Why a trace is rejected: one short list for everyone, so that reasons can be counted."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.reviews import Verdict
from core.errors import InvalidInput

REASONS = (
    "wrong conclusion",
    "arithmetic wrong",
    "constraint missed",
    "step missing",
    "made-up fact",
    "tool call wrong",
    "unclear",
    "off topic",
    "other",
)


def check_reasons(verdict: Verdict, reasons: Sequence[str]) -> tuple[str, ...]:
    """The reasons in the order of the list, each once. Raises InvalidInput for an unknown or misplaced one."""
    if reasons and not verdict.takes_reasons:
        raise InvalidInput(
            f"The verdict “{verdict.value}” takes no reasons.", hint="Give reasons with a rejection or with needs work."
        )
    for reason in reasons:
        if reason not in REASONS:
            raise InvalidInput(f"There is no reason named “{reason}”.", hint=f"Known: {', '.join(REASONS)}.")
    return tuple(reason for reason in REASONS if reason in reasons)
