# SPDX-License-Identifier: Apache-2.0
"""The reply: the decisions on a packet, written where it was reviewed and read where it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from core.domain.codec import from_json, to_json
from core.domain.json import JsonObject
from core.domain.packets import PacketHeader, Reply, ReplyDecision, ReplyEdit, ReplyHeader
from core.domain.traces import StepLabel
from core.errors import InvalidInput
from core.jsonl import mended_value
from core.review.packets.checked import check_person, check_rating, check_time
from core.review.packets.sealed import REPLY, is_hash, parsed, read_sealed, write_sealed
from core.review.packets.traces import steps_hash
from core.review.reasons import REASONS, check_reasons
from core.review.steps import check_steps

MOST_ON_A_TRACE = 100
"""More decisions on one trace than people ever make are a fault."""


def write_reply(
    path: Path,
    decisions: Iterable[ReplyDecision],
    *,
    packet: PacketHeader,
    made_by: str,
    made_at: datetime,
    stillroom: str,
) -> ReplyHeader:
    """Write the decisions on a packet, whole or not at all.

    Raises:
        InvalidInput: a decision could not be read again, or the file cannot be written.
        WorkspaceUnusable: the disk is full.
    """
    seen: Counter[str] = Counter()
    rows = []
    for decision in decisions:
        row = mended_value(to_json(decision))
        _decision(row, seen)
        rows.append(row)
    header = {
        "packet": packet.sha256,
        "packet_made_at": packet.made_at.isoformat(),
        "made_by": made_by,
        "made_at": made_at.isoformat(),
        "stillroom": stillroom,
    }
    _header(header | {"count": 0, "sha256": ""})
    return _header(write_sealed(path, REPLY, header, rows))


def read_reply(path: Path) -> Reply:
    """Read a reply, whole or not at all.

    Raises:
        BrokenLine: a line cannot be read; the message names it and says what was expected there.
        InvalidInput: the file is no reply, of a newer version, cut short, or changed since it was made.
    """
    header, rows = read_sealed(path, REPLY, _header)
    seen: Counter[str] = Counter()
    return Reply(header, tuple(parsed(path, rows, lambda row: _decision(row, seen))))


def _header(value: JsonObject) -> ReplyHeader:
    header = from_json(ReplyHeader, value)
    check_person(header.made_by)
    check_time(header.made_at)
    check_time(header.packet_made_at)
    if not is_hash(header.packet):
        raise InvalidInput("It does not say which packet it answers.", hint="the hash of a packet")
    return header


def _decision(row: JsonObject, seen: Counter[str]) -> ReplyDecision:
    """One line as a decision. Raises InvalidInput whose hint says what was expected."""
    try:
        decision = from_json(ReplyDecision, row)
    except InvalidInput as error:
        hint = "a decision as a reply writes it"
        raise InvalidInput("It is not a decision.", hint=hint, detail=error.detail) from error
    _check(decision)
    seen[decision.request_key] += 1
    if seen[decision.request_key] > MOST_ON_A_TRACE:
        raise InvalidInput("There are too many decisions on this trace.", hint=f"at most {MOST_ON_A_TRACE} on a trace")
    return decision


def _check(decision: ReplyDecision) -> None:
    if not decision.request_key or not is_hash(decision.content_hash):
        raise InvalidInput("It does not say what was reviewed.", hint="a request key and the hash of the steps")
    check_person(decision.reviewer)
    check_time(decision.at)
    check_rating(decision.rating)
    _check_reasons(decision)
    if decision.edit is not None:
        _check_edit(decision.edit, decision.content_hash)


def _check_reasons(decision: ReplyDecision) -> None:
    """The words of a file are not said again: they may be anything, and of any length."""
    if not set(decision.reasons) <= set(REASONS):
        raise InvalidInput("A reason is not on the list.", hint=f"reasons out of {', '.join(REASONS)}")
    check_reasons(decision.verdict, decision.reasons)


def _check_edit(edit: ReplyEdit, reviewed: str) -> None:
    check_steps(edit.steps)
    if not isinstance(edit.labels, dict):
        raise InvalidInput("The labels of the edit are not an object.", hint="labels by the index of their step")
    places = {str(place) for place in range(len(edit.steps))}
    labels = [label.value for label in StepLabel]
    for place, label in edit.labels.items():
        if place not in places or label not in labels:
            raise InvalidInput(
                "A label is unknown, or its step is.", hint=f"the index of a step, and {' or '.join(labels)}"
            )
    if not edit.labels and steps_hash(edit.steps) == reviewed:
        raise InvalidInput("The edit changes nothing.", hint="steps that differ, or labels")
