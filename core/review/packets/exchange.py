# SPDX-License-Identifier: Apache-2.0
"""Packets and replies as files of a workspace: written from it, read into it, answered from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from core.domain.answers import conclusion_of
from core.domain.codec import to_json
from core.domain.messages import ReasoningSource, Sampling, Usage
from core.domain.opinions import StandingDecision
from core.domain.packets import (
    Packet,
    PacketDecision,
    PacketHeader,
    PacketReport,
    PacketTrace,
    ReplyDecision,
    ReplyEdit,
    ReplyHeader,
)
from core.domain.reviews import TraceStanding, Verdict
from core.domain.tasks import ProblemId
from core.domain.traces import NewTrace, Trace, TraceFilter, TraceId, TraceState
from core.errors import InvalidInput
from core.jsonl import mended_value
from core.review.acts import marked_at
from core.review.importing import IMPORTED
from core.review.labels import write_labels
from core.review.packets.checked import LONGEST_NAME
from core.review.packets.replies import write_reply
from core.review.packets.sealed import MOST_ROWS, REPLY, is_of
from core.review.packets.traces import packet_trace, read_packet, steps_hash, write_packet
from core.store.rows import in_chunks
from core.store.store import Store, Unit


class PacketExchange:
    """Sends slices of one workspace away to be reviewed, and reviews those of others. Any thread."""

    def __init__(self, *, store: Store, clock: Callable[[], datetime], workspace: str, stillroom: str) -> None:
        """Work on ``store``; files say that they come from ``workspace`` and from this version of Stillroom."""
        self._store = store
        self._clock = clock
        self._workspace = workspace
        self._stillroom = stillroom

    def export_packet(self, path: Path, wanted: TraceFilter, *, reviewer: str, is_blind: bool = True) -> PacketHeader:
        """Write the traces of a filter to one file; a blind one tells neither truths nor what anybody said.

        For an assignee it holds what that person has not answered yet; traces that are named are sent all the same.

        Raises:
            InvalidInput: no trace fits, or more than a packet holds, no reviewer is named, or the file cannot be made.
            WorkspaceUnusable: the disk is full.
        """
        if wanted.assignees and not wanted.trace_ids:
            wanted = replace(wanted, is_opinion_missing=True)
        with self._store.read() as unit:
            ids = unit.queue.ids(wanted)
            if not ids and wanted.is_opinion_missing:
                who = " or ".join(wanted.assignees)
                raise InvalidInput(f"Nothing waits for {who} here.", hint="Assign traces first, or name some by id.")
            if not ids:
                raise InvalidInput("No trace fits this filter.", hint="Choose another filter.")
            if len(ids) > MOST_ROWS:
                raise InvalidInput(f"A packet holds at most {MOST_ROWS:,} traces.", hint="Make several smaller ones.")
            return write_packet(
                path,
                _lines(unit, ids, is_blind=is_blind),
                workspace=self._workspace,
                made_by=_named(reviewer),
                made_at=self._now(),
                stillroom=self._stillroom,
                is_blind=is_blind,
            )

    def import_packet(self, path: Path) -> PacketReport:
        """Read a packet so that its traces can be reviewed here; one that was read before changes nothing.

        Raises:
            BrokenLine: a line cannot be read.
            InvalidInput: the file is no packet, of a newer version, cut short, or changed since it was made.
        """
        packet = read_packet(path)
        with self._store.begin() as unit:
            if any(held.sha256 == packet.header.sha256 for held in unit.packets.all()):
                return PacketReport(packet.header, (), len(packet.traces), 0)
            known, new, left_out = _parted(unit, packet)
            made = _keep(unit, new)
            unit.packets.add(packet.header, known | {trace_id: line.content_hash for trace_id, line in made.items()})
            unit.standings.put([_told(trace_id, line) for trace_id, line in made.items() if line.decisions])
        return PacketReport(packet.header, tuple(made), len(known), left_out)

    def is_reply(self, path: Path) -> bool:
        """Whether a file is a reply to a packet, and not a packet. Raises InvalidInput where it cannot be read."""
        return is_of(path, REPLY)

    def packets(self) -> tuple[PacketHeader, ...]:
        """The packets that were read here, the newest first."""
        with self._store.read() as unit:
            return unit.packets.all()

    def export_reply(self, path: Path, *, reviewer: str, packet: str = "") -> ReplyHeader:
        """Write what was decided here on the traces of a packet, by its hash; of the newest one where none is named.

        Raises:
            UnknownName: no such packet was read here.
            InvalidInput: none was read at all, nothing is decided yet, or the file cannot be made.
            WorkspaceUnusable: the disk is full.
        """
        with self._store.read() as unit:
            held = unit.packets.all()
            if not held:
                raise InvalidInput("No packet was read here.", hint="Read one first, then decide on its traces.")
            hashes = unit.packets.traces_of(packet or held[0].sha256)
            header = next(found for found in held if found.sha256 == (packet or held[0].sha256))
            decisions = _answers(unit, hashes)
        if not decisions:
            raise InvalidInput("Nothing of this packet is decided yet.", hint="Decide on its traces in Review first.")
        return write_reply(
            path,
            decisions,
            packet=header,
            made_by=_named(reviewer),
            made_at=self._now(),
            stillroom=self._stillroom,
        )

    def _now(self) -> datetime:
        return self._clock().astimezone(UTC)


def _named(reviewer: str) -> str:
    name = reviewer.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput("The file needs the name of who makes it.", hint="Give your name, such as “Ada”.")
    return name


def _lines(unit: Unit, ids: Sequence[TraceId], *, is_blind: bool) -> Iterator[PacketTrace]:
    for chunk in in_chunks(ids):
        traces = unit.traces.many(chunk)
        problems = {problem.id: problem for problem in unit.problems.many([trace.problem_id for trace in traces])}
        said: dict[TraceId, list[PacketDecision]] = {}
        for found in () if is_blind else unit.decisions.of(chunk):
            said.setdefault(found.trace_id, []).append(_as_packet(found))
        for trace in traces:
            _check_portable(trace)
            yield packet_trace(trace, problems[trace.problem_id], decisions=said.get(trace.id, ()))


def _check_portable(trace: Trace) -> None:
    """Raise InvalidInput where a file would carry other characters than the trace has, and so another hash."""
    plain = to_json(trace.steps)
    if mended_value(plain) != plain:
        raise InvalidInput(
            f"Trace {trace.id} holds a character that no file can carry.",
            hint="Edit that character away, or choose traces without this one.",
        )


def _as_packet(found: StandingDecision) -> PacketDecision:
    return PacketDecision(found.reviewer, found.verdict, found.at, found.reasons, found.note, found.rating)


def _parted(unit: Unit, packet: Packet) -> tuple[dict[TraceId, str], list[PacketTrace], int]:
    """Those that are here with the same steps, those that are new, and how many are here otherwise."""
    held = unit.packets.ids_of_keys([line.request_key for line in packet.traces])
    here = {trace.id: steps_hash(trace.steps) for trace in unit.traces.many(tuple(held.values()))}
    known: dict[TraceId, str] = {}
    new: list[PacketTrace] = []
    for line in packet.traces:
        trace_id = held.get(line.request_key)
        if trace_id is None:
            new.append(line)
        elif here[trace_id] == line.content_hash:
            known[trace_id] = line.content_hash
    problems = unit.problems.of_keys([line.problem.key for line in new])
    prompts = unit.problems.prompts([problem_id for problem_id, _split in problems.values()])
    asked = {key: prompts[problem_id] for key, (problem_id, _split) in problems.items()}
    own = [line for line in new if asked.get(line.problem.key, line.problem.prompt) == line.problem.prompt]
    return known, own, len(packet.traces) - len(known) - len(own)


def _keep(unit: Unit, lines: Sequence[PacketTrace]) -> dict[TraceId, PacketTrace]:
    """Store new traces with their problems, pending; each with its line."""
    unit.problems.insert_many([line.problem for line in lines])
    problems = unit.problems.of_keys([line.problem.key for line in lines])
    made = [(_trace(line, problems[line.problem.key][0]), " ".join(line.problem.prompt.split())) for line in lines]
    stored = unit.traces.insert_many(made)
    return {found: line for found, line in zip(stored, lines, strict=True) if found is not None}


def _trace(line: PacketTrace, problem_id: ProblemId) -> NewTrace:
    return NewTrace(
        problem_id=problem_id,
        teacher=IMPORTED,
        teacher_kind=IMPORTED,
        model="",
        steps=line.steps,
        conclusion=conclusion_of(line.steps),
        reasoning_source=ReasoningSource.PROMPTED,
        sampling=Sampling(temperature=None),
        usage=Usage(),
        latency_s=0.0,
        request_key=line.request_key,
        prompt_hash="",
    )


def _told(trace_id: TraceId, line: PacketTrace) -> TraceStanding:
    """What others said where the packet was made, as a note: it is no decision here."""
    words = {Verdict.ACCEPT: "accept", Verdict.REJECT: "reject", Verdict.NEEDS_WORK: "needs work", Verdict.SKIP: "skip"}
    said = (
        ", ".join(filter(None, (f"{found.reviewer}: {words[found.verdict]}", *found.reasons, found.note)))
        for found in line.decisions
    )
    return TraceStanding(trace_id, TraceState.PENDING, 0, is_flagged=False, note="\n".join(said))


def _answers(unit: Unit, hashes: dict[TraceId, str]) -> list[ReplyDecision]:
    """The last word of everybody on each revision of the traces, in the order in which they came."""
    found: list[ReplyDecision] = []
    for chunk in in_chunks(hashes):
        said: dict[TraceId, dict[tuple[str, int], StandingDecision]] = {}
        for decision in unit.decisions.of(chunk):
            last = said.setdefault(decision.trace_id, {})
            last.pop((decision.reviewer, decision.revision), None)
            last[decision.reviewer, decision.revision] = decision
        for trace in unit.traces.many([trace_id for trace_id in chunk if trace_id in said]):
            chain = {0: hashes[trace.id]}
            for decision in said[trace.id].values():
                found.append(_answer(unit, trace.original.request_key, decision, chain))
    return found


def _answer(unit: Unit, request_key: str, decision: StandingDecision, chain: dict[int, str]) -> ReplyDecision:
    """One decision; the first on a revision brings it along, and ``chain`` remembers the hash of each one brought."""
    number, edit = decision.revision, None
    if number in chain:
        reviewed = chain[number]
    else:
        reviewed = list(chain.values())[-1]
        marked = marked_at(unit, decision.trace_id, number)
        chain[number] = steps_hash(marked.steps)
        if marked.labels or chain[number] != reviewed:
            edit = ReplyEdit(marked.steps, {name: str(label) for name, label in write_labels(marked.labels).items()})
    return ReplyDecision(
        request_key=request_key,
        content_hash=reviewed,
        verdict=decision.verdict,
        reviewer=decision.reviewer,
        at=decision.at,
        reasons=decision.reasons,
        note=decision.note,
        rating=decision.rating,
        edit=edit,
    )
