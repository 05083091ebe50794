# SPDX-License-Identifier: Apache-2.0
"""What a job may say and must ask: progress, metrics, log lines, and whether it should stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from core.domain.jobs import JobId, Lane
from core.domain.json import JsonObject
from core.errors import JobCancelled
from core.jobs.events import JobEvent, Log, Metric, Progress


class Job(Protocol):
    """One piece of long work; an instance runs once, in a worker thread of its lane."""

    @property
    def kind(self) -> str:
        """Which station and verb, such as ``training.train``."""
        ...

    @property
    def title(self) -> str:
        """What the jobs panel shows."""
        ...

    @property
    def lane(self) -> Lane:
        """The lane that it waits in."""
        ...

    @property
    def spec(self) -> JsonObject:
        """All that is needed to do it again; kept with the job."""
        ...

    def run(self, report: Reporter) -> JsonObject:
        """Do the work and return the result; calls ``report.check()`` at least once a second.

        Raises:
            JobCancelled: as ``report.check()`` raised it, after tidying up.
            StudioError: what went wrong in the user's words.
        """
        ...


class Reporter:
    """The voice of one running job."""

    def __init__(
        self,
        job: JobId,
        emit: Callable[[JobEvent], None],
        cancelled: threading.Event,
        may_detach: Callable[[], bool] = lambda: False,
    ) -> None:
        """Speak for ``job`` through ``emit``; the runner sets ``cancelled`` and answers ``may_detach``."""
        self.job = job
        self.has_detached = False
        self._emit = emit
        self._cancelled = cancelled
        self._may_detach = may_detach

    @property
    def should_detach(self) -> bool:
        """True when the studio closes and a child process may go on by itself."""
        return self._cancelled.is_set() and self._may_detach()

    def detach(self) -> None:
        """Leave the child running for a later studio: ends the job's thread, not the job. Raises JobCancelled."""
        self.has_detached = True
        raise JobCancelled

    @property
    def is_cancelled(self) -> bool:
        """True once the user asked to stop."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise JobCancelled when the user asked to stop."""
        if self._cancelled.is_set():
            raise JobCancelled

    def wait(self, seconds: float) -> None:
        """Sleep, but wake up at once and raise JobCancelled when the user asks to stop."""
        if self._cancelled.wait(seconds):
            raise JobCancelled

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Say how far the job is."""
        self._emit(Progress(self.job, done, total, message))

    def metric(self, name: str, step: int, value: float) -> None:
        """Add a point to a live chart."""
        self._emit(Metric(self.job, name, step, value))

    def log(self, text: str) -> None:
        """Add a line to the log tail."""
        self._emit(Log(self.job, text))
