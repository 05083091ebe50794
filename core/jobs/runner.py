# SPDX-License-Identifier: Apache-2.0
"""The job runner: lanes of worker threads that run jobs, keep their records and tell what happens."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from core.domain.jobs import JobId, JobRecord, JobState, Lane
from core.domain.json import JsonObject
from core.errors import JobCancelled, StudioError
from core.jobs.events import Cancelled, Done, Failed, JobEvent, Progress, Queued, Started
from core.jobs.reporter import Job, Reporter

log = logging.getLogger(__name__)

LANE_WIDTHS = {Lane.GPU: 1, Lane.NET: 2, Lane.DISK: 1}
_PROGRESS_EVERY_S = 1.0


class Ledger(Protocol):
    """Where the runner keeps what it did; the store's, in a studio. Any thread."""

    def submitted(self, *, kind: str, title: str, lane: Lane, spec: JsonObject) -> JobId:
        """Keep a queued job."""
        ...

    def started(self, job_id: JobId) -> None:
        """The job runs."""
        ...

    def progressed(self, job_id: JobId, *, done: int, total: int, message: str) -> None:
        """How far it is."""
        ...

    def ended(self, job_id: JobId, state: JobState, *, result: JsonObject, error: str, hint: str) -> None:
        """The job is over."""
        ...

    def record(self, job_id: JobId) -> JobRecord:
        """The job as it is kept."""
        ...


@dataclass(slots=True)
class _Entry:
    """One job that this runner has in hand."""

    id: JobId
    job: Job
    cancelled: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    saved_at: float = 0.0


