# SPDX-License-Identifier: Apache-2.0
"""A job seen from a shell: progress and log on standard error, Ctrl+C stops it cleanly."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import suppress

from core.domain.jobs import JobId, JobRecord, JobState
from core.errors import StudioError
from core.jobs.events import JobEvent, Log, Metric, Progress
from core.studio import Studio

_EVERY_S = 1.0
_STOP_LIMIT_S = 120


class Watcher:
    """Writes what jobs say to standard error, at most once a second for progress."""

    def __init__(self) -> None:
        """Start with nothing said."""
        self._lock = threading.Lock()
        self._said_at = 0.0
        self._loss = ""

    def __call__(self, event: JobEvent) -> None:
        """Hear one event, in the job's thread."""
        with self._lock:
            match event:
                case Progress(done=done, total=total, message=message):
                    self._progress(done, total, message)
                case Metric(name="loss", value=value):
                    self._loss = f" loss {value:.4f}"
                case Log(text=text):
                    sys.stderr.write(f"{text}\n")
                case _:
                    pass
            sys.stderr.flush()

    def _progress(self, done: int, total: int, message: str) -> None:
        now = time.monotonic()
        if now - self._said_at < _EVERY_S and done < total:
            return
        self._said_at = now
        share = f"{done}/{total}" if total else str(done)
        sys.stderr.write(f"{share}{self._loss} {message}\n")


def finish(studio: Studio, job_id: JobId) -> JobRecord:
    """Wait for a job while telling how it goes.

    Raises:
        StudioError: the job failed.
        KeyboardInterrupt: Ctrl+C or SIGTERM came; the job and its child process have ended, and the text says so.
    """
    unsubscribe = studio.jobs.subscribe(Watcher())
    try:
        record = _wait(studio, job_id)
    except KeyboardInterrupt as stop:
        raise type(stop)(_stopped(studio, job_id)) from None
    finally:
        unsubscribe()
    if record.state is not JobState.DONE:
        message = record.error or f"The job was {record.state.value}."
        raise StudioError(message, hint=record.hint)
    return record


def _stopped(studio: Studio, job_id: JobId) -> str:
    """Stop the job and say so; a child process is asked first, and ended where it does not listen."""
    sys.stderr.write("Stopping ...\n")
    studio.jobs.cancel(job_id)
    with suppress(TimeoutError):
        studio.jobs.wait(job_id, timeout_s=_STOP_LIMIT_S)
    title = studio.job(job_id).title
    return f"“{title}” was stopped; what it had kept stays in the workspace at {studio.workspace.root}."


def _wait(studio: Studio, job_id: JobId) -> JobRecord:
    """Wait in short turns, so that Ctrl+C is heard on every system."""
    while True:
        try:
            return studio.jobs.wait(job_id, timeout_s=0.5)
        except TimeoutError:
            continue
