# SPDX-License-Identifier: Apache-2.0
"""Two versions of the steps of a trace side by side: what stayed, what is only cut otherwise, and what changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeAlias

from core.domain.codec import to_json
from core.domain.surgery import is_text
from core.domain.traces import Step, StepKind

Said: TypeAlias = tuple[StepKind, str] | None
"""Kind and words of a text step without white space; None for calls and results."""

_COMPARABLE = 1_000_000


class Fate(StrEnum):
    """What became of a stretch of steps."""

    SAME = "same"
    RECUT = "recut"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Steps ``start`` to ``end`` of the one version, which are steps ``first`` to ``last`` of the other; ends not in.

    Attributes:
        fate: same: step by step; recut: the same words, split, joined or spaced otherwise; changed: all else.
    """

    start: int
    end: int
    first: int
    last: int
    fate: Fate


def canonical(step: Step) -> str:
    """One spelling for one step: JSON with sorted keys, in which ``1``, ``1.0`` and ``true`` are three things."""
    return json.dumps(to_json(step), sort_keys=True, separators=(",", ":"))


def changes(before: Sequence[Step], after: Sequence[Step]) -> tuple[Stretch, ...]:
    """The stretches in which the two differ at all, in order."""
    one, other = [canonical(step) for step in before], [canonical(step) for step in after]
    lead = _common_length(one, other)
    tail = _common_length(one[lead:][::-1], other[lead:][::-1])
    found = _differences(one[lead : len(one) - tail], other[lead : len(other) - tail])
    return tuple(
        Stretch(lead + start, lead + end, lead + first, lead + last, Fate.CHANGED) for start, end, first, last in found
    )


def aligned(before: Sequence[Step], after: Sequence[Step]) -> tuple[Stretch, ...]:
    """Both versions from end to end as stretches, in order."""
    found: list[Stretch] = []
    start = first = 0
    for change in changes(before, after):
        if start < change.start:
            found.append(Stretch(start, change.start, first, change.first, Fate.SAME))
        found += _refined(before, after, change)
        start, first = change.end, change.last
    if start < len(before):
        found.append(Stretch(start, len(before), first, len(after), Fate.SAME))
    return tuple(found)


def _refined(before: Sequence[Step], after: Sequence[Step], change: Stretch) -> list[Stretch]:
    """A change without what is only cut otherwise at its two ends."""
    one = [_said(step) for step in before[change.start : change.end]]
    other = [_said(step) for step in after[change.first : change.last]]
    lead = list(_recuts(one, other))
    taken, given = sum(n for n, _m in lead), sum(m for _n, m in lead)
    tail = list(_recuts(_backwards(one[taken:]), _backwards(other[given:])))[::-1]
    rest = (len(one) - taken - sum(n for n, _m in tail), len(other) - given - sum(m for _n, m in tail))
    sizes = [*((n, m, Fate.RECUT) for n, m in lead), (*rest, Fate.CHANGED), *((n, m, Fate.RECUT) for n, m in tail)]
    found, start, first = list[Stretch](), change.start, change.first
    for count, new_count, fate in sizes:
        if count or new_count:
            found.append(Stretch(start, start + count, first, first + new_count, fate))
        start, first = start + count, first + new_count
    return found


def _recuts(one: Sequence[Said], other: Sequence[Said]) -> Iterator[tuple[int, int]]:
    """From the beginning on: how many steps of the one say exactly what how many of the other say."""
    taken = given = 0
    while counts := _recut(one[taken:], other[given:]):
        yield counts
        taken, given = taken + counts[0], given + counts[1]


def _recut(one: Sequence[Said], other: Sequence[Said]) -> tuple[int, int] | None:
    """The fewest steps of both that say the same and are of one kind; None where they part before that."""
    if not one or not other or one[0] is None or other[0] is None or one[0][0] is not other[0][0]:
        return None
    kind, left, right = one[0][0], one[0][1], other[0][1]
    taken = given = 1
    while left != right:
        is_left_short = len(left) < len(right)
        more = _next(one, taken, kind) if is_left_short else _next(other, given, kind)
        if more is None or not (left.startswith(right) or right.startswith(left)):
            return None
        if is_left_short:
            left, taken = left + more, taken + 1
        else:
            right, given = right + more, given + 1
    return taken, given


def _next(said: Sequence[Said], place: int, kind: StepKind) -> str | None:
    found = said[place] if place < len(said) else None
    return None if found is None or found[0] is not kind else found[1]


def _said(step: Step) -> Said:
    return (step.kind, "".join(step.text.split())) if is_text(step) else None


def _backwards(said: Sequence[Said]) -> list[Said]:
    return [None if found is None else (found[0], found[1][::-1]) for found in reversed(said)]


def _common_length(one: Sequence[str], other: Sequence[str]) -> int:
    """How many steps both begin with."""
    return next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )


def _differences(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """What differs, as stretches of both; one stretch where comparing all with all would take seconds."""
    if len(one) * len(other) > _COMPARABLE:
        yield 0, len(one), 0, len(other)
        return
    for tag, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag != "equal":
            yield start, end, first, last
