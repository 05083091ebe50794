# SPDX-License-Identifier: Apache-2.0
"""The store: short units of work over one database, and the news of what they committed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, OperationalError

from core.changes import Change, ChangeFeed, ChangeKind
from core.errors import WorkspaceUnusable
from core.store.assignments_repo import AssignmentsRepo
from core.store.continuations_repo import ContinuationsRepo
from core.store.day_repo import DayRepo
from core.store.decisions_repo import DecisionsRepo
from core.store.drafts_repo import DraftsRepo
from core.store.engine import READ_ONLY, open_engine
from core.store.findings_repo import FindingsRepo
from core.store.jobs_repo import JobsRepo
from core.store.judgements_repo import JudgementsRepo
from core.store.packets_repo import PacketsRepo
from core.store.problems_repo import ProblemsRepo
from core.store.providers_repo import ProvidersRepo
from core.store.queue_repo import QueueRepo
from core.store.reports_repo import ReportsRepo
from core.store.reviews_repo import ReviewsRepo
from core.store.runs_repo import RunsRepo
from core.store.saved_filters_repo import SavedFiltersRepo
from core.store.schema import bring_up_to_date
from core.store.sketches_repo import SketchesRepo
from core.store.snapshots_repo import SnapshotsRepo
from core.store.standings_repo import StandingsRepo
from core.store.tasks_repo import TasksRepo
from core.store.traces_repo import TracesRepo


class Unit:
    """One transaction: a repo for each noun, all on the same connection."""

    def __init__(self, connection: Connection) -> None:
        """Open the repos; they remember what they wrote until the commit."""
        self._written: dict[ChangeKind, list[int]] = {}
        self.tasks = TasksRepo(connection, self._note)
        self.problems = ProblemsRepo(connection, self._note)
        self.traces = TracesRepo(connection, self._note)
        self.queue = QueueRepo(connection, self._note)
        self.reviews = ReviewsRepo(connection, self._note)
        self.decisions = DecisionsRepo(connection, self._note)
        self.assignments = AssignmentsRepo(connection, self._note)
        self.packets = PacketsRepo(connection, self._note)
        self.day = DayRepo(connection, self._note)
        self.standings = StandingsRepo(connection, self._note)
        self.findings = FindingsRepo(connection, self._note)
        self.sketches = SketchesRepo(connection, self._note)
        self.judgements = JudgementsRepo(connection, self._note)
        self.drafts = DraftsRepo(connection, self._note)
        self.continuations = ContinuationsRepo(connection, self._note)
        self.saved_filters = SavedFiltersRepo(connection, self._note)
        self.snapshots = SnapshotsRepo(connection, self._note)
        self.runs = RunsRepo(connection, self._note)
        self.reports = ReportsRepo(connection, self._note)
        self.jobs = JobsRepo(connection, self._note)
        self.providers = ProvidersRepo(connection, self._note)

    def changes(self) -> tuple[Change, ...]:
        """What was written so far, one change for each noun."""
        return tuple(Change(kind, tuple(dict.fromkeys(ids))) for kind, ids in self._written.items())

    def _note(self, kind: ChangeKind, row: int | None) -> None:
        ids = self._written.setdefault(kind, [])
        if row is not None:
            ids.append(row)


class Store:
    """One workspace database. Any thread; a unit belongs to the thread that began it."""

    def __init__(self, path: Path, changes: ChangeFeed) -> None:
        """Open the file and bring its schema up to date.

        Raises:
            StoreTooNew: the file was written by a newer Stillroom.
            WorkspaceUnusable: it cannot be read or written, or is not a Stillroom database.
        """
        self.path = path
        self._changes = changes
        self._engine = open_engine(path)
        try:
            with _plain_words(path):
                self.backup = bring_up_to_date(self._engine, path)
        except BaseException:
            self._engine.dispose()
            raise

    @contextmanager
    def begin(self) -> Iterator[Unit]:
        """A unit that writes: committed at the end, rolled back on an error; news goes out after the commit."""
        with _plain_words(self.path), self._engine.begin() as connection:
            unit = Unit(connection)
            yield unit
        for change in unit.changes():
            self._changes.emit(change)

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """A unit that only reads, on one consistent picture of the store; never blocks a writer."""
        with _plain_words(self.path), self._engine.connect() as connection:
            yield Unit(connection.execution_options(**{READ_ONLY: True}))

    def close(self) -> None:
        """Close all connections; the write-ahead log is folded into the file."""
        self._engine.dispose()


@contextmanager
def _plain_words(path: Path) -> Iterator[None]:
    """Turn the faults of file and disk into sentences; all else passes unchanged."""
    try:
        yield
    except OperationalError as error:
        raise _unusable(path, str(error.orig)) from error
    except DatabaseError as error:
        if isinstance(error.orig, sqlite3.DatabaseError) and "not a database" in str(error.orig):
            raise _unusable(path, str(error.orig)) from error
        raise


def _unusable(path: Path, fault: str) -> WorkspaceUnusable:
    folder = path.parent.name
    known = {
        "readonly": (f"The workspace “{folder}” is read-only.", "Make its folder writable, or open another workspace."),
        "full": ("The disk is full; nothing was half-written.", "Free some space, then do it again."),
        "locked": (f"The workspace “{folder}” is in use.", "Close the other Stillroom that has it open."),
        "unable to open": (f"The workspace “{folder}” cannot be opened.", "Check that the folder exists and is yours."),
        "not a database": (f"{path.name} in “{folder}” is not a Stillroom workspace.", "Choose another folder."),
    }
    for sign, (message, hint) in known.items():
        if sign in fault:
            return WorkspaceUnusable(message, hint=hint, detail=fault)
    return WorkspaceUnusable(
        f"The workspace “{folder}” cannot be used.", hint="See the log for the cause.", detail=fault
    )
