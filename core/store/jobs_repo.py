# SPDX-License-Identifier: Apache-2.0
"""Jobs in the store: what was asked, how far it came, how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from core.changes import ChangeKind
from core.domain.jobs import JobId, JobRecord, JobState, Lane
from core.domain.json import JsonObject
from core.errors import UnknownName
from core.store.rows import Repo, now
from core.store.tables import jobs


class JobsRepo(Repo):
    """The jobs of one unit."""

    def insert(self, *, kind: str, title: str, lane: Lane, spec: JsonObject) -> JobId:
        """Keep a queued job."""
        row = {
            "kind": kind,
            "title": title,
            "lane": lane.value,
            "state": JobState.QUEUED.value,
            "spec": spec,
            "done": 0,
            "total": 0,
            "message": "",
            "result": {},
            "error": "",
            "hint": "",
            "created_at": now(),
        }
        job_id = JobId(self._connection.execute(insert(jobs).values(row).returning(jobs.c.id)).scalar_one())
        self._note(ChangeKind.JOBS, job_id)
        return job_id

    def get(self, job_id: JobId) -> JobRecord:
        """One job. Raises UnknownName."""
        row = self._connection.execute(select(jobs).where(jobs.c.id == job_id)).mappings().one_or_none()
        if row is None:
            raise UnknownName("job", str(job_id))
        return _record(dict(row))

    def recent(self, *, limit: int = 100) -> tuple[JobRecord, ...]:
        """The newest jobs first."""
        query = select(jobs).order_by(jobs.c.id.desc()).limit(limit)
        return tuple(_record(dict(row)) for row in self._connection.execute(query).mappings())

    def unfinished(self) -> tuple[JobRecord, ...]:
        """Jobs that were queued or running when the store was last written, oldest first."""
        states = (JobState.QUEUED.value, JobState.RUNNING.value)
        query = select(jobs).where(jobs.c.state.in_(states)).order_by(jobs.c.id)
        return tuple(_record(dict(row)) for row in self._connection.execute(query).mappings())

    def start(self, job_id: JobId) -> None:
        """The job runs."""
        self._set(job_id, state=JobState.RUNNING.value, started_at=now())

    def progress(self, job_id: JobId, *, done: int, total: int, message: str) -> None:
        """How far it is."""
        self._set(job_id, done=done, total=total, message=message)

    def end(
        self, job_id: JobId, state: JobState, *, result: JsonObject | None = None, error: str = "", hint: str = ""
    ) -> None:
        """The job is over."""
        self._set(job_id, state=state.value, result=result or {}, error=error, hint=hint, ended_at=now())

    def _set(self, job_id: JobId, **values: str | int | datetime | JsonObject) -> None:
        self._connection.execute(update(jobs).where(jobs.c.id == job_id).values(values))
        self._note(ChangeKind.JOBS, job_id)


def _record(row: dict[str, Any]) -> JobRecord:
    state = JobState(row.pop("state"))
    lane = Lane(row.pop("lane"))
    return JobRecord(**row, state=state, lane=lane)
