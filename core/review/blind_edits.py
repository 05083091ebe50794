# SPDX-License-Identifier: Apache-2.0
"""Edits in a double review: each is its author's opinion, and becomes the current revision only once all agree."""

from __future__ import annotations

from datetime import datetime

from core.domain.opinions import StandingDecision, outcome
from core.domain.reviews import ActKind, Move, Verdict
from core.domain.surgery import MarkedSteps
from core.domain.traces import Revision, Trace, TraceId, TraceState
from core.errors import InvalidInput
from core.review import patches
from core.review.acts import add_act, marked_at
from core.review.labels import write_labels
from core.review.opinions import standing_after
from core.store.store import Unit


def is_opinion(unit: Unit, trace: Trace, reviewer: str) -> bool:
    """Whether an edit by this reviewer is one opinion of several, which the others may not see yet."""
    if trace.state is TraceState.NEEDS_ADJUDICATION:
        return False
    told = unit.assignments.shared((trace.id,)).get(trace.id, ())
    return any(opinion.reviewer == reviewer.strip() for opinion in told)


def keep_opinion(
    unit: Unit, trace: Trace, new: MarkedSteps, word: str, *, author: str, note: str, at: datetime
) -> Revision:
    """Keep an edit as an opinion: a revision that its author accepts; where another said the same, that one."""
    (old,) = unit.standings.of((trace.id,))
    act = add_act(unit, ActKind.EDIT, f"{word} and accept", ids=(trace.id,), reviewer=author, at=at)
    revision = _same(unit, trace.id, new)
    if revision is None:
        number = unit.reviews.next_revision(trace.id)
        patch, labels = patches.diff(trace.original.steps, new.steps), write_labels(new.labels)
        revision = Revision(trace.id, number, patch, act.reviewer, act.at, note, labels)
        unit.reviews.add_revision(act.id, revision)
    said = StandingDecision(trace.id, act.reviewer, Verdict.ACCEPT, act.at, revision.number, note=note)
    unit.decisions.add(act.id, said)
    unit.assignments.hear((trace.id,))
    told = unit.assignments.shared((trace.id,))[trace.id]
    found = outcome(old.state, act.reviewer, Verdict.ACCEPT, told)
    after = standing_after(old, found, Verdict.ACCEPT, head=revision.number, reviewer=act.reviewer)
    unit.reviews.add_moves(act.id, (Move(old, after),))
    unit.standings.put((after,))
    if after.head != old.head:
        unit.traces.set_steps(trace.id, after.head, new.steps)
    unit.drafts.drop(trace.id, act.reviewer)
    return revision


def marks_would_tell(trace_id: TraceId) -> InvalidInput:
    """Marks lie on the trace itself, where the other reviewer would read them."""
    return InvalidInput(
        f"Trace {trace_id} is reviewed by two people, and the other one would see your marks.",
        hint="Correct the step, or give your verdict with a reason.",
    )


def _same(unit: Unit, trace_id: TraceId, new: MarkedSteps) -> Revision | None:
    """The revision that an opinion is on already, where it says the same word for word."""
    told = unit.assignments.shared((trace_id,)).get(trace_id, ())
    for number in sorted({said.revision for said in told if said.verdict is Verdict.ACCEPT and said.revision}):
        held = marked_at(unit, trace_id, number)
        if patches.is_same(held.steps, new.steps) and held.labels == new.labels:
            return unit.reviews.revision(trace_id, number)
    return None
