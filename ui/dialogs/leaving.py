# SPDX-License-Identifier: Apache-2.0
"""What is asked before a window goes while jobs run: stop them, or let those that can go on alone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from ui.dialogs.question import Answer, Question


def ask_about_jobs(window: QWidget, count: int, *, leave: str, then: Callable[[bool], object]) -> None:
    """Ask, and call ``then`` with whether children go on; ``leave`` names what follows, such as ``quit``."""
    said = _tr("{n} jobs are running.") if count > 1 else _tr("A job is running.")
    text = _tr(
        "Training, generating and evaluating can go on without the window; it finds them again at the next start."
    )
    answers = (
        Answer("stop", _tr("Stop and {leave}").format(leave=leave), "danger"),
        Answer("keep", _tr("Let them run and {leave}").format(leave=leave), "primary"),
    )
    Question(window, said.format(n=count), text, answers, lambda answer: then(answer == "keep")).open()


def _tr(text: str) -> str:
    return QCoreApplication.translate("leaving", text)
