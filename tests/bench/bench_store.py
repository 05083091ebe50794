# SPDX-License-Identifier: Apache-2.0
"""How fast the store takes traces in, and how fast it finds them again among 100,000."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from core.domain.traces import TraceState
from core.studio import Studio
from tests.bench.many import TRACES, copies, many_traces, planned_traces
from tests.bench.row import Row

SINGLES = 300
BATCHES = 4
BATCH = 5_000
ASKED = 21
PAGE = 100
WORDS = ("deadline", "first", "“before noon”", "booking conflict", "subtask plan", "blocked by", "08:00", "meeting")


def run() -> list[Row]:
    """Write into a workspace that is thrown away, then read from the kept one."""
    with tempfile.TemporaryDirectory() as scratch:
        rows = _writing(Path(scratch) / "new")
    return [*rows, *_reading(many_traces())]


def _writing(folder: Path) -> list[Row]:
    studio = Studio.open(folder, create=True)
    originals = planned_traces(studio, 100)
    began, spent = time.perf_counter(), time.process_time()
    for made, title in copies(originals, len(originals), len(originals) + SINGLES):
        with studio.store.begin() as unit:
            unit.traces.insert(made, title)
    singles_s, singles_cpu_s = time.perf_counter() - began, time.process_time() - spent
    began, spent = time.perf_counter(), time.process_time()
    for number in range(1, BATCHES + 1):
        with studio.store.begin() as unit:
            unit.traces.insert_many(copies(originals, number * BATCH, (number + 1) * BATCH))
    batches_s, batches_cpu_s = time.perf_counter() - began, time.process_time() - spent
    studio.close()
    count = BATCHES * BATCH
    singles_note = f"a synced commit each, as a job keeps answers; {_each(singles_cpu_s, SINGLES)}"
    batches_note = f"{BATCH:,} a commit, as an import keeps them; {_each(batches_cpu_s, count)}"
    return [
        Row("traces kept one by one", SINGLES / singles_s, "a second", note=singles_note),
        Row("traces kept in batches", count / batches_s, "a second", note=batches_note),
    ]


def _reading(workspace: Path) -> list[Row]:
    studio = Studio.open(workspace)
    review = studio.review
    waiting = (TraceState.PENDING, TraceState.SKIPPED)
    queue = review.ids(states=waiting)
    note = f"median over {TRACES:,} traces"
    rows = [
        _median("search", [lambda words=words: review.search(words) for words in WORDS], note),
        _median(
            "a page of the queue", [lambda at=at: review.rows_of(queue[at : at + PAGE]) for at in (0, 9_000)], note
        ),
        _median("the ids of the queue", [lambda: review.ids(states=waiting)], f"{len(queue):,} of {TRACES:,}", 300),
        _median("the ids of all traces", [review.ids], f"{TRACES:,} traces", 300),
        _median("the counts of review", [review.counts], note),
        _median("the next trace to review", [lambda: review.next("bench")], note),
    ]
    studio.close()
    return rows


def _median(what: str, questions: list[Callable[[], object]], note: str, most_ms: float | None = None) -> Row:
    """The median time of an answer, each question asked once before so that all are warm."""
    for ask in questions:
        ask()
    times: list[float] = []
    for turn in range(ASKED):
        began = time.perf_counter()
        questions[turn % len(questions)]()
        times.append((time.perf_counter() - began) * 1_000)
    found = statistics.median(times)
    if most_ms is None:
        return Row(what, found, "ms", note=note)
    return Row(what, found, "ms", f"under {most_ms:.0f}", found < most_ms, note)


def _each(cpu_s: float, count: int) -> str:
    return f"{cpu_s / count * 1_000:.2f} ms processor each"
