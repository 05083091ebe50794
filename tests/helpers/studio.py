# SPDX-License-Identifier: Apache-2.0
"""A studio without stations: the parts that the shell of the window uses, all of them real."""

from __future__ import annotations

from pathlib import Path

from core.changes import ChangeFeed
from core.domain.jobs import JobId, JobRecord
from core.errors import InvalidInput
from core.jobs.runner import JobRunner
from core.store.ledger import StoreLedger
from core.store.store import Store
from core.workspace import Workspace


class BareStudio:
    """An open workspace with its store, its jobs and its news."""

    def __init__(self, path: Path) -> None:
        """Make the workspace."""
        self.workspace = Workspace(path, create=True)
        self.changes = ChangeFeed()
        self.store = Store(self.workspace.database, self.changes)
        self.jobs = JobRunner(StoreLedger(self.store))

    def recent_jobs(self, *, limit: int = 100) -> tuple[JobRecord, ...]:
        """The newest jobs first."""
        with self.store.read() as unit:
            return unit.jobs.recent(limit=limit)

    def resume(self, job_id: JobId) -> JobId:
        """No job of a bare studio can go on."""
        raise InvalidInput(f"A job of kind tests.said ({job_id}) cannot be resumed.", hint="Start it again.")

    def close(self, *, keep_children: bool = False) -> None:
        """Stop the jobs, then close the store and give the workspace back."""
        self.jobs.close(keep_children=keep_children)
        self.store.close()
        self.workspace.close()
