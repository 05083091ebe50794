# SPDX-License-Identifier: Apache-2.0
"""Acts inside a unit of the store: how one is added, and how undo and redo replay it as an act of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.domain.reviews import Act, ActId, ActKind, SkipTo, Verdict
from core.domain.surgery import MarkedSteps
from core.domain.traces import Step, TraceId
from core.errors import InvalidInput, UnknownName
from core.jsonl import mended
from core.review import opinions, patches
from core.review.labels import carried, read_labels, write_labels
from core.review.skipping import kept_from
from core.review.verdicts import label, state_after
from core.store.standings_repo import StandingChange
from core.store.store import Unit


def add_act(unit: Unit, kind: ActKind, done: str, *, ids: Sequence[TraceId], reviewer: str, at: datetime) -> Act:
    """Append an act; ``done`` is the verb of its label. Raises InvalidInput where no reviewer is named."""
    name = mended(reviewer.strip())
    if not name:
        raise InvalidInput("A decision needs a reviewer.", hint="Give your name, such as “Ada”.")
    return unit.reviews.add_act(kind, label=label(done, ids), reviewer=name, at=at, trace_ids=tuple(ids))


def known_ids(unit: Unit, ids: Sequence[TraceId]) -> tuple[TraceId, ...]:
    """The ids, each once. Raises InvalidInput for none, UnknownName where one of them is not there."""
    if not ids:
        raise InvalidInput("No trace is chosen.", hint="Choose at least one.")
    missing = unit.standings.missing(ids)
    if missing is not None:
        raise UnknownName("trace", str(missing))
    return tuple(dict.fromkeys(ids))


def decide_on(
    unit: Unit,
    act: Act,
    ids: Sequence[TraceId],
    verdict: Verdict,
    *,
    reasons: tuple[str, ...],
    note: str,
    skip_to: SkipTo = SkipTo.ME,
) -> None:
    """Give the verdict of an act on these traces under the name of its reviewer.

    A skip is no verdict that stands; it says where they go.
    """
    unit.reviews.add_decisions(act, ids, verdict, reasons=reasons, note=note)
    made = StandingChange(
        state=state_after(verdict, head=0),
        edited_state=state_after(verdict, head=1),
        reviewer="" if verdict is Verdict.SKIP else act.reviewer,
        reasons=reasons,
        kept_from=kept_from(skip_to, act.reviewer) if verdict is Verdict.SKIP else "",
    )
    if not unit.assignments.hear(ids):
        unit.standings.change(act.id, ids, made)
        return
    for part, change in opinions.parted(unit, act.reviewer, ids, verdict, made):
        unit.standings.change(act.id, part, change)


def replay(unit: Unit, found: ActId, kind: ActKind, *, at: datetime) -> Act:
    """Append the inverse of an act (undo), or the act again (redo), and put its traces where they then stand.

    Raises:
        InvalidInput: another reviewer changed one of the traces since the act, or since it was taken back.
    """
    act = unit.reviews.act(found)
    _check_unchanged(unit, act, kind)
    word = "Undo" if kind is ActKind.UNDO else "Redo"
    again = unit.reviews.add_act(
        kind, label=f"{word}: {act.label}", reviewer=act.reviewer, at=at, trace_ids=act.trace_ids, undoes=act.id
    )
    unit.reviews.copy_moves(again.id, of=act.id, is_inverse=kind is ActKind.UNDO)
    moves = unit.reviews.revision_moves(again.id)
    for move in moves:
        head = move.after.head
        unit.traces.set_steps(move.after.trace_id, head, steps_at(unit, move.after.trace_id, head))
    unit.standings.replay(again.id, act.trace_ids)
    for move in moves:
        rebase_draft(unit, move.after.trace_id, act.reviewer, before=move.before.head, after=move.after.head)
    if act.kind is ActKind.ASSIGN:
        unit.assignments.replay(again.id, of=act.id, is_inverse=kind is ActKind.UNDO)
    unit.assignments.hear(act.trace_ids)
    return again


def steps_at(unit: Unit, trace_id: TraceId, number: int) -> tuple[Step, ...]:
    """The steps of one revision; number 0 is the original. Raises UnknownName."""
    original = unit.traces.get(trace_id).original.steps
    return patches.apply(original, unit.reviews.revision(trace_id, number).patch) if number else original


def marked_at(unit: Unit, trace_id: TraceId, number: int) -> MarkedSteps:
    """The steps of one revision with their marks; the original has none. Raises UnknownName, and InvalidInput."""
    original = unit.traces.get(trace_id).original.steps
    if not number:
        return MarkedSteps(original)
    revision = unit.reviews.revision(trace_id, number)
    steps = patches.apply(original, revision.patch)
    return MarkedSteps(steps, read_labels(revision, len(steps)))


def rebase_draft(unit: Unit, trace_id: TraceId, reviewer: str, *, before: int, after: int) -> None:
    """Let a reviewer's draft of the revision ``before`` be one of ``after``, which differs from it in marks alone."""
    draft = unit.drafts.of(trace_id, reviewer)
    if draft is None or draft.base != before:
        return
    marked = marked_at(unit, trace_id, after)
    if patches.is_same(steps_at(unit, trace_id, before), marked.steps):
        unit.drafts.put(replace(draft, base=after, labels=write_labels(carried(marked, draft.steps))))


def _check_unchanged(unit: Unit, act: Act, kind: ActKind) -> None:
    since = unit.reviews.last_word(act.id)
    ignored = () if act.kind is ActKind.ASSIGN else (ActKind.ASSIGN,)
    other = unit.reviews.changed_by_another(act.id, since=since, reviewer=act.reviewer, ignored=ignored)
    if other is not None:
        raise InvalidInput(
            f"{other[1]} changed trace {other[0]} since, so “{act.label}” cannot be {_PAST[kind]}.",
            hint=f"Ask {other[1]} to undo first, or decide on the trace again.",
        )
    moved = unit.standings.moved_since(act.id, side="after" if kind is ActKind.UNDO else "before")
    if moved is not None:
        raise InvalidInput(
            f"Trace {moved} changed since, so “{act.label}” cannot be {_PAST[kind]}.", hint="Decide on the trace again."
        )


_PAST = {ActKind.UNDO: "undone", ActKind.REDO: "redone"}
