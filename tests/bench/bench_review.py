# SPDX-License-Identifier: Apache-2.0
"""The review workbench over a million traces: queues, decisions one by one and by the hundred thousand, and an import.

``STILLROOM_BENCH_TRACES`` asks for another number of traces than a million, in whole thousands.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TypeAlias

from tests.bench.installed import as_installed
from tests.bench.many import ROOT
from tests.bench.review_bulk import bulk_rows
from tests.bench.review_import import import_rows
from tests.bench.review_pages import page_rows
from tests.bench.row import Row
from tests.bench.very_many import copied, reviewed_traces

MANY = int(os.environ.get("STILLROOM_BENCH_TRACES", "1_000_000"))
FEW = 10_000
Measured: TypeAlias = dict[str, float]


def run() -> list[Row]:
    """Measure in copies of both workspaces, so that every run begins with the same."""
    with copied(reviewed_traces(FEW)) as folder:
        few = _window(folder)
    with copied(reviewed_traces(MANY)) as folder:
        many = _window(folder)
        rows = [*_window_rows(few, many), *page_rows(folder), *bulk_rows(folder)]
    return [*rows, *import_rows(100_000 if MANY >= 100_000 else MANY)]


def _window(folder: Path) -> Measured:
    """Measure a window in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.review_window", str(folder)]
    ended = subprocess.run(
        command, cwd=ROOT, env=as_installed(), stdout=subprocess.PIPE, text=True, check=True, timeout=300
    )
    measured: Measured = json.loads(ended.stdout.splitlines()[-1])
    return measured


def _window_rows(few: Measured, many: Measured) -> list[Row]:
    place = f"{many['total']:,.0f} in the queue"
    opened = (
        f"{MANY:,} traces; {_spent(many, 'open')}; {few['open_ms']:.0f} ms with {FEW:,}; the page was built before, "
        f"while nobody waited, in {many['built_ms']:.0f} ms"
    )
    return [
        _decision_row(few, FEW),
        _decision_row(many, MANY),
        _limit("the second against the first", many["decide_p95"] / few["decide_p95"], "x", 2, ""),
        _limit("Review opened, to the first trace", many["open_ms"], "ms", 400, opened),
        _limit(
            "longest frame while all ids come", many["ids_frame_ms"], "ms", 33, f"{place}; {_spent(many, 'ids_frame')}"
        ),
        _limit("longest frame from end to end", many["scroll_frame_ms"], "ms", 33, _spent(many, "scroll_frame")),
        _limit("all of the queue chosen", many["all_ms"], "ms", 33, f"a flag; {_spent(many, 'all')}"),
        _limit("keys to accept", many["accept_keys"], "keys", 3, ""),
        _limit("keys to reject", many["reject_keys"], "keys", 3, "a reason is a key more"),
    ]


def _decision_row(found: Measured, count: int) -> Row:
    note = (
        f"{count:,} traces, {found['decisions']:,.0f} decisions; median {found['decide_p50']:.1f} ms, painted after "
        f"{found['paint_p95']:.1f} ms at p95 with {found['paint_spent_p95']:.1f} ms processor of the window's thread"
    )
    return _limit("decision kept and next trace painted, p95", found["decide_p95"], "ms", 16, note)


def _spent(found: Measured, name: str) -> str:
    """What the window's thread itself worked: on a busy machine the rest is waiting for a processor."""
    return f"{found[f'{name}_spent_ms']:.0f} ms processor of the window's thread"


def _limit(what: str, value: float, unit: str, most: float, note: str) -> Row:
    return Row(what, value, unit, f"under {most:g}", value < most, note)
