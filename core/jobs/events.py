# SPDX-License-Identifier: Apache-2.0
"""What a job says while it runs: frozen events that cross threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from core.domain.jobs import JobId
from core.domain.json import JsonObject


@dataclass(frozen=True, slots=True)
class Queued:
    """The job waits for its lane."""

    job: JobId
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Started:
    """The job runs."""

    job: JobId


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the job is; total is 0 while it is not known.

    Attributes:
        message: what a person reads behind the bar, such as ``12 kept, 1 failed, $0.04``.
    """

    job: JobId
    done: int
    total: int
    message: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """One value of a live chart."""

    job: JobId
    name: str
    step: int
    value: float


@dataclass(frozen=True, slots=True)
class Log:
    """One line for the log tail."""

    job: JobId
    text: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The job gave up."""

    job: JobId
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The job was stopped by the user; what it had kept stays."""

    job: JobId


@dataclass(frozen=True, slots=True)
class Done:
    """The job finished."""

    job: JobId
    result: JsonObject


JobEvent: TypeAlias = Queued | Started | Progress | Metric | Log | Failed | Cancelled | Done
