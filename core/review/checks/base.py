# SPDX-License-Identifier: Apache-2.0
"""What every check declares, and the reading of a trace that it looks at."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Protocol

from core.domain.matching import Span
from core.domain.reviews import ElementEvidence, StepSpan
from core.domain.tasks import Element, Truth
from core.domain.traces import Step


@dataclass(frozen=True, slots=True)
class Reading:
    """A trace as one text, with the way back from the text to its steps.

    Attributes:
        truth: what the solver proved about the problem; None where no program can.
        starts: where in ``text`` each step with a text begins, with the index of the step.
    """

    steps: tuple[Step, ...]
    requires: tuple[Element, ...]
    truth: Truth | None
    text: str
    starts: tuple[tuple[int, int], ...]

    def place(self, span: Span) -> StepSpan:
        """The stretch of a step that a stretch of the text is; it ends with the step in which it begins."""
        start, index = self.starts[bisect_right(self.starts, (span.start, len(self.steps))) - 1]
        return StepSpan(index, span.start - start, min(span.end - start, len(self.steps[index].text)))


def read(steps: tuple[Step, ...], requires: tuple[Element, ...], truth: Truth | None) -> Reading:
    """The steps as one text, a step a line, as the scorers read it too."""
    starts: list[tuple[int, int]] = []
    cursor = 0
    for index, step in enumerate(steps):
        if step.text:
            starts.append((cursor, index))
            cursor += len(step.text) + 1
    text = "\n".join(steps[index].text for _start, index in starts)
    return Reading(steps, requires, truth, text, tuple(starts))


class Check(Protocol):
    """One line of the checks catalog."""

    @property
    def name(self) -> str:
        """Identifier."""
        ...

    @property
    def label(self) -> str:
        """What people read."""
        ...

    @property
    def help(self) -> str:
        """One sentence about what it tells."""
        ...

    def look(self, reading: Reading) -> tuple[ElementEvidence, ...]:
        """What the trace says; empty where the check does not apply."""
        ...
