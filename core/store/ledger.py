# SPDX-License-Identifier: Apache-2.0
"""The job runner's ledger in the store."""

from __future__ import annotations

from core.domain.jobs import JobId, JobRecord, JobState, Lane
from core.domain.json import JsonObject
from core.store.store import Store


class StoreLedger:
    """Keeps what the job runner did; each entry is a short unit of its own. Any thread."""

    def __init__(self, store: Store) -> None:
        """Write into this store."""
        self._store = store

    def submitted(self, *, kind: str, title: str, lane: Lane, spec: JsonObject) -> JobId:
        """Keep a queued job."""
        with self._store.begin() as unit:
            return unit.jobs.insert(kind=kind, title=title, lane=lane, spec=spec)

    def started(self, job_id: JobId) -> None:
        """The job runs."""
        with self._store.begin() as unit:
            unit.jobs.start(job_id)

    def progressed(self, job_id: JobId, *, done: int, total: int, message: str) -> None:
        """How far it is."""
        with self._store.begin() as unit:
            unit.jobs.progress(job_id, done=done, total=total, message=message)

    def ended(self, job_id: JobId, state: JobState, *, result: JsonObject, error: str, hint: str) -> None:
        """The job is over."""
        with self._store.begin() as unit:
            unit.jobs.end(job_id, state, result=result, error=error, hint=hint)

    def record(self, job_id: JobId) -> JobRecord:
        """The job as it is kept."""
        with self._store.read() as unit:
            return unit.jobs.get(job_id)
