# SPDX-License-Identifier: Apache-2.0
"""Double review inside a unit of the store: which verdicts stand, which wait for the other reviewer, which differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.domain.opinions import Outcome, outcome
from core.domain.reviews import TraceStanding, Verdict
from core.domain.traces import TraceId, TraceState
from core.errors import InvalidInput
from core.review.verdicts import state_after
from core.store.standings_repo import StandingChange
from core.store.store import Unit

_CHANGES = {
    Outcome.WAITS: StandingChange(),
    Outcome.DIFFERS: StandingChange(state=TraceState.NEEDS_ADJUDICATION, reviewer="", reasons=()),
}


def parted(
    unit: Unit, reviewer: str, ids: Sequence[TraceId], verdict: Verdict, made: StandingChange
) -> Iterator[tuple[Sequence[TraceId], StandingChange]]:
    """The traces with what a verdict makes of each: ``made`` for all that nobody or one reviewer is assigned to."""
    shared = unit.assignments.shared(ids)
    states = {held.trace_id: held.state for held in unit.standings.of(tuple(shared))}
    parts: dict[Outcome, list[TraceId]] = {found: [] for found in Outcome}
    for trace_id in ids:
        told = shared.get(trace_id)
        found = Outcome.STANDS if told is None else outcome(states[trace_id], reviewer, verdict, told)
        parts[found].append(trace_id)
    for found, part in parts.items():
        if part:
            yield part, _CHANGES.get(found, made)


def standing_after(
    old: TraceStanding, found: Outcome, verdict: Verdict, *, head: int, reviewer: str, reasons: tuple[str, ...] = ()
) -> TraceStanding:
    """Where one trace stands after a verdict on the revision ``head``."""
    if found is Outcome.WAITS:
        return old
    if found is Outcome.DIFFERS:
        return replace(old, state=TraceState.NEEDS_ADJUDICATION, reviewer="", reasons=())
    who = "" if verdict is Verdict.SKIP else reviewer
    return replace(old, state=state_after(verdict, head=head), head=head, reviewer=who, reasons=reasons)


def shared_with(unit: Unit, ids: Sequence[TraceId], reviewer: str) -> frozenset[TraceId]:
    """Those of the traces that this reviewer is one of several to review."""
    name, shared = reviewer.strip(), unit.assignments.shared(ids)
    return frozenset(trace_id for trace_id, told in shared.items() if any(opinion.reviewer == name for opinion in told))


def check_note(unit: Unit, trace_id: TraceId, reviewer: str) -> None:
    """Raise InvalidInput where a note on a trace would tell one reviewer what the other thinks, or write over it."""
    told = unit.assignments.shared((trace_id,)).get(trace_id, ())
    is_open = any(opinion.verdict is None for opinion in told)
    if is_open and any(opinion.reviewer == reviewer.strip() for opinion in told):
        raise InvalidInput(
            f"Trace {trace_id} is reviewed by two people, and the other one would see your note.",
            hint="Write it once both have decided, or with the reasons of your verdict.",
        )
