# SPDX-License-Identifier: Apache-2.0
"""The wording of a trace as short runs of words, and how alike two wordings are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from core.domain.traces import Step
from core.review.limits import MOST_CHARACTERS

RUN = 3
"""Words in a shingle: short enough that one changed word in a short trace leaves most of them alone."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
"""A word, or one sign of a script that sets no spaces between its words."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a trace says, without capitals, spaces and punctuation.

    Attributes:
        words: all of it, in order.
        figures: how often each number is said.
        shingles: every run of ``RUN`` words, once.
    """

    words: tuple[str, ...]
    figures: Counter[str]
    shingles: frozenset[str]


def wording_of(steps: Iterable[Step]) -> Wording:
    """The wording of what the teacher wrote and called; results of tools are not the teacher's.

    Of a text longer than the checks look at, the beginning counts.
    """
    words = tuple(_WORD.findall(_written(steps).casefold()))
    runs = zip(*(words[start:] for start in range(RUN)), strict=False)
    return Wording(words, Counter(word for word in words if word.isdigit()), frozenset(map(" ".join, runs)))


def likeness(one: Wording, other: Wording) -> float:
    """Shared runs of words among all of both, 0 to 1 (the Jaccard index); 1 means word for word the same.

    0 where each states a figure that the other does not: then they speak of different cases in the same manner.
    """
    if one.words == other.words:
        return 1.0
    if not (one.figures <= other.figures or other.figures <= one.figures):
        return 0.0
    shared = len(one.shingles & other.shingles)
    either = len(one.shingles) + len(other.shingles) - shared
    # Two texts can share every run and still differ in their order; only the same words are wholly the same.
    return min(shared / either, 0.99) if either else 0.0


def _written(steps: Iterable[Step]) -> str:
    parts: list[str] = []
    left = MOST_CHARACTERS
    for step in steps:
        said = (step.text[:left], *_call_parts(step))
        parts += said
        left -= sum(map(len, said))
        if left <= 0:
            break
    return "\n".join(parts)[:MOST_CHARACTERS]


def _call_parts(step: Step) -> tuple[str, ...]:
    if step.call is None:
        return ()
    return (step.call.name, " ".join(str(value) for value in step.call.arguments.values())[:MOST_CHARACTERS])
