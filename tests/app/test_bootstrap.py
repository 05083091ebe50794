# SPDX-License-Identifier: Apache-2.0
"""From a folder to a window and back: what is opened is closed, and a second window is refused in words."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import BugRelay, open_studio, open_window, run_window, take_down
from app.crash import CrashHooks
from app.following import FollowingStudio
from app.paths import Paths, paths
from app.recent import RecentWorkspaces
from core.errors import WorkspaceBusy
from core.settings import SettingsFile
from core.studio import Studio
from ui.window import MainWindow
from ui.workspaces import WorkspaceSwitch


@pytest.fixture
def folders(tmp_path: Path) -> Paths:
    return paths({"STILLROOM_HOME": str(tmp_path / "home")})


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    path = tmp_path / "quiet"
    Studio.open(path, create=True).close()
    return path


def the_window() -> MainWindow | None:
    shown = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow)]
    return shown[0] if shown and shown[0].isVisible() else None


def test_that_the_window_runs_until_it_is_closed_and_gives_the_workspace_back(
    qtbot: QtBot, qapp: QApplication, folders: Paths, workspace: Path
) -> None:
    told: list[str] = []
    relay = BugRelay()
    hooks = CrashHooks(told.append)

    def close_when_shown() -> None:
        window = the_window()
        if window is not None:
            timer.stop()
            window.close()

    timer = QTimer()
    timer.setInterval(10)
    timer.timeout.connect(close_when_shown)
    timer.start()
    assert run_window(workspace, folders, hooks, relay, qapp) == 0
    hooks.remove()
    relay.deleteLater()
    timer.deleteLater()
    assert told == []
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("stillroom")] == []
    Studio.open(workspace).close()


def test_that_a_window_is_followed_by_that_of_another_workspace(
    qtbot: QtBot, qapp: QApplication, folders: Paths, workspace: Path, tmp_path: Path
) -> None:
    told: list[str] = []
    seen: list[str] = []
    relay = BugRelay()
    hooks = CrashHooks(told.append)

    def go_on() -> None:
        window = the_window()
        name = window.windowTitle().partition(" ")[0] if window is not None else ""
        if window is None or name in seen:
            return
        seen.append(name)
        if name == "quiet":
            window.findChild(WorkspaceSwitch).go_to(tmp_path / "other", is_new=True)
        else:
            timer.stop()
            relay.tell("the relay speaks to this window only")
            QTimer.singleShot(0, window.close)

    timer = QTimer()
    timer.setInterval(10)
    timer.timeout.connect(go_on)
    timer.start()
    assert run_window(workspace, folders, hooks, relay, qapp) == 0
    hooks.remove()
    relay.deleteLater()
    timer.deleteLater()
    assert (seen, told) == (["quiet", "other"], [])
    assert [folder.name for folder in RecentWorkspaces(folders.recent_file).all()] == ["other", "quiet"]
    assert the_window() is None
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("stillroom")] == []
    for name in ("quiet", "other"):
        Studio.open(tmp_path / name).close()


def test_that_a_workspace_that_was_held_for_nothing_is_given_back(folders: Paths, workspace: Path) -> None:
    following = FollowingStudio(RecentWorkspaces(folders.recent_file))
    following.hold(workspace, create=False)
    assert following.take() is None
    Studio.open(workspace).close()
    assert following.recent() == ()


def test_that_the_last_workspace_opens_again(folders: Paths, workspace: Path) -> None:
    open_studio(workspace, folders).close()
    again = open_studio(None, folders)
    assert again.workspace.root == workspace
    again.close()


def test_that_the_first_start_opens_the_demo_whatever_commands_have_made(folders: Paths) -> None:
    Studio.open(folders.default_workspace, create=True).close()
    studio = open_studio(None, folders)
    assert studio.workspace.root == folders.demo_workspace.resolve()
    assert studio.evaluation.reports()
    studio.close()


def test_that_a_workspace_that_is_open_elsewhere_is_refused(folders: Paths, workspace: Path) -> None:
    first = open_studio(workspace, folders)
    with pytest.raises(WorkspaceBusy, match="open in another Stillroom"):
        open_studio(workspace, folders)
    first.close()


def test_that_taking_down_leaves_no_window_and_no_thread(
    qtbot: QtBot, qapp: QApplication, folders: Paths, workspace: Path
) -> None:
    loop = qasync.QEventLoop(qapp)
    with loop:
        opened = open_window(qapp, open_studio(workspace, folders), folders, loop)
        opened.window.show()
        loop.run_until_complete(take_down(opened, keep_children=True))
    assert the_window() is None
    Studio.open(workspace).close()


def test_that_keys_of_ones_own_are_in_use_in_a_new_window(qapp: QApplication, folders: Paths, workspace: Path) -> None:
    SettingsFile(folders.settings_file).change_shortcuts(lambda: {"app.jobs": ("F9",)})
    loop = qasync.QEventLoop(qapp)
    with loop:
        opened = open_window(qapp, open_studio(workspace, folders), folders, loop)
        assert opened.context.actions.keys("app.jobs") == ("F9",)
        loop.run_until_complete(take_down(opened, keep_children=True))
