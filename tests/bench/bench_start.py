# SPDX-License-Identifier: Apache-2.0
"""How long the window takes to be shown and idle, and what it weighs, over a workspace of 100,000 traces."""

from __future__ import annotations

import dataclasses
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from core.domain.tasks import Split
from core.studio import Studio
from tests.bench.row import Row

TRACES = 100_000
STARTS = 5
SETTLE_MS = 3_000
ROOT = Path(__file__).resolve().parents[2]


def run() -> list[Row]:
    """Fill a workspace, start the window some times, and take the median of the warm starts."""
    with tempfile.TemporaryDirectory() as scratch:
        workspace = Path(scratch) / "many"
        fill(workspace, TRACES)
        starts = [_start(workspace, Path(scratch) / "home") for _ in range(STARTS + 1)][1:]
    shown_s = statistics.median(start["shown_s"] for start in starts)
    weight_mb = max(start["weight_mb"] for start in starts)
    note = f"median of {STARTS} warm starts, process start to idle event loop"
    return [
        Row("window shown and usable", shown_s, "s", "under 1.2", shown_s < 1.2, note),
        Row("window process, resident", weight_mb, "MB", "under 250", weight_mb < 250, f"{TRACES:,} traces"),
    ]


def fill(workspace: Path, count: int) -> None:
    """Make a workspace with that many traces: real ones of the planner, stored again under other keys."""
    studio = Studio.open(workspace, create=True)
    problems = studio.tasks.sample(n=40, seed=1, split=Split.TRAIN)
    studio.jobs.wait(studio.generation.start(problems, teacher="planner"), timeout_s=300)
    made = [studio.review.trace(trace_id).original for trace_id in studio.review.ids()]
    for start in range(0, count, 5_000):
        with studio.store.begin() as unit:
            for number in range(start, min(start + 5_000, count)):
                copy = dataclasses.replace(made[number % len(made)], request_key=f"bench-{number}", job_id=None)
                unit.traces.insert(copy, f"Bench trace {number}")
    studio.close()


def _start(workspace: Path, home: Path) -> dict[str, float]:
    """Start the window in a process of its own and read what it measured."""
    command = [sys.executable, "-m", "tests.bench.bench_start", str(workspace), str(home), str(time.time())]
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=300)
    measured: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    return measured


def _measure(workspace: Path, home: Path, began: float) -> dict[str, float]:
    """Open the window as the app does; time ends when the event loop has nothing left to do."""
    import os

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from app.none_guard import guard_none

    guard_none()
    import psutil
    import qasync
    from PySide6.QtCore import QTimer

    from app.bootstrap import make_app, open_studio, open_window, take_down
    from app.paths import paths

    folders = paths({"STILLROOM_HOME": str(home)})
    app = make_app([])
    loop = qasync.QEventLoop(app)
    opened = open_window(app, open_studio(workspace, folders), folders, loop)
    measured: dict[str, float] = {}
    with loop:
        done = loop.create_future()

        def weigh() -> None:
            measured["weight_mb"] = psutil.Process().memory_info().rss / 1e6
            done.set_result(None)

        def idle() -> None:
            measured["shown_s"] = time.time() - began
            QTimer.singleShot(SETTLE_MS, weigh)

        opened.window.show()
        QTimer.singleShot(0, idle)
        loop.run_until_complete(done)
        loop.run_until_complete(take_down(opened, keep_children=False))
    return measured


if __name__ == "__main__":
    found = _measure(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
    sys.stdout.write(json.dumps(found) + "\n")
