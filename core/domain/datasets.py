# SPDX-License-Identifier: Apache-2.0
"""Snapshots: frozen training files with the recipe that made them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from core.domain.json import JsonObject
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
    """What a mix at a ratio takes from each side."""

    existing: int
    distillation: int
    total: int
    shortfall: int
