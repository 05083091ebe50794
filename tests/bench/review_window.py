# SPDX-License-Identifier: Apache-2.0
"""One window with Review over one workspace: opened, read to the end, scrolled and decided in by keyboard."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow

from app.bootstrap import make_app
from tests.helpers.shell import Shell, open_shell
from ui.pages.review.view import ReviewView

DECISIONS = 200
FRAMES = 400
LONGEST_S = 60.0
_READING_S = 0.03
Measured: TypeAlias = dict[str, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """How long one turn of the event loop lasted, and how long the window's thread worked in it."""

    lasted_ms: float
    spent_ms: float


def measure(folder: Path) -> Measured:
    """All figures of the window over the workspace in this folder."""
    app = make_app([])
    with _shell(folder) as shell:
        window = QMainWindow()
        window.resize(1_280, 800)
        shell.context.actions.attach(window)
        shell.context.actions.set_page("review")
        window.show()
        window.activateWindow()
        app.processEvents()
        view, found = _opened(app, shell, window)
        found |= _grown(app, view)
        found |= _scrolled(app, view)
        found |= _decided(app, shell, view)
        found |= _keys(app, view)
        found |= _all_chosen(app, shell, view)
        window.close()
        return found


@contextmanager
def _shell(folder: Path) -> Iterator[Shell]:
    shell = open_shell(folder)
    try:
        yield shell
    finally:
        shell.close()


def _opened(app: QApplication, shell: Shell, window: QMainWindow) -> tuple[ReviewView, Measured]:
    """Open the page as a person does: Home has counted the traces by then, and the page was built in a pause."""
    shell.context.studio.review.counts()
    began = time.perf_counter()
    view = ReviewView(shell.context)
    window.setCentralWidget(view)
    app.processEvents()
    built_ms = (time.perf_counter() - began) * 1_000
    began, spent = time.perf_counter(), time.thread_time()
    view.on_shown()
    view.focus_first()
    _until(app, lambda: view.presenter.sheet is not None)
    app.processEvents()
    opened_ms, spent_ms = (time.perf_counter() - began) * 1_000, (time.thread_time() - spent) * 1_000
    return view, {"built_ms": built_ms, "open_ms": opened_ms, "open_spent_ms": spent_ms}


def _grown(app: QApplication, view: ReviewView) -> Measured:
    """Wait until the queue is whole; the longest that the window was held meanwhile."""
    frames: list[Frame] = []
    _until(app, lambda: view.presenter.queue._is_whole and view.presenter.context.work.is_idle, frames)
    return _longest("ids", frames) | {"total": len(view.presenter.queue)}


def _scrolled(app: QApplication, view: ReviewView) -> Measured:
    bar = view.queue.queue.verticalScrollBar()
    frames: list[Frame] = []
    for number in range(FRAMES + 1):
        bar.setValue(bar.maximum() * number // FRAMES)
        _frame(app, frames)
        _rest(app, 0.005, frames)
    bar.setValue(0)
    _until(app, lambda: view.presenter.context.work.is_idle)
    return _longest("scroll", frames) | {"frames": FRAMES}


def _all_chosen(app: QApplication, shell: Shell, view: ReviewView) -> Measured:
    """Ask for one verdict on all; the dialog stands at once, and its count comes when it is counted."""
    began, spent = time.perf_counter(), time.thread_time()
    shell.context.actions.action("review.decide_all").trigger()
    app.processEvents()
    lasted_ms, spent_ms = (time.perf_counter() - began) * 1_000, (time.thread_time() - spent) * 1_000
    for dialog in view.window().findChildren(QDialog):
        dialog.reject()
    _until(app, lambda: shell.context.work.is_idle)
    return {"all_ms": lasted_ms, "all_spent_ms": spent_ms}


def _decided(app: QApplication, shell: Shell, view: ReviewView) -> Measured:
    """Press A as a reader does: the next trace was read ahead by then."""
    kept: list[float] = []
    painted: list[float] = []
    spent: list[float] = []
    for _ in range(DECISIONS):
        _until(app, lambda: shell.context.work.is_idle)
        _rest(app, _READING_S)
        before, began, spent_before = view.presenter.current, time.perf_counter(), time.thread_time()
        _press(Qt.Key.Key_A)
        _until(app, lambda before=before: view.presenter.sheet is not None and view.presenter.current != before)
        app.processEvents()
        painted.append((time.perf_counter() - began) * 1_000)
        spent.append((time.thread_time() - spent_before) * 1_000)
        _until(app, lambda: view.presenter.is_idle)
        kept.append((time.perf_counter() - began) * 1_000)
    return {
        "decide_p50": statistics.median(kept),
        "decide_p95": _p95(kept),
        "paint_p95": _p95(painted),
        "paint_spent_p95": _p95(spent),
        "decisions": DECISIONS,
    }


def _keys(app: QApplication, view: ReviewView) -> Measured:
    """How many keys an accept and a reject take, counted by pressing them."""
    return {
        "accept_keys": _pressed(app, view, (Qt.Key.Key_A,)),
        "reject_keys": _pressed(app, view, (Qt.Key.Key_X, Qt.Key.Key_Return)),
    }


def _pressed(app: QApplication, view: ReviewView, keys: tuple[Qt.Key, ...]) -> int:
    _until(app, lambda: view.presenter.context.work.is_idle)
    before = view.presenter.current
    for key in keys:
        _press(key)
        app.processEvents()
    _until(app, lambda: view.presenter.current != before and view.presenter.is_idle)
    return len(keys)


def _press(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    if focused is None:
        raise SystemExit("Nothing in the window has the keyboard.")
    QTest.keyClick(focused, key)


def _until(app: QApplication, is_so: Callable[[], bool], frames: list[Frame] | None = None) -> None:
    """Let the window live until something is so; raises SystemExit where it never is."""
    ends = time.perf_counter() + LONGEST_S
    while not is_so():
        if time.perf_counter() > ends:
            raise SystemExit("The window did not come to rest.")
        _frame(app, frames)
        time.sleep(0.0005)


def _rest(app: QApplication, seconds: float, frames: list[Frame] | None = None) -> None:
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        _frame(app, frames)
        time.sleep(0.0005)


def _frame(app: QApplication, frames: list[Frame] | None) -> None:
    began, spent = time.perf_counter(), time.thread_time()
    app.processEvents()
    if frames is not None:
        frames.append(Frame((time.perf_counter() - began) * 1_000, (time.thread_time() - spent) * 1_000))


def _longest(name: str, frames: list[Frame]) -> Measured:
    """The longest frame by the clock, and by what the window's thread itself worked."""
    return {
        f"{name}_frame_ms": max((frame.lasted_ms for frame in frames), default=0.0),
        f"{name}_frame_spent_ms": max((frame.spent_ms for frame in frames), default=0.0),
    }


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]))) + "\n")
