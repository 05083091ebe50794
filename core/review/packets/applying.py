# SPDX-License-Identifier: Apache-2.0
"""A reply applied: what can be is done as one act that undo takes back, and conflicts as a person chose."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from core.domain.merging import Applicable, Conflict, ConflictKind, HeldDecision, HeldTrace, Merge, MergeReport
from core.domain.opinions import Opinion, StandingDecision, outcome
from core.domain.packets import Reply, ReplyDecision, ReplyEdit
from core.domain.reviews import Act, ActKind, Move, TraceStanding
from core.domain.traces import Revision, Trace, TraceId, TraceState
from core.errors import InvalidInput
from core.review import patches
from core.review.acts import add_act, steps_at
from core.review.opinions import standing_after
from core.review.packets.merging import merge
from core.review.packets.replies import read_reply
from core.review.packets.traces import steps_hash
from core.store.rows import in_chunks
from core.store.store import Store, Unit


class ReplyMerging:
    """Takes decisions that were made elsewhere into one workspace. Any thread."""

    def __init__(self, *, store: Store, clock: Callable[[], datetime]) -> None:
        """Work on ``store``; ``clock`` says what time it is for the people here."""
        self._store = store
        self._clock = clock

    def compare_reply(self, path: Path) -> Merge:
        """What a reply would do here; nothing is changed.

        Raises:
            BrokenLine: a line cannot be read.
            InvalidInput: the file is no reply, of a newer version, cut short, or changed since it was made.
        """
        reply = read_reply(path)
        with self._store.read() as unit:
            return _sorted(unit, reply, _held(unit, reply))

    def merge_reply(
        self, path: Path, *, reviewer: str, theirs: Sequence[ReplyDecision] = (), is_all_theirs: bool = False
    ) -> MergeReport:
        """Apply a reply as one act of ``reviewer``; of a conflict what is here stays, but for ``theirs`` or all.

        Raises:
            BrokenLine: a line cannot be read.
            InvalidInput: the file is no reply, or no reviewer is named.
        """
        reply = read_reply(path)
        chosen = {_key(decision) for decision in theirs}
        with self._store.begin() as unit:
            held = _held(unit, reply)
            found = _sorted(unit, reply, held)
            taken = [conflict for conflict in found.conflicts if is_all_theirs or _key(conflict.theirs) in chosen]
            wanted = [*found.applicable, *(Applicable(conflict.held.trace_id, conflict.theirs) for conflict in taken)]
            if not wanted:
                return MergeReport(found, None, 0)
            ids = tuple(dict.fromkeys(made.trace_id for made in wanted))
            word = f"Merge the reply of {reply.header.made_by} on"
            at = self._clock().astimezone(UTC)
            act = add_act(unit, ActKind.MERGE, word, ids=ids, reviewer=reviewer, at=at)
            _apply(unit, act, wanted, {trace.trace_id: {trace.content_hash: trace.head} for trace in held.values()})
        return MergeReport(found, act, len(taken))


def _key(decision: ReplyDecision) -> tuple[str, str, datetime, str]:
    return decision.request_key, decision.reviewer, decision.at, decision.verdict.value


def _sorted(unit: Unit, reply: Reply, held: Mapping[str, HeldTrace]) -> Merge:
    """The decisions sorted; where two people review a trace blind, words that differ are opinions, not conflicts.

    Once their opinions differ, neither of them settles it by another word: that is kept out unless somebody chooses it.
    """
    found = merge(reply, held)
    shared = unit.assignments.shared([trace.trace_id for trace in held.values()])
    states = {old.trace_id: old.state for old in unit.standings.of(tuple(shared))}
    disputed = {found for found, state in states.items() if state is TraceState.NEEDS_ADJUDICATION}
    opinions, conflicts = list[Applicable](), list[Conflict]()
    for conflict in found.conflicts:
        trace_id = conflict.held.trace_id
        is_open = trace_id in shared and trace_id not in disputed
        is_theirs = any(told.reviewer == conflict.theirs.reviewer for told in shared.get(trace_id, ()))
        if conflict.kind is ConflictKind.DECIDED and is_open and is_theirs:
            opinions.append(Applicable(trace_id, conflict.theirs))
        else:
            conflicts.append(conflict)
    free, partial = _parted(found, {trace.trace_id: trace for trace in held.values()}, shared, disputed)
    return replace(found, applicable=(*free, *opinions), conflicts=(*conflicts, *partial))


def _parted(
    found: Merge,
    held: Mapping[TraceId, HeldTrace],
    shared: Mapping[TraceId, Sequence[Opinion]],
    disputed: Collection[TraceId],
) -> tuple[list[Applicable], list[Conflict]]:
    """What can be applied without the words of people on disputes that they are party to, and those words."""
    free, partial = list[Applicable](), list[Conflict]()
    for made in found.applicable:
        trace, theirs = held[made.trace_id], made.decision
        told = shared[made.trace_id] if made.trace_id in disputed else ()
        if any(opinion.reviewer == theirs.reviewer and opinion.verdict is not None for opinion in told):
            own = [said for said in trace.decisions if said.reviewer == theirs.reviewer]
            partial.append(Conflict(ConflictKind.DISPUTED, theirs, trace, own[-1]))
        elif told and theirs.content_hash != trace.content_hash:
            partial.append(Conflict(ConflictKind.DISPUTED, theirs, trace))
        else:
            free.append(made)
    return free, partial


def _held(unit: Unit, reply: Reply) -> dict[str, HeldTrace]:
    """What the workspace holds of the traces of a reply, by request key."""
    ids = unit.packets.ids_of_keys(list({decision.request_key: None for decision in reply.decisions}))
    found: dict[str, HeldTrace] = {}
    for chunk in in_chunks(ids.values()):
        said: dict[TraceId, list[StandingDecision]] = {}
        for decision in unit.decisions.of(chunk):
            said.setdefault(decision.trace_id, []).append(decision)
        for trace in unit.traces.many(chunk):
            hashes = _hashes(unit, trace, [trace.head, *(decision.revision for decision in said.get(trace.id, ()))])
            decisions = tuple(_held_decision(decision, hashes) for decision in said.get(trace.id, ()))
            key = trace.original.request_key
            found[key] = HeldTrace(trace.id, trace.head, hashes[trace.head], decisions)
    return found


def _hashes(unit: Unit, trace: Trace, numbers: Iterable[int]) -> dict[int, str]:
    near = {0: trace.original.steps, trace.head: trace.steps}
    return {
        number: steps_hash(near[number] if number in near else steps_at(unit, trace.id, number))
        for number in set(numbers)
    }


def _held_decision(decision: StandingDecision, hashes: dict[int, str]) -> HeldDecision:
    return HeldDecision(
        reviewer=decision.reviewer,
        verdict=decision.verdict,
        content_hash=hashes[decision.revision],
        at=decision.at,
        reasons=decision.reasons,
        note=decision.note,
        rating=decision.rating,
    )


def _apply(unit: Unit, act: Act, wanted: Sequence[Applicable], heads: Mapping[TraceId, dict[str, int]]) -> None:
    """Do what can be done, trace by trace; each trace makes one move, from where it stood to where it ends."""
    by_trace: dict[TraceId, list[ReplyDecision]] = {}
    for made in wanted:
        by_trace.setdefault(made.trace_id, []).append(made.decision)
    before = {old.trace_id: old for old in unit.standings.of(tuple(by_trace))}
    moved: list[TraceStanding] = []
    for trace_id, decisions in by_trace.items():
        standing = before[trace_id]
        for decision in decisions:
            standing = _apply_one(unit, act, standing, decision, heads[trace_id], before[trace_id].state)
        if standing.head != before[trace_id].head:
            unit.traces.set_steps(trace_id, standing.head, steps_at(unit, trace_id, standing.head))
        moved.append(standing)
    unit.reviews.add_moves(act.id, [Move(before[after.trace_id], after) for after in moved])
    unit.standings.put(moved)


def _apply_one(
    unit: Unit, act: Act, standing: TraceStanding, decision: ReplyDecision, numbers: dict[str, int], first: TraceState
) -> TraceStanding:
    """One decision of a reply; ``numbers`` remembers which revision has which steps.

    ``first`` is where the trace stood before the reply: a dispute that the reply brings is not settled by it.
    """
    trace_id = standing.trace_id
    if decision.edit is not None:
        number = _add_revision(unit, act, trace_id, decision, decision.edit)
        numbers[steps_hash(decision.edit.steps)] = number
    else:
        number = numbers.get(decision.content_hash, -1)
        if number < 0:
            number = numbers[decision.content_hash] = _revision_of(unit, standing, decision.content_hash)
    said = StandingDecision(
        trace_id=trace_id,
        reviewer=decision.reviewer,
        verdict=decision.verdict,
        at=decision.at,
        revision=number,
        reasons=decision.reasons,
        note=decision.note,
        rating=decision.rating,
    )
    unit.decisions.add(act.id, said)
    opinions: Sequence[Opinion] = ()
    if unit.assignments.hear((trace_id,)):
        opinions = unit.assignments.shared((trace_id,)).get(trace_id, ())
    found = outcome(first, decision.reviewer, decision.verdict, opinions)
    after = standing_after(
        standing, found, decision.verdict, head=number, reviewer=decision.reviewer, reasons=decision.reasons
    )
    is_rated = decision.rating is not None and not opinions
    return replace(after, rating=decision.rating) if is_rated else after


def _add_revision(unit: Unit, act: Act, trace_id: TraceId, decision: ReplyDecision, edit: ReplyEdit) -> int:
    original = unit.traces.get(trace_id).original.steps
    number = unit.reviews.next_revision(trace_id)
    patch = patches.diff(original, edit.steps)
    made = Revision(trace_id, number, patch, decision.reviewer, decision.at, decision.note, dict(edit.labels))
    unit.reviews.add_revision(act.id, made)
    return number


def _revision_of(unit: Unit, standing: TraceStanding, content: str) -> int:
    """The newest revision that has these steps. Raises InvalidInput where none has."""
    kept = [revision.number for revision in unit.reviews.revisions(standing.trace_id)]
    for number in (*reversed(kept), 0):
        if steps_hash(steps_at(unit, standing.trace_id, number)) == content:
            return number
    raise InvalidInput(
        f"The text that was reviewed of trace {standing.trace_id} is not in this workspace.",
        hint="Keep what is here for that one.",
    )
