# SPDX-License-Identifier: Apache-2.0
"""Training runs, their metrics and checkpoints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.domain.datasets import SnapshotId
from core.domain.jobs import JobId
from core.domain.json import JsonObject

RunId = NewType("RunId", int)


class RunState(StrEnum):
    """Where a training run stands; a stopped run has a checkpoint and can be resumed."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Adaptation:
    """A value of a recipe that was changed for this machine, with the reason in one sentence."""

    name: str
    asked: str
    used: str
    reason: str


@dataclass(frozen=True, slots=True)
class Run:
    """One training run.

    Attributes:
        folder: run folder relative to the workspace.
        recipe: the values asked for; adaptations say what became of them.
        final_loss: train loss of the last logged step.
    """

    id: RunId
    name: str
    snapshot_id: SnapshotId
    student: str
    trainer: str
    recipe: JsonObject
    state: RunState
    folder: str
    job_id: JobId | None
    steps_done: int
    steps_total: int
    final_loss: float | None
    adaptations: tuple[Adaptation, ...]
    facts: JsonObject
    error: str
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class MetricPoint:
    """One value of one metric at one step; the last one written for (name, step) wins."""

    name: str
    step: int
    value: float


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A saved state of a student in a run; path is relative to the workspace."""

    run_id: RunId
    step: int
    path: str
    eval_loss: float | None
    is_final: bool


@dataclass(frozen=True, slots=True)
class Student:
    """A local model folder that can be trained.

    Attributes:
        path: folder, absolute or relative to the workspace.
    """

    name: str
    path: str
    parameter_count: int | None
    vocabulary: int | None
    licence: str
    note: str
