# SPDX-License-Identifier: Apache-2.0
"""Advice about the traces of a task: four answers, and what its teachers should be told from now on."""

from __future__ import annotations

from dataclasses import dataclass

COMPUTED = "computed"
"""Who gave advice that no model was asked for: it is worked out from what the checks found."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What would improve the traces of one task.

    Attributes:
        by: name of the provider that was asked, or ``COMPUTED``.
        read: how many traces it was given by.
        detail: whether the reasoning is detailed enough.
        patterns: whether the right patterns are captured.
        missing: what is missing.
        change: whether the teacher prompt should change, and why.
        version: of the task that it speaks of.
        guidance: what the task should tell its teachers besides; what it tells now where nothing should change.
        before, after: the teacher prompt as it is and as it would be.
        cost_usd: None where the price is not known.
    """

    task_type: str
    version: int
    by: str
    read: int
    detail: str
    patterns: str
    missing: str
    change: str
    guidance: str
    before: str
    after: str
    cost_usd: float | None = 0.0

    @property
    def is_change(self) -> bool:
        """True where the teacher prompt would be another one."""
        return self.before != self.after

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        """The four questions with their answers, in the order in which they are read."""
        return (
            ("Is the reasoning detailed enough?", self.detail),
            ("Are the right patterns captured?", self.patterns),
            ("What is missing?", self.missing),
            ("Should the teacher prompt change?", self.change),
        )
