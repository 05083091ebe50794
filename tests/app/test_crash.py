# SPDX-License-Identifier: Apache-2.0
"""Every uncaught error reaches one place, without secrets, and the hooks can be taken away again."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from pytestqt.qtbot import QtBot

from app.crash import CrashHooks

SECRET = "sk-" + "abcdefghijklmnop1234"


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def hooks(told: list[str], tmp_path: Path) -> Iterator[CrashHooks]:
    hooks = CrashHooks(told.append, tmp_path / "log" / "fault.log")
    hooks.install()
    yield hooks
    hooks.remove()


def test_that_an_uncaught_error_is_told_with_its_traceback_and_without_keys(hooks: CrashHooks, told: list[str]) -> None:
    try:
        raise ValueError(f"no such {SECRET}")
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "ValueError: no such [hidden]" in told[0]
    assert "test_crash.py" in told[0]


def test_that_an_interrupt_is_passed_on_and_not_a_bug(told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    passed: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: passed.append(kind))
    hooks = CrashHooks(told.append)
    hooks.install()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    hooks.remove()
    assert (told, passed) == ([], [KeyboardInterrupt])


def test_that_an_error_in_a_thread_is_told(hooks: CrashHooks, told: list[str]) -> None:
    def fail() -> None:
        raise ValueError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert "ValueError: in a thread" in told[0]


def test_that_an_error_of_the_event_loop_is_told(hooks: CrashHooks, told: list[str]) -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        hooks.install_loop(loop)
        loop.call_exception_handler({"message": "lost", "exception": ValueError("in the loop")})

    asyncio.run(story())
    assert "ValueError: in the loop" in told[0]


def test_that_what_qt_says_reaches_the_log(qtbot: QtBot, hooks: CrashHooks, caplog: pytest.LogCaptureFixture) -> None:
    hooks.install_qt()
    with caplog.at_level(logging.WARNING):
        qWarning("something odd")
        qWarning("This plugin does not support raise()")
    assert [record.message for record in caplog.records if record.name == "qt"] == ["something odd"]


def test_that_the_hooks_can_be_taken_away(told: list[str]) -> None:
    before = (sys.excepthook, threading.excepthook)
    hooks = CrashHooks(told.append)
    hooks.install()
    hooks.remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_that_a_fault_file_that_cannot_be_written_prevents_nothing(told: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    hooks = CrashHooks(told.append, tmp_path / "file" / "fault.log")
    hooks.install()
    hooks.remove()
