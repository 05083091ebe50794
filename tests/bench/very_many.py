# SPDX-License-Identifier: Apache-2.0
"""Workspaces for Review with any number of traces: a few kept as any trace is, multiplied in SQL, then reviewed."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.domain.findings import Finding, Severity
from core.domain.jobs import JobId
from core.domain.reviews import Verdict
from core.domain.traces import Confidence, ConfidenceMethod, NewTrace, TraceFilter, TraceState
from core.jobs.reporter import Reporter
from core.review.bulk import BulkDecision
from core.review.checking import CHECKS_VERSION
from core.store.rows import in_chunks
from core.studio import Studio
from tests.bench.many import KEPT, ROOT, planned_traces

NAME = "Quiet mornings"
"""The folder of a workspace in which ``tests.helpers.shell`` looks for it."""
SEEDS = 1_000
"""Traces of the planner, and as many of four teachers, kept as any other; the rest are copies of the latter."""

_AT_ONCE = 50
_TEACHERS = ("north", "south", "west")
_MADE_OF = (
    "core/store/review_tables.py",
    "core/store/tables.py",
    "core/store/facets.py",
    "core/store/trace_rows.py",
    "tests/bench/very_many.py",
)
_LATER = "strftime('%Y-%m-%d %H:%M:%f', seed.created_at, (n.value - :turns_count) || ' minutes') || '000'"
_OTHERWISE = {
    "id": "seed.id + :seeds * n.value",
    "request_key": "seed.request_key || '-' || n.value",
    "created_at": _LATER,
    "shuffle": "(seed.id + :seeds * n.value) * 2654435761 % 4294967296",
}
"""What a copy does not share with its seed."""
_FROM = "AS seed, json_each(:turns) AS n WHERE seed.{id} > :seeds AND seed.{id} <= 2 * :seeds ORDER BY n.value"
_SEARCH = (
    "INSERT INTO trace_search (rowid, prompt, body) SELECT seed.rowid + :seeds * n.value, seed.prompt, seed.body"
    f" FROM trace_search {_FROM.format(id='rowid')}, seed.rowid"
)
_CHECKED = "UPDATE trace_facets SET looked_by = :checks WHERE looked_by = ''"
_MARKS = (
    "INSERT INTO trace_marks (kind, value, trace_id) SELECT seed.kind, seed.value, seed.trace_id + :seeds * n.value"
    f" FROM trace_marks {_FROM.format(id='trace_id')}, seed.trace_id"
)


def reviewed_traces(count: int) -> Path:
    """The folder that holds a workspace of so many traces; making a million takes minutes, finding it nothing."""
    source = b"".join((ROOT / name).read_bytes() for name in _MADE_OF)
    folder = KEPT / f"review-{count}-{hashlib.sha256(source).hexdigest()[:12]}"
    if not folder.is_dir():
        for stale in KEPT.glob(f"review-{count}-*"):
            shutil.rmtree(stale)
        sys.stderr.write(f"making a workspace with {count:,} reviewed traces ...\n")
        made = KEPT / "part-of-review"
        shutil.rmtree(made, ignore_errors=True)
        fill(made / NAME, count)
        made.rename(folder)
    return folder


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """The same for as long as it is needed, to decide in; thrown away after."""
    target = folder.with_name("copy-of-review")
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns("lock*"))
    try:
        yield target
    finally:
        shutil.rmtree(target)


def fill(folder: Path, count: int) -> None:
    """Make a workspace with that many traces, whole thousands; about four in ten of them were decided yesterday."""
    studio = Studio.open(folder, create=True)
    planned = planned_traces(studio, SEEDS)
    with studio.store.begin() as unit:
        unit.traces.insert_many(
            [(_varied(made, at), f"Problem {made.problem_id}") for at, made in enumerate(planned, start=1)]
        )
    multiply(folder / "studio.db", count // SEEDS - 2)
    _review(studio)
    studio.close()


def multiply(database: Path, turns: int) -> None:
    """Copy the second thousand so many times into every table that ``insert_many`` writes, under ids of their own."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size=-1000000")
        copies = [*(_copy(connection, table) for table in ("traces", "trace_facets")), _MARKS, _SEARCH]
        for chunk in in_chunks(range(1, turns + 1), _AT_ONCE):
            values = {"seeds": SEEDS, "turns": str(list(chunk)), "turns_count": turns}
            connection.execute("BEGIN IMMEDIATE")
            for copy in copies:
                connection.execute(copy, values)
            connection.execute("COMMIT")


def _copy(connection: sqlite3.Connection, table: str) -> str:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(_OTHERWISE.get(name, f"seed.{name}") for name in names)
    return f"INSERT INTO {table} SELECT {values} FROM {table} {_FROM.format(id='id')}, seed.id"


def _varied(made: NewTrace, at: int) -> NewTrace:
    """A planner's trace as one of four teachers, some with a confidence, a tag or a price."""
    is_sure = Confidence(at * 37 % 100 / 100, ConfidenceMethod.VERBALISED)
    return dataclasses.replace(
        made,
        teacher="batch" if at % 10 == 0 else _TEACHERS[at % len(_TEACHERS)],
        request_key=f"bench-{at}",
        job_id=None,
        confidence=is_sure if at % 5 < 3 else None,
        cost_usd=at % 7 / 1_000,
        tags=("hard",) if at % 9 == 0 else (),
    )


def _review(studio: Studio) -> None:
    """Decide on one teacher's traces and some of another's, flag and rate a few, and let a check speak of some."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    pending = (TraceState.PENDING,)
    hard = TraceFilter(states=pending, teachers=("south",), difficulties=("hard",))
    for wanted, verdict, reasons in (
        (TraceFilter(states=pending, teachers=("north",)), Verdict.ACCEPT, ()),
        (hard, Verdict.REJECT, ("unclear",)),
    ):
        job = BulkDecision(studio.store, lambda: yesterday, wanted, verdict, reasons, "", "Bo", "Decide")
        job.run(Reporter(JobId(1), lambda _event: None, threading.Event()))
    some = studio.review.ids(teachers=("west",))[::97]
    studio.review.flag(some, True, "Bo")
    studio.review.rate(some, 4, reviewer="Bo")
    finding = Finding("repetition", Severity.WARNING, "Says the same twice.")
    with studio.store.begin() as unit:
        for trace_id in some[::5]:
            unit.findings.put(trace_id, (finding,), checks=CHECKS_VERSION)
    # Every trace counts as looked at: otherwise the checks would begin with the window, and be measured with it.
    with closing(sqlite3.connect(studio.workspace.root / "studio.db")) as database, database:
        database.execute(_CHECKED, {"checks": CHECKS_VERSION})
