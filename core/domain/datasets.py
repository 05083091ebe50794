# SPDX-License-Identifier: Apache-2.0
"""Snapshots: frozen training files with the recipe that made them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from core.domain.json import JsonObject
from core.domain.messages import Message, ToolSpec
from core.domain.traces import TraceId, TraceState

SnapshotId = NewType("SnapshotId", int)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which traces go into a snapshot; only kept states are ever taken, whatever is asked for."""

    states: tuple[TraceState, ...] = (TraceState.ACCEPTED, TraceState.EDITED)
    task_types: tuple[str, ...] = ()
    teachers: tuple[str, ...] = ()
    trace_ids: tuple[TraceId, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A frozen dataset on disk.

    Attributes:
        path: folder relative to the workspace; it holds train.jsonl, eval.jsonl and manifest.json.
        sha256: hash over the train and eval files in that order.
    """

    id: SnapshotId
    name: str
    path: str
    sha256: str
    train_count: int
    eval_count: int
    recipe: JsonObject
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MixCounts:
    """What a mix at a ratio takes from each side.

    Attributes:
        distillation: traces taken; ``shortfall`` is by how many they are too few for the ratio.
        skipped: broken lines that were left out on request.
    """

    existing: int
    distillation: int
    total: int
    shortfall: int
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """A trace in training form: a whole chat and the tools that were on offer."""

    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class SelectionCounts:
    """What a selection would take, and what it leaves.

    Attributes:
        total: traces that would enter a snapshot.
        by_task, by_state: the same, counted by task type and by state.
        held_out: kept traces of held-out and out-of-distribution problems, which stay out so that tests stay fair.
        undecided: traces that fit but for their state: nobody accepted them yet, or they were rejected.
    """

    total: int
    by_task: dict[str, int]
    by_state: dict[TraceState, int]
    held_out: int
    undecided: int


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export wrote."""

    rows: int
    path: str
    sha256: str
