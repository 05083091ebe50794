# SPDX-License-Identifier: Apache-2.0
"""Repeated steps: thoughts that say again what an earlier one said, word for word or nearly so."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator

from core.domain.findings import Finding, Severity
from core.domain.traces import StepKind
from core.review.checks.marking import finding, whole_step
from core.review.reading import Reading

_SHORTEST = 12
"""Shorter lines, such as “Next:”, come back without harm."""

_SHORTEST_NEAR, _LONGEST_NEAR = 40, 2000
_NEAR = 94.0
_LOOKED_BACK = 12
"""Earlier steps of the same figures that a step is compared with, so that time grows with the text and no faster."""

_FIGURES = re.compile(r"\d+")
_MANY = 3


class RepeatedSteps:
    """Speaks once of each thought that comes again, at its first repetition."""

    name = "repeated_steps"
    label = "Repeated steps"
    help = "Whether a thought only says again what an earlier one said."

    def look(self, reading: Reading) -> tuple[Finding, ...]:
        """Exact repetitions, then near ones among those that differ."""
        places: dict[str, list[int]] = defaultdict(list)
        for index, step in enumerate(reading.steps):
            text = " ".join(step.text.split()).casefold()
            if step.kind is StepKind.THOUGHT and len(text) >= _SHORTEST:
                places[text].append(index)
        found = [self._repeated(held, reading) for held in places.values() if len(held) > 1]
        firsts = [(held[0], text) for text, held in places.items()]
        return (*found, *(self._near(one, other, reading) for one, other in _near_pairs(firsts)))

    def _repeated(self, held: list[int], reading: Reading) -> Finding:
        """Worth a warning where it comes at once or again and again; two cases may need the same look."""
        first, second, *more = held
        is_stuck = second == first + 1 or len(held) >= _MANY
        said = f", as do {len(more)} more" if len(more) > 1 else ", as does 1 more" if more else ""
        return finding(
            self.name,
            Severity.WARNING if is_stuck else Severity.HINT,
            f"Step {second + 1} repeats step {first + 1}{said}.",
            reading=reading,
            at=whole_step(second, reading),
        )

    def _near(self, first: int, second: int, reading: Reading) -> Finding:
        message = f"Step {second + 1} says nearly the same as step {first + 1}."
        return finding(self.name, Severity.HINT, message, reading=reading, at=whole_step(second, reading))


def _near_pairs(steps: list[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """Steps and the nearest earlier one that they resemble; never those of other figures, which say something else."""
    from rapidfuzz import fuzz

    seen: dict[tuple[str, ...], deque[tuple[int, str]]] = defaultdict(lambda: deque(maxlen=_LOOKED_BACK))
    for index, text in steps:
        if not _SHORTEST_NEAR <= len(text) <= _LONGEST_NEAR:
            continue
        earlier = seen[tuple(_FIGURES.findall(text))]
        like = next((at for at, other in reversed(earlier) if fuzz.ratio(text, other) >= _NEAR), None)
        if like is not None:
            yield like, index
        earlier.append((index, text))
