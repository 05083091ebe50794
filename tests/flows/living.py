# SPDX-License-Identifier: Apache-2.0
"""A real window over a real workspace, opened as the program opens it, in which a story is lived and then closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import qasync
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.bootstrap import Opened, open_studio, open_window, take_down
from app.paths import Paths, paths
from core.settings import SettingsFile
from core.studio import Studio
from ui.context import UiContext
from ui.notify import Failure
from ui.window import MainWindow

REVIEWER = "Ada"


@dataclass
class Stay:
    """What a story finds when the window is open.

    Attributes:
        said: every toast in the order in which it was shown; failures and bugs likewise.
    """

    window: MainWindow
    context: UiContext
    said: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    bugs: list[BaseException] = field(default_factory=list)

    @property
    def studio(self) -> Studio:
        """The open workspace."""
        return self.context.studio


def home_in(folder: Path, *, theme: str = "light") -> Paths:
    """The folders of a user who has a name and chose a theme."""
    folders = paths({"STILLROOM_HOME": str(folder)})
    folders.config.mkdir(parents=True)
    SettingsFile(folders.settings_file).change(reviewer=REVIEWER, theme=theme)
    return folders


def live(app: QApplication, folders: Paths, workspace: Path, story: Callable[[Stay], None]) -> None:
    """Open the window on a workspace, let the story happen on its running event loop, and take everything down.

    The story runs outside of any task of the loop, as everything does that a person sets off.
    """
    loop = qasync.QEventLoop(app)
    with loop:
        opened = open_window(app, open_studio(workspace, folders), folders, loop)
        stay = _listen(opened)
        opened.window.show()
        opened.window.activateWindow()
        done = loop.create_future()

        def begin() -> None:
            try:
                assert QTest.qWaitForWindowActive(opened.window), "the window never became the active one"
                story(stay)
                assert not stay.failures, stay.failures
                assert not stay.bugs, stay.bugs
            except BaseException as error:
                _leave_picture(opened.window, folders)
                done.set_exception(error)
            else:
                done.set_result(None)

        QTimer.singleShot(0, begin)
        try:
            loop.run_until_complete(done)
        finally:
            loop.run_until_complete(take_down(opened, keep_children=False))


def _listen(opened: Opened) -> Stay:
    stay = Stay(opened.window, opened.context)
    notify = opened.context.notify
    notify.toast_requested.connect(lambda toast: stay.said.append(toast.text))
    notify.failure_reported.connect(stay.failures.append)
    notify.bug_found.connect(stay.bugs.append)
    return stay


def _leave_picture(window: MainWindow, folders: Paths) -> None:
    """What the window showed when the story broke off, for whoever looks into the test's folder."""
    window.grab().save(str(folders.config / "broke-off.png"))
