# SPDX-License-Identifier: Apache-2.0
"""Job events from worker threads as signals of the main thread, in batches, and where each job stands."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, assert_never

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from core.domain.jobs import JobId, JobState
from core.jobs.events import Cancelled, Done, Failed, JobEvent, Log, Metric, Progress, Queued, Started

TICK_MS = 50
LOG_LINES = 500


class JobFeed(Protocol):
    """The part of the job runner that the bridge needs."""

    def subscribe(self, subscriber: Callable[[JobEvent], None], /) -> Callable[[], None]:
        """Call ``subscriber`` from worker threads; returns a function that ends it."""
        ...


@dataclass(frozen=True, slots=True)
class JobStatus:
    """Where one job of this session stands.

    Attributes:
        fraction: 0 to 1, or None while the total is not known.
        left_s: estimated seconds to go, from the pace so far; None while it cannot be said.
    """

    id: JobId
    kind: str
    title: str
    state: JobState
    done: int = 0
    total: int = 0
    message: str = ""
    hint: str = ""
    left_s: float | None = None

    @property
    def fraction(self) -> float | None:
        """How much of it is done."""
        return min(1.0, self.done / self.total) if self.total > 0 else None


class JobsBridge(QObject):
    """Collects what jobs say in any thread and tells it at most every 50 ms.

    Signals:
        progressed: JobId whose JobStatus is new (started, progress).
        metrics_arrived: JobId and a tuple of Metric in the order in which they were said.
        logged: JobId and a tuple of new log lines.
        ended: JobId of a job that is over; its JobStatus says how.
        changed: something of the above happened; once a batch.
    """

    progressed = Signal(int)
    metrics_arrived = Signal(int, object)
    logged = Signal(int, object)
    ended = Signal(int)
    changed = Signal()
    _woken = Signal()

    def __init__(self, feed: JobFeed, parent: QObject | None = None) -> None:
        """Listen to ``feed`` until close()."""
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: list[JobEvent] = []
        self._statuses: dict[JobId, JobStatus] = {}
        self._first: dict[JobId, tuple[float, int]] = {}
        self._logs: dict[JobId, deque[str]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = feed.subscribe(self._take)

    def status(self, job: JobId) -> JobStatus | None:
        """Where a job stands; None for one that said nothing in this session."""
        return self._statuses.get(job)

    def statuses(self) -> tuple[JobStatus, ...]:
        """All jobs of this session, oldest first."""
        return tuple(self._statuses.values())

    def running(self) -> tuple[JobStatus, ...]:
        """The jobs that are not over."""
        return tuple(status for status in self._statuses.values() if not status.state.is_over)

    def log_tail(self, job: JobId) -> tuple[str, ...]:
        """The last lines that a job said in this session."""
        return tuple(self._logs.get(job, ()))

    def result(self, job: JobId) -> JobState | None:
        """How a job ended; None while it runs or when it is not known."""
        status = self._statuses.get(job)
        return status.state if status and status.state.is_over else None

    def close(self) -> None:
        """Stop listening and drop what waits."""
        self._unsubscribe()
        self._timer.stop()
        with self._lock:
            self._waiting.clear()

    def _take(self, event: JobEvent) -> None:
        """Keep an event for the next tick. Any thread."""
        with self._lock:
            is_first = not self._waiting
            self._waiting.append(event)
        if is_first:
            self._woken.emit()

    @Slot()
    def _on_woken(self) -> None:
        if self._waiting and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _on_tick(self) -> None:
        with self._lock:
            events, self._waiting = self._waiting, []
        if events:
            self._tell(events)

    def _tell(self, events: list[JobEvent]) -> None:
        moved: dict[JobId, None] = {}
        over: dict[JobId, None] = {}
        metrics: dict[JobId, list[Metric]] = {}
        lines: dict[JobId, list[str]] = {}
        for event in events:
            match event:
                case Metric():
                    metrics.setdefault(event.job, []).append(event)
                case Log():
                    lines.setdefault(event.job, []).append(event.text)
                case Queued() | Started() | Progress():
                    self._move(event)
                    moved[event.job] = None
                case Done() | Failed() | Cancelled():
                    self._end(event)
                    over[event.job] = None
                case _:
                    assert_never(event)
        for job, said in lines.items():
            self._logs.setdefault(job, deque(maxlen=LOG_LINES)).extend(said)
            self.logged.emit(job, tuple(said))
        for job, points in metrics.items():
            self.metrics_arrived.emit(job, tuple(points))
        for job in moved:
            self.progressed.emit(job)
        for job in over:
            self.ended.emit(job)
        self.changed.emit()

    def _move(self, event: Queued | Started | Progress) -> None:
        match event:
            case Queued():
                self._statuses[event.job] = JobStatus(event.job, event.kind, event.title, JobState.QUEUED)
            case Started():
                self._statuses[event.job] = replace(self._known(event.job), state=JobState.RUNNING)
            case Progress():
                left_s = self._left(event)
                self._statuses[event.job] = replace(
                    self._known(event.job),
                    state=JobState.RUNNING,
                    done=event.done,
                    total=event.total,
                    message=event.message,
                    left_s=left_s,
                )

    def _end(self, event: Done | Failed | Cancelled) -> None:
        status = replace(self._known(event.job), left_s=None)
        match event:
            case Done():
                done = status.total or status.done
                status = replace(status, state=JobState.DONE, done=done)
            case Failed():
                status = replace(status, state=JobState.FAILED, message=event.message, hint=event.hint)
            case Cancelled():
                status = replace(status, state=JobState.CANCELLED)
        self._statuses[event.job] = status
        self._first.pop(event.job, None)

    def _known(self, job: JobId) -> JobStatus:
        return self._statuses.get(job) or JobStatus(job, "", f"Job {job}", JobState.QUEUED)

    def _left(self, event: Progress) -> float | None:
        """Seconds to go at the pace since the first progress; a resumed job does not count what it had."""
        now = time.monotonic()
        started, had = self._first.setdefault(event.job, (now, event.done))
        gained = event.done - had
        if gained <= 0 or event.total <= 0 or now - started < 1:
            return None
        return (now - started) / gained * (event.total - event.done)
