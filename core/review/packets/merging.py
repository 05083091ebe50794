# SPDX-License-Identifier: Apache-2.0
"""What a reply would change here: nothing is dropped, nothing is overwritten, nothing is done twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from core.domain.merging import Applicable, Conflict, ConflictKind, HeldDecision, HeldTrace, Merge
from core.domain.packets import Reply, ReplyDecision
from core.domain.reviews import Verdict
from core.review.packets.traces import steps_hash


@dataclass(slots=True)
class _Sorted:
    """Where the decisions looked at so far belong."""

    applicable: list[Applicable] = field(default_factory=list)
    known: list[ReplyDecision] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    unknown: list[ReplyDecision] = field(default_factory=list)

    def merge(self) -> Merge:
        return Merge(
            applicable=tuple(self.applicable),
            known=tuple(sorted(self.known, key=lambda found: found.at)),
            conflicts=tuple(sorted(self.conflicts, key=lambda found: found.theirs.at)),
            unknown=tuple(sorted(self.unknown, key=lambda found: found.at)),
        )


def merge(reply: Reply, held: Mapping[str, HeldTrace]) -> Merge:
    """Sort the decisions of a reply by what they would do here; nothing is changed.

    A decision is known where the same one came before, or where its reviewer's last word here says the same. It is in
    conflict where the trace has other steps by now, where somebody else decided otherwise after the packet was made, or
    where its own reviewer did so then or later. ``held`` is the workspace by request key; a later decision of the reply
    finds the earlier ones done. Once all that can be applied is applied, the same reply changes nothing.
    """
    found = _Sorted()
    by_trace: dict[str, list[ReplyDecision]] = {}
    for decision in sorted(reply.decisions, key=lambda decision: decision.at):
        by_trace.setdefault(decision.request_key, []).append(decision)
    for key, decisions in by_trace.items():
        if key in held:
            _sort(held[key], decisions, since=reply.header.packet_made_at, into=found)
        else:
            found.unknown += decisions
    return found.merge()


def after(trace: HeldTrace, decision: ReplyDecision) -> HeldTrace:
    """The trace once a decision is applied; an edit becomes its new head."""
    made = _made(decision)
    head = trace.head if decision.edit is None else trace.head + 1
    return replace(trace, head=head, content_hash=made.content_hash, decisions=(*trace.decisions, made))


def _sort(trace: HeldTrace, decisions: Iterable[ReplyDecision], *, since: datetime, into: _Sorted) -> None:
    """Sort the decisions on one trace, oldest first; as long as some can be applied, the others get another look."""
    waiting = list(decisions)
    conflicts: list[Conflict] = []
    while waiting:
        conflicts = []
        start = trace
        for decision in waiting:
            if _is_known(trace, decision):
                into.known.append(decision)
            elif (conflict := _conflict(trace, decision, since)) is not None:
                conflicts.append(conflict)
            else:
                into.applicable.append(Applicable(trace.trace_id, decision))
                trace = after(trace, decision)
        waiting = [] if trace is start else [conflict.theirs for conflict in conflicts]
    into.conflicts += conflicts


def _is_known(trace: HeldTrace, decision: ReplyDecision) -> bool:
    own = [held for held in trace.decisions if held.reviewer == decision.reviewer]
    if any(held.at == decision.at and _is_same(held, decision) for held in own):
        return True
    return bool(own) and _is_same(own[-1], decision)


def _is_same(held: HeldDecision, decision: ReplyDecision) -> bool:
    return replace(held, at=decision.at) == _made(decision)


def _made(decision: ReplyDecision) -> HeldDecision:
    """What stands here once the decision is applied: the verdict on the steps that it is on."""
    return HeldDecision(
        reviewer=decision.reviewer,
        verdict=decision.verdict,
        content_hash=decision.content_hash if decision.edit is None else steps_hash(decision.edit.steps),
        at=decision.at,
        reasons=decision.reasons,
        note=decision.note,
        rating=decision.rating,
    )


def _conflict(trace: HeldTrace, decision: ReplyDecision, since: datetime) -> Conflict | None:
    if decision.content_hash != trace.content_hash:
        return Conflict(ConflictKind.EDITED, decision, trace)
    last = {held.reviewer: held for held in trace.decisions}
    own = last.pop(decision.reviewer, None)
    if own is not None and own.at >= decision.at:
        return Conflict(ConflictKind.NEWER, decision, trace, own)
    for other in last.values():
        if other.at > since and other.content_hash == trace.content_hash and _is_otherwise(other, decision):
            return Conflict(ConflictKind.DECIDED, decision, trace, other)
    return None


def _is_otherwise(other: HeldDecision, decision: ReplyDecision) -> bool:
    """True where another person's word does not go with the decision: a skip goes with all, no verdict with an edit."""
    if other.verdict is Verdict.SKIP:
        return False
    return other.verdict is not decision.verdict or decision.edit is not None
