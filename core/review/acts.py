# SPDX-License-Identifier: Apache-2.0
"""Acts inside a unit of the store: how one is added, and how undo and redo replay it as an act of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.domain.reviews import Act, ActId, ActKind, Move
from core.domain.surgery import Draft
from core.domain.traces import Step, TraceId
from core.errors import InvalidInput
from core.jsonl import mended
from core.review import patches
from core.review.labels import read_labels
from core.review.verdicts import label
from core.store.store import Unit


def add_act(unit: Unit, kind: ActKind, done: str, *, moves: Sequence[Move], reviewer: str, at: datetime) -> Act:
    """Append an act; ``done`` is the verb of its label. Raises InvalidInput where no reviewer is named."""
    name = mended(reviewer.strip())
    if not name:
        raise InvalidInput("A decision needs a reviewer.", hint="Give your name, such as “Ada”.")
    ids = tuple(move.after.trace_id for move in moves)
    return unit.reviews.add_act(kind, label=label(done, ids), reviewer=name, at=at, moves=moves)


def replay(unit: Unit, found: ActId, kind: ActKind, *, at: datetime) -> Act:
    """Append the inverse of an act (undo), or the act again (redo), and put its traces where they then stand.

    Raises:
        InvalidInput: another reviewer changed one of the traces since the act, or since it was taken back.
    """
    act = unit.reviews.act(found)
    moves = unit.reviews.moves(found)
    if kind is ActKind.UNDO:
        moves = tuple(Move(before=move.after, after=move.before) for move in moves)
    _check_unchanged(unit, act, moves, kind)
    word = "Undo" if kind is ActKind.UNDO else "Redo"
    again = unit.reviews.add_act(
        kind, label=f"{word}: {act.label}", reviewer=act.reviewer, at=at, moves=moves, undoes=act.id
    )
    unit.traces.move([move.after for move in moves if move.after.head == move.before.head])
    for move in moves:
        if move.after.head != move.before.head:
            steps = steps_at(unit, move.after.trace_id, move.after.head)
            unit.traces.set_standing(move.after, head_steps=steps)
    return again


def steps_at(unit: Unit, trace_id: TraceId, number: int) -> tuple[Step, ...]:
    """The steps of one revision; number 0 is the original. Raises UnknownName."""
    original = unit.traces.get(trace_id).original.steps
    return patches.apply(original, unit.reviews.revision(trace_id, number).patch) if number else original


def draft_at(unit: Unit, trace_id: TraceId, number: int) -> Draft:
    """The steps of one revision with their marks; the original has none. Raises UnknownName, and InvalidInput."""
    original = unit.traces.get(trace_id).original.steps
    if not number:
        return Draft(original)
    revision = unit.reviews.revision(trace_id, number)
    steps = patches.apply(original, revision.patch)
    return Draft(steps, read_labels(revision, len(steps)))


def _check_unchanged(unit: Unit, act: Act, moves: Sequence[Move], kind: ActKind) -> None:
    since = unit.reviews.last_word(act.id)
    other = unit.reviews.changed_by_another(act.trace_ids, since=since, reviewer=act.reviewer)
    if other is not None:
        raise InvalidInput(
            f"{other[1]} changed trace {other[0]} since, so “{act.label}” cannot be {_PAST[kind]}.",
            hint=f"Ask {other[1]} to undo first, or decide on the trace again.",
        )
    now = unit.traces.standing([move.before.trace_id for move in moves])
    for standing, move in zip(now, moves, strict=True):
        if standing != move.before:
            raise InvalidInput(
                f"Trace {standing.trace_id} changed since, so “{act.label}” cannot be {_PAST[kind]}.",
                hint="Decide on the trace again.",
            )


_PAST = {ActKind.UNDO: "undone", ActKind.REDO: "redone"}
