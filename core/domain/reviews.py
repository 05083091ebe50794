# SPDX-License-Identifier: Apache-2.0
"""Decisions of reviewers, and the acts that undo takes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.domain.traces import TraceId, TraceState

ActId = NewType("ActId", int)


class Verdict(StrEnum):
    """What a reviewer said of one revision of a trace."""

    ACCEPT = "accept"
    REJECT = "reject"
    NEEDS_WORK = "needs_work"
    SKIP = "skip"


class ActKind(StrEnum):
    """What a reviewer did; undo and redo are acts of their own, so the history only grows."""

    DECIDE = "decide"
    EDIT = "edit"
    FLAG = "flag"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its reasons, by whom, on which revision."""

    trace_id: TraceId
    revision: int
    verdict: Verdict
    reasons: tuple[str, ...]
    note: str
    reviewer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TraceStanding:
    """Where one trace stands: what an act changes and what undo restores."""

    trace_id: TraceId
    state: TraceState
    head: int
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class Act:
    """One undoable thing that a reviewer did, to one trace or to many.

    Attributes:
        undoes: the act that this one takes back (undo) or does again (redo).
        label: what the menu shows, such as ``Accept 12 traces``.
    """

    id: ActId
    kind: ActKind
    label: str
    reviewer: str
    at: datetime
    trace_ids: tuple[TraceId, ...]
    undoes: ActId | None = None


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """How the queue stands."""

    total: int
    by_state: dict[TraceState, int]
    flagged: int
    decided_today: int
    median_seconds: float | None
