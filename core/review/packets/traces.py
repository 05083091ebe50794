# SPDX-License-Identifier: Apache-2.0
"""The packet: traces written to one file for somebody to review, and read where they are reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from core.domain.codec import from_json, to_json
from core.domain.json import JsonObject
from core.domain.packets import Packet, PacketDecision, PacketHeader, PacketTrace
from core.domain.tasks import Problem
from core.domain.traces import Step, Trace
from core.errors import InvalidInput
from core.jsonl import mended_value
from core.review.packets.checked import check_person, check_rating, check_time
from core.review.packets.sealed import PACKET, parsed, read_sealed, write_sealed
from core.store.rows import content_hash


def steps_hash(steps: Sequence[Step]) -> str:
    """What the content of a trace is known by, the same as in the store. Raises InvalidInput where it has none."""
    try:
        return content_hash(to_json(steps))
    except (TypeError, ValueError, RecursionError) as error:
        detail = f"{type(error).__name__}: {error}"
        raise InvalidInput("The steps cannot be hashed.", hint="steps of ordinary depth", detail=detail) from error


def packet_trace(trace: Trace, problem: Problem, *, decisions: Iterable[PacketDecision] = ()) -> PacketTrace:
    """A stored trace as a line of a packet; what a blind packet leaves out is left out when it is written."""
    return PacketTrace(
        request_key=trace.original.request_key,
        content_hash=steps_hash(trace.steps),
        head=trace.head,
        problem=problem.made,
        steps=trace.steps,
        decisions=tuple(decisions),
    )


def blinded(trace: PacketTrace) -> PacketTrace:
    """The trace without the truth of its problem and without what others decided."""
    return replace(trace, problem=replace(trace.problem, truth=None), decisions=())


def write_packet(
    path: Path,
    traces: Iterable[PacketTrace],
    *,
    workspace: str,
    made_by: str,
    made_at: datetime,
    stillroom: str,
    is_blind: bool,
) -> PacketHeader:
    """Write a packet, whole or not at all.

    Raises:
        InvalidInput: a trace could not be read again, is named twice, or the file cannot be written.
        WorkspaceUnusable: the disk is full.
    """
    seen: set[str] = set()
    rows = []
    for trace in traces:
        row = mended_value(to_json(blinded(trace) if is_blind else trace))
        _trace(row, is_blind=is_blind, seen=seen)
        rows.append(row)
    header = {
        "workspace": workspace,
        "made_by": made_by,
        "made_at": made_at.isoformat(),
        "stillroom": stillroom,
        "is_blind": is_blind,
    }
    _header(header | {"count": 0, "sha256": ""})
    return _header(write_sealed(path, PACKET, header, rows))


def read_packet(path: Path) -> Packet:
    """Read a packet, whole or not at all.

    Raises:
        BrokenLine: a line cannot be read; the message names it and says what was expected there.
        InvalidInput: the file is no packet, of a newer version, cut short, or changed since it was made.
    """
    header, rows = read_sealed(path, PACKET, _header)
    seen: set[str] = set()
    return Packet(header, tuple(parsed(path, rows, lambda row: _trace(row, is_blind=header.is_blind, seen=seen))))


def _header(value: JsonObject) -> PacketHeader:
    header = from_json(PacketHeader, value)
    check_person(header.made_by)
    check_time(header.made_at)
    return header


def _trace(row: JsonObject, *, is_blind: bool, seen: set[str]) -> PacketTrace:
    """One line as a trace. Raises InvalidInput whose hint says what was expected."""
    try:
        trace = from_json(PacketTrace, row)
    except InvalidInput as error:
        raise InvalidInput("It is not a trace.", hint="a trace as a packet writes it", detail=error.detail) from error
    _check(trace, is_blind=is_blind)
    if trace.request_key in seen:
        raise InvalidInput("The same trace stands on an earlier line.", hint="each trace once")
    seen.add(trace.request_key)
    return trace


def _check(trace: PacketTrace, *, is_blind: bool) -> None:
    if not trace.request_key or trace.head < 0:
        raise InvalidInput("It does not say which trace it is.", hint="a request key, and a revision from 0 on")
    if not isinstance(trace.problem.context, dict):
        raise InvalidInput("The context of the problem is not an object.", hint="a context as a JSON object")
    if not all(step.call is None or isinstance(step.call.arguments, dict) for step in trace.steps):
        raise InvalidInput("The arguments of a tool call are not an object.", hint="arguments as a JSON object")
    if steps_hash(trace.steps) != trace.content_hash:
        raise InvalidInput("The steps do not have the hash beside them.", hint="the steps as they were hashed")
    if is_blind and (trace.problem.truth is not None or trace.decisions):
        raise InvalidInput("The packet is blind, and this line is not.", hint="no truth and no decisions")
    for decision in trace.decisions:
        check_person(decision.reviewer)
        check_time(decision.at)
        check_rating(decision.rating)
