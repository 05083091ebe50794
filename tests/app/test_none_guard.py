# SPDX-License-Identifier: Apache-2.0
"""No binding may wear the reference count of None down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.none_guard import guard_none

ROOT = Path(__file__).resolve().parents[2]


def test_that_a_thousand_calls_lose_no_reference_to_none(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for number in range(1_000):
        widget.setWindowTitle(str(number))
    assert before - sys.getrefcount(None) < 100


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="newer interpreters do not count None")
def test_that_the_guard_raises_the_counts_once_and_the_interpreter_ends_well() -> None:
    code = (
        "import sys; from app.none_guard import guard_none, RAISED_BY\n"
        "assert guard_none() and guard_none()\n"
        "counts = [sys.getrefcount(one) for one in (None, True, False)]\n"
        "assert all(RAISED_BY <= count < 2 * RAISED_BY for count in counts), counts\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.skipif(sys.version_info < (3, 12), reason="older interpreters need it")
def test_that_the_guard_leaves_newer_interpreters_alone() -> None:
    assert guard_none() is False
