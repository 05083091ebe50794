# SPDX-License-Identifier: Apache-2.0
"""How much of a trace the quick checks look at, so that none takes longer than about a second, whoever wrote it."""

from __future__ import annotations

from dataclasses import replace

from core.domain.traces import Step
from core.review.reading import Reading, read

MOST_STEPS = 1_000
MOST_CHARACTERS = 40_000
"""A longer trace is none to learn from; of it only the beginning is looked at."""


def within_limits(reading: Reading) -> Reading:
    """The reading itself, or the beginning of a longer one, which says that it is not whole."""
    if len(reading.steps) <= MOST_STEPS and sum(map(_length, reading.steps)) <= MOST_CHARACTERS:
        return reading
    steps: list[Step] = []
    left = MOST_CHARACTERS
    for step in reading.steps[:MOST_STEPS]:
        if left <= 0:
            break
        steps.append(_beginning(step, left))
        left -= _length(step)
    beginning = read(
        tuple(steps),
        requires=reading.requires,
        truth=reading.truth,
        prompt=reading.prompt[:MOST_CHARACTERS],
        situation=reading.situation,
        tools=reading.tools,
        is_whole=False,
    )
    return replace(beginning, alike=reading.alike)


def _length(step: Step) -> int:
    """Characters of the text and of a result; the arguments of calls have limits of their own."""
    return len(step.text) + (0 if step.result is None else len(step.result.content))


def _beginning(step: Step, most: int) -> Step:
    result = None if step.result is None else replace(step.result, content=step.result.content[:most])
    return replace(step, text=step.text[:most], result=result)
