# SPDX-License-Identifier: Apache-2.0
"""How long the window takes to be shown and to have Home's figures, and what it weighs, over 100,000 traces."""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.installed import as_installed
from tests.bench.many import ROOT, TRACES, many_traces
from tests.bench.row import Row

if TYPE_CHECKING:
    from app.bootstrap import Opened

STARTS = 5
SETTLE_MS = 3_000


def run() -> list[Row]:
    """Start the window some times on the workspace with very many traces, and take the median of the warm starts."""
    workspace = many_traces()
    with tempfile.TemporaryDirectory() as home:
        starts = [_start(workspace, Path(home)) for _ in range(STARTS + 1)][1:]

    def median(name: str) -> float:
        return statistics.median(start[name] for start in starts)

    shown_s, weight_mb = median("shown_s"), max(start["weight_mb"] for start in starts)
    note = f"median of {STARTS} warm starts, process start to idle event loop; {median('shown_cpu_s'):.2f} s processor"
    figures = f"the same starts; {median('figures_cpu_s'):.2f} s processor"
    return [
        Row("window shown and usable", shown_s, "s", "under 1.2", shown_s < 1.2, note),
        Row("Home's figures on screen", median("figures_s"), "s", note=figures),
        Row("window process, resident", weight_mb, "MB", "under 250", weight_mb < 250, f"{TRACES:,} traces"),
    ]


def _start(workspace: Path, home: Path) -> dict[str, float]:
    """Start the window in a process of its own."""
    known = as_installed() | {"STILLROOM_HOME": str(home)}
    command = [sys.executable, "-m", "tests.bench.bench_start", str(workspace), str(time.time())]
    ended = subprocess.run(command, cwd=ROOT, env=known, stdout=subprocess.PIPE, text=True, check=True, timeout=300)
    measured: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    return measured


def _measure(workspace: Path, began: float) -> dict[str, float]:
    """Open the window by the app's own way in, note the times, and close it again."""
    # As the way in does before its imports, which this one needs earlier.
    gc.disable()
    import app.main
    from app import bootstrap

    measured: dict[str, float] = {}
    until_closed = bootstrap._until_closed

    async def watched(opened: Opened) -> None:
        _watch(opened, began, measured)
        await until_closed(opened)

    bootstrap._until_closed = watched
    code = app.main.main(["-w", str(workspace)])
    if code:
        raise SystemExit(code)
    return measured


def _watch(opened: Opened, began: float, measured: dict[str, float]) -> None:
    """Note when the event loop is idle with the window shown, when Home has painted its figures, and the weight."""
    import psutil
    from PySide6.QtCore import QTimer

    from ui.pages.home.presenter import HomePresenter

    def note(name: str) -> None:
        measured[f"{name}_s"] = time.time() - began
        measured[f"{name}_cpu_s"] = time.process_time()

    def weigh() -> None:
        measured["weight_mb"] = psutil.Process().memory_info().rss / 1e6
        opened.window.close()

    def on_figures(_state: object) -> None:
        home.state_read.disconnect(on_figures)
        QTimer.singleShot(0, lambda: note("figures"))
        QTimer.singleShot(SETTLE_MS, weigh)

    home = opened.window.findChild(HomePresenter)
    home.state_read.connect(on_figures)
    QTimer.singleShot(0, lambda: note("shown"))


if __name__ == "__main__":
    found = _measure(Path(sys.argv[1]), float(sys.argv[2]))
    sys.stdout.write(json.dumps(found) + "\n")
