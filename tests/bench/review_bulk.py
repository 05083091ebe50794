# SPDX-License-Identifier: Apache-2.0
"""One verdict on a tenth of a workspace, as the window gives it: how long it takes, how it stops, and its one undo."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from core.domain.reviews import Verdict
from core.domain.traces import TraceFilter
from core.jobs.events import JobEvent, Progress
from core.studio import Studio
from tests.bench.row import Row
from tests.bench.very_many import NAME

WANTED = TraceFilter(teachers=("batch",))
REVIEWER = "Cy"


def bulk_rows(folder: Path) -> list[Row]:
    """Decide on all of one teacher, count, take it back, then begin again and stop."""
    studio = Studio.open(folder / NAME)
    review, heard = studio.review, list[Progress]()
    unsubscribe = studio.jobs.subscribe(lambda event: _hear(event, heard))
    count = review.count(WANTED)
    decided_s = _seconds(lambda: studio.jobs.wait(_start(studio), timeout_s=300))
    progress = len(heard)
    counts_ms = _seconds(lambda: review.counts(reviewer=REVIEWER)) * 1_000
    undone_s = _seconds(lambda: review.undo(REVIEWER))
    stopped_s, stopped_at = _stop(studio, heard)
    unsubscribe()
    studio.close()
    limit_s = 5 * count / 100_000
    note = f"{count:,} traces, {progress} times progress; stopped {stopped_s:.2f} s after the wish, {stopped_at}"
    return [
        Row("bulk decision", decided_s, "s", f"under {limit_s:g}", decided_s < limit_s, note),
        Row("one undo of it", undone_s, "s", note="one act"),
        Row("the counts after it", counts_ms, "ms", note=f"{count:,} decided today"),
    ]


def _start(studio: Studio) -> int:
    return studio.review.start_deciding(WANTED, Verdict.REJECT, reasons=("unclear",), reviewer=REVIEWER)


def _stop(studio: Studio, heard: list[Progress]) -> tuple[float, str]:
    """Begin once more and stop at the first progress; seconds until it ended, and what undo is offered."""
    heard.clear()
    job = _start(studio)
    while not heard:
        time.sleep(0.001)
    spent_s = _seconds(lambda: (studio.jobs.cancel(job), studio.jobs.wait(job, timeout_s=300)))
    return spent_s, f"undo offers “{studio.review.undoable(REVIEWER)}”"


def _hear(event: JobEvent, heard: list[Progress]) -> None:
    if isinstance(event, Progress):
        heard.append(event)


def _seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began