class JobRunner:
    """Runs each job in a thread of its lane; every method may be called from any thread."""

    def __init__(self, ledger: Ledger) -> None:
        """Make the lanes; their threads start with the first job."""
        self._ledger = ledger
        self._lock = threading.Lock()
        self._queues: dict[Lane, queue.SimpleQueue[_Entry | None]] = {lane: queue.SimpleQueue() for lane in Lane}
        self._threads: list[threading.Thread] = []
        self._started_lanes: set[Lane] = set()
        self._entries: dict[JobId, _Entry] = {}
        self._subscribers: list[Callable[[JobEvent], None]] = []
        self._is_closing = False
        self._is_detaching = False

    def submit(self, job: Job) -> JobId:
        """Queue a new job and return at once. Raises StudioError when the studio is closing."""
        job_id = self._ledger.submitted(kind=job.kind, title=job.title, lane=job.lane, spec=job.spec)
        self._enqueue(job_id, job)
        return job_id

    def take_up(self, job_id: JobId, job: Job) -> None:
        """Queue a job that an earlier studio left unfinished, under its own id."""
        self._enqueue(job_id, job)

    def cancel(self, job_id: JobId) -> None:
        """Ask a job to stop; a queued one never starts. Unknown or finished jobs are left alone."""
        with self._lock:
            entry = self._entries.get(job_id)
        if entry is not None:
            entry.cancelled.set()

    def in_hand(self, job_id: JobId) -> Job | None:
        """The job itself while it is queued or runs; None once it is over."""
        with self._lock:
            entry = self._entries.get(job_id)
        return None if entry is None else entry.job

    def is_active(self, job_id: JobId) -> bool:
        """True while this runner has the job queued or running."""
        with self._lock:
            return job_id in self._entries

    @property
    def active(self) -> tuple[JobId, ...]:
        """The jobs in hand, oldest first."""
        with self._lock:
            return tuple(sorted(self._entries))

    def subscribe(self, subscriber: Callable[[JobEvent], None]) -> Callable[[], None]:
        """Call ``subscriber`` for each event, in the job's thread; returns a function that ends it."""
        with self._lock:
            self._subscribers.append(subscriber)

        def unsubscribe() -> None:
            with self._lock:
                if subscriber in self._subscribers:
                    self._subscribers.remove(subscriber)

        return unsubscribe

    def wait(self, job_id: JobId, timeout_s: float | None = None) -> JobRecord:
        """Block until the job is over and return its record. Raises TimeoutError."""
        with self._lock:
            entry = self._entries.get(job_id)
        if entry is not None and not entry.over.wait(timeout_s):
            raise TimeoutError(f"job {job_id} is still running")
        return self._ledger.record(job_id)

    def close(self, *, timeout_s: float = 90.0, keep_children: bool = False) -> None:
        """Stop accepting, stop every job, join the threads; with ``keep_children`` child processes go on alone."""
        with self._lock:
            self._is_closing = True
            self._is_detaching = keep_children
            entries = tuple(self._entries.values())
            threads = tuple(self._threads)
        for entry in entries:
            entry.cancelled.set()
        for lane in self._started_lanes:
            for _ in range(LANE_WIDTHS[lane]):
                self._queues[lane].put(None)
        deadline = time.monotonic() + timeout_s
        for thread in threads:
            thread.join(max(0.1, deadline - time.monotonic()))

    def _enqueue(self, job_id: JobId, job: Job) -> None:
        entry = _Entry(job_id, job)
        with self._lock:
            if self._is_closing:
                raise StudioError("The studio is closing.", hint="Start it again first.")
            self._entries[job_id] = entry
            self._start_lane(job.lane)
        self._emit(Queued(job_id, job.kind, job.title))
        self._queues[job.lane].put(entry)

    def _start_lane(self, lane: Lane) -> None:
        if lane in self._started_lanes:
            return
        self._started_lanes.add(lane)
        for number in range(LANE_WIDTHS[lane]):
            thread = threading.Thread(target=self._work, args=(lane,), name=f"job-{lane.value}-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self, lane: Lane) -> None:
        while (entry := self._queues[lane].get()) is not None:
            try:
                self._run(entry)
            except Exception:
                log.exception("job %s could not be closed properly", entry.id)
            finally:
                with self._lock:
                    self._entries.pop(entry.id, None)
                entry.over.set()

    def _run(self, entry: _Entry) -> None:
        report = Reporter(entry.id, lambda event: self._heard(entry, event), entry.cancelled, self._may_detach)
        try:
            report.check()
            self._ledger.started(entry.id)
            self._emit(Started(entry.id))
            result = entry.job.run(report)
        except JobCancelled:
            if self._is_detaching and report.has_detached:
                return
            self._end(entry, JobState.CANCELLED, Cancelled(entry.id))
        except StudioError as error:
            log.warning("job %s failed: %s %s", entry.id, error.message, error.detail)
            self._end(entry, JobState.FAILED, Failed(entry.id, error.message, error.hint), error=error)
        except Exception as error:
            log.exception("job %s failed", entry.id)
            words = StudioError(f"Something unexpected happened: {type(error).__name__}.", hint="The log has more.")
            self._end(entry, JobState.FAILED, Failed(entry.id, words.message, words.hint), error=words)
        else:
            self._end(entry, JobState.DONE, Done(entry.id, result), result=result)

    def _may_detach(self) -> bool:
        return self._is_detaching

    def _end(
        self,
        entry: _Entry,
        state: JobState,
        event: JobEvent,
        *,
        result: JsonObject | None = None,
        error: StudioError | None = None,
    ) -> None:
        message, hint = (error.message, error.hint) if error else ("", "")
        self._ledger.ended(entry.id, state, result=result or {}, error=message, hint=hint)
        self._emit(event)

    def _heard(self, entry: _Entry, event: JobEvent) -> None:
        """Pass an event on; progress is kept at most once a second, and at its end."""
        if isinstance(event, Progress):
            now = time.monotonic()
            is_last = event.total > 0 and event.done >= event.total
            if is_last or now - entry.saved_at >= _PROGRESS_EVERY_S:
                entry.saved_at = now
                self._ledger.progressed(entry.id, done=event.done, total=event.total, message=event.message)
        self._emit(event)

    def _emit(self, event: JobEvent) -> None:
        with self._lock:
            subscribers = tuple(self._subscribers)
        for subscriber in subscribers:
            try:
                subscriber(event)
            except Exception:
                log.exception("a subscriber failed on %s", type(event).__name__)
