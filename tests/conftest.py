# SPDX-License-Identifier: Apache-2.0
"""What holds for every test: no screen, no files outside tmp_path, and nothing left running behind it."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

# Before anything imports Qt.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_API"] = "pyside6"
os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db=false;qt.qpa.fonts=false")
os.environ.pop("STILLROOM_HOME", None)
# Before anything imports a model library: nothing is looked up or reported.
os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}

from app.none_guard import guard_none

guard_none()

LEAVE_S = 5.0
# Threads that belong to a library for the life of the process, by the start of their name.
LASTING_THREADS = ("Dummy-", "tqdm")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a warning of Qt fail a test, as a warning of Python does."""
    for item in items:
        if "qtbot" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(
                pytest.mark.qt_log_ignore(
                    "OpenType support missing", "This plugin does not support", "propagateSizeHints", extend=True
                )
            )


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give each test a home of its own, so that none reads or writes the user's."""
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("STILLROOM_HOME", str(home / "stillroom"))


@pytest.fixture(autouse=True)
def _no_check_fails_unheard(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test in which a quick check failed: beside a trace the others still speak, and nobody would see it."""
    yield
    records = caplog.get_records("call")
    failed = [record.getMessage() for record in records if record.name == "core.review.findings"]
    assert failed == [], "clear caplog where a check is meant to fail"


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """Fail a test that leaves a thread of its own behind."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + LEAVE_S
    left = _new_threads(before)
    while left and time.monotonic() < deadline:
        left[0].join(0.05)
        left = _new_threads(before)
    if left:
        pytest.fail(f"threads left behind: {', '.join(thread.name for thread in left)}")


@pytest.fixture(autouse=True)
def _no_widget_or_timer_left(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test with a window that leaves a top-level widget or a running timer behind."""
    if "qtbot" not in request.fixturenames and "qapp" not in request.fixturenames:
        yield
        return
    import shiboken6
    from PySide6.QtCore import QTimer

    started: weakref.WeakSet[QTimer] = weakref.WeakSet()
    start = QTimer.start

    def watched(timer: QTimer, *args: Any) -> None:
        started.add(timer)
        start(timer, *args)

    monkeypatch.setattr(QTimer, "start", watched)
    request.getfixturevalue("qapp")
    before = _top_levels()
    yield
    deadline = time.monotonic() + LEAVE_S
    while (_top_levels() - before) and time.monotonic() < deadline:
        _forget_deleted()
    left = [name for name in (_shown_as(widget) for widget in _top_levels() - before) if name]
    running = [timer.objectName() or "a timer" for timer in started if shiboken6.isValid(timer) and timer.isActive()]
    if left:
        pytest.fail(f"widgets left behind: {', '.join(left)}")
    if running:
        pytest.fail(f"timers left running: {', '.join(running)}")


def _new_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    alive = [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]
    return [thread for thread in alive if not thread.name.startswith(LASTING_THREADS)]


def _top_levels() -> set[Any]:
    from PySide6.QtWidgets import QApplication

    return set(QApplication.topLevelWidgets())


def _forget_deleted() -> None:
    """Let Qt delete what was told to go, and Python what nobody holds."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    gc.collect()


def _shown_as(widget: Any) -> str:
    """The widget in words; empty for menus and popups of Qt's own that live as long as the application."""
    import shiboken6

    if not shiboken6.isValid(widget):
        return ""
    name = type(widget).__name__
    return "" if name in ("QComboBoxPrivateContainer", "QTipLabel") else f"{name} {widget.objectName()}".strip()


def pytest_report_header() -> str:
    """Which Qt is tested."""
    return f"Qt offscreen, Python {sys.version_info.major}.{sys.version_info.minor}"
