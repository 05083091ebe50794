# SPDX-License-Identifier: Apache-2.0
"""Traces of packets and decisions of replies, for tests of review packets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core.domain.merging import HeldTrace
from core.domain.packets import PacketHeader, PacketTrace, ReplyDecision, ReplyEdit
from core.domain.reviews import Verdict
from core.domain.traces import Step, TraceId
from core.review.packets.replies import write_reply
from core.review.packets.traces import steps_hash, write_packet
from tests.helpers.review_builders import make_problem, make_steps

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def packet_line(number: int = 0, *, steps: tuple[Step, ...] | None = None, **more: Any) -> PacketTrace:
    made = make_steps(number) if steps is None else steps
    return PacketTrace(f"key-{number}", steps_hash(made), 0, make_problem(number), made, **more)


def save_packet(path: Path, traces: list[PacketTrace], *, is_blind: bool = False) -> PacketHeader:
    return write_packet(
        path, traces, workspace="Desk", made_by="Ada", made_at=NOON, stillroom="0.1.0", is_blind=is_blind
    )


def save_reply(path: Path, decisions: list[ReplyDecision], packet: PacketHeader) -> None:
    write_reply(path, decisions, packet=packet, made_by="Bo", made_at=NOON + timedelta(hours=9), stillroom="0.1.0")


def decided(
    number: int = 0,
    verdict: Verdict = Verdict.ACCEPT,
    *,
    reviewer: str = "Bo",
    minutes: int = 5,
    on: tuple[Step, ...] | None = None,
    edit: tuple[Step, ...] | None = None,
    **more: Any,
) -> ReplyDecision:
    return ReplyDecision(
        request_key=f"key-{number}",
        content_hash=steps_hash(make_steps(number) if on is None else on),
        verdict=verdict,
        reviewer=reviewer,
        at=NOON + timedelta(minutes=minutes),
        edit=None if edit is None else ReplyEdit(edit),
        **more,
    )


def held(number: int = 0, **more: Any) -> HeldTrace:
    return HeldTrace(TraceId(number + 1), 0, steps_hash(make_steps(number)), **more)
