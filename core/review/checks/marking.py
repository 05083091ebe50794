# SPDX-License-Identifier: Apache-2.0
"""How the checks point at what they speak of: a stretch of a step, or a whole step."""

from __future__ import annotations

from collections.abc import Iterator

from core.domain.findings import Finding, Severity
from core.domain.reviews import StepSpan
from core.domain.traces import Step, StepKind
from core.review.reading import Reading

_LONGEST_QUOTE = 60
_LONGEST_SPAN = 1000


def finding(
    check: str,
    severity: Severity,
    message: str,
    *,
    reading: Reading,
    at: StepSpan | None = None,
    expected: str = "",
) -> Finding:
    """A finding that quotes what it points at."""
    return Finding(check, severity, message, expected, at, "" if at is None else reading.quote(at))


def whole_step(index: int, reading: Reading) -> StepSpan:
    """All of a step's text; without an end where it is too long to be quoted, or where there is none."""
    length = len(reading.steps[index].text)
    return StepSpan(index, 0, length if length <= _LONGEST_SPAN else 0)


def written_steps(reading: Reading) -> Iterator[tuple[int, Step]]:
    """The thoughts and answers, with their places: what the teacher wrote in words."""
    for index, step in enumerate(reading.steps):
        if step.kind in (StepKind.THOUGHT, StepKind.ANSWER):
            yield index, step


def shortened(text: str) -> str:
    """A text in one short line, for a message."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1].rstrip()}…"
