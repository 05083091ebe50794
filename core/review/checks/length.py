# SPDX-License-Identifier: Apache-2.0
"""Length: whether there is reasoning at all, and whether the trace is far longer than a student can learn from."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.findings import Finding, Severity
from core.domain.traces import StepKind
from core.params import param
from core.review.checks.marking import finding
from core.review.reading import Reading


@dataclass(frozen=True, slots=True)
class LengthParams:
    """What is usual."""

    shortest: int = param(
        40, "Shortest reasoning", "Reasoning shorter than this is pointed out.", minimum=0, unit="characters"
    )
    longest: int = param(
        20_000, "Longest trace", "A trace longer than this is pointed out.", minimum=1, unit="characters"
    )


class Length:
    """Speaks of the whole trace."""

    Params = LengthParams
    name = "length"
    label = "Length"
    help = "Whether the trace has reasoning, and is not far longer than usual."

    def __init__(self, params: LengthParams | None = None) -> None:
        """Compare with what ``params`` call usual."""
        self._params = params or LengthParams()

    def look(self, reading: Reading) -> tuple[Finding, ...]:
        """Too short, too long, or nothing; of a trace that is not looked at as a whole nothing can be said."""
        if not reading.is_whole:
            return ()
        thoughts = (step.text.strip() for step in reading.steps if step.kind is StepKind.THOUGHT)
        reasoning, total = sum(map(len, thoughts)), len(reading.text)
        found = []
        if not reasoning:
            found.append("The trace has no reasoning.")
        elif reasoning < self._params.shortest:
            said = f"at least {self._params.shortest:,} are usual"
            found.append(f"The reasoning has only {_characters(reasoning)}; {said}.")
        if total > self._params.longest:
            said = f"at most {self._params.longest:,} are usual"
            found.append(f"The trace has {_characters(total)}; {said}.")
        return tuple(finding(self.name, Severity.WARNING, message, reading=reading) for message in found)


def _characters(count: int) -> str:
    return f"{count:,} character{'' if count == 1 else 's'}"
