# SPDX-License-Identifier: Apache-2.0
"""The steps of two answers in pairs, so that they can stand side by side, with the words in which they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from core.domain.alignment import Fate, Stretch, aligned
from core.domain.traces import Step, StepKind
from ui.widgets.step_changes import Mark, Piece, changes_between, words_between
from ui.widgets.step_reader import step_text

MOST_STEPS = 400
"""So many steps of either side are set side by side; more would take seconds to lay out."""
_MATCHED = 2_500
"""Up to so many pairs that could be alike, steps are matched by their words; beyond, one beside the other in turn."""
_LONGEST = 20_000
"""Characters of a step; the words of longer ones are not compared."""


@dataclass(frozen=True, slots=True)
class StepSide:
    """A step on one side of a pair.

    Attributes:
        place: 0 for the first step of its answer.
        pieces: its text; what only this side says is marked as changed.
    """

    place: int
    kind: StepKind
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class StepPair:
    """Two steps that stand beside one another; None where one side has none."""

    left: StepSide | None
    right: StepSide | None
    is_same: bool = False


def pairs_between(left: Sequence[Step], right: Sequence[Step]) -> tuple[StepPair, ...]:
    """The first steps of both answers in pairs, in order; any thread."""
    one, other = tuple(left[:MOST_STEPS]), tuple(right[:MOST_STEPS])
    return tuple(pair for stretch in aligned(one, other) for pair in _pairs_of(one, other, stretch))


def _pairs_of(one: Sequence[Step], other: Sequence[Step], stretch: Stretch) -> Iterator[StepPair]:
    before, after = one[stretch.start : stretch.end], other[stretch.first : stretch.last]
    places = _matched(before, after) if stretch.fate is Fate.CHANGED else _in_turn(len(before), len(after))
    for old, new in places:
        left = None if old is None else (stretch.start + old, before[old])
        right = None if new is None else (stretch.first + new, after[new])
        yield _pair(left, right, is_same=stretch.fate is not Fate.CHANGED)


def _in_turn(old: int, new: int) -> list[tuple[int | None, int | None]]:
    return list(zip_longest(range(old), range(new)))


def _matched(before: Sequence[Step], after: Sequence[Step]) -> list[tuple[int | None, int | None]]:
    """Steps that say much the same beside one another; the others between them in turn."""
    if len(before) * len(after) > _MATCHED:
        return _in_turn(len(before), len(after))
    found: list[tuple[int | None, int | None]] = []
    old = new = last_old = last_new = 0
    for change in changes_between(before, after):
        if change.mark in (Mark.SAME, Mark.CHANGED):
            found += _between(last_old, old, last_new, new)
            found.append((old, new))
            old, new = old + 1, new + 1
            last_old, last_new = old, new
        elif change.mark is Mark.DELETED:
            old += 1
        else:
            new += 1
    return found + _between(last_old, len(before), last_new, len(after))


def _between(old: int, old_end: int, new: int, new_end: int) -> list[tuple[int | None, int | None]]:
    return list(zip_longest(range(old, old_end), range(new, new_end)))


def _pair(left: tuple[int, Step] | None, right: tuple[int, Step] | None, *, is_same: bool) -> StepPair:
    ours = "" if left is None else step_text(left[1])
    theirs = "" if right is None else step_text(right[1])
    is_same = is_same or (left is not None and right is not None and ours == theirs)
    pieces = () if is_same or max(len(ours), len(theirs)) > _LONGEST else words_between(ours, theirs)
    return StepPair(
        None if left is None else _side(left, _of(pieces, Mark.DELETED) or (Piece(Mark.SAME, ours),)),
        None if right is None else _side(right, _of(pieces, Mark.INSERTED) or (Piece(Mark.SAME, theirs),)),
        is_same,
    )


def _of(pieces: Sequence[Piece], own: Mark) -> tuple[Piece, ...]:
    """What one side says."""
    kept = {Mark.SAME: Mark.SAME, own: Mark.CHANGED}
    return tuple(Piece(kept[piece.mark], piece.text) for piece in pieces if piece.mark in kept)


def _side(found: tuple[int, Step], pieces: tuple[Piece, ...]) -> StepSide:
    return StepSide(found[0], found[1].kind, pieces)
