# SPDX-License-Identifier: Apache-2.0
"""Jobs as they are kept: anything longer than a blink."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.domain.json import JsonObject

JobId = NewType("JobId", int)


class Lane(StrEnum):
    """The queue that a job waits in; a lane runs as many jobs at once as its width says."""

    GPU = "gpu"
    NET = "net"
    DISK = "disk"


class JobState(StrEnum):
    """Where a job stands. LOST is a job whose process was gone when Stillroom came back."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"

    @property
    def is_over(self) -> bool:
        """True when nothing more will happen to the job by itself."""
        return self not in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class JobRecord:
    """One job as the store keeps it.

    Attributes:
        spec: what the job was asked to do; enough for its station to start it again.
        done, total: progress in the job's own unit; total 0 while it is not known.
        folder: the run folder relative to the workspace, where the job minds a child process.
    """

    id: JobId
    kind: str
    title: str
    lane: Lane
    state: JobState
    spec: JsonObject
    done: int
    total: int
    message: str
    folder: str | None
    result: JsonObject
    error: str
    hint: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
