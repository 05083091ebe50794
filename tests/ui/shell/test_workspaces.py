# SPDX-License-Identifier: Apache-2.0
"""From one workspace to another: what menu and palette offer, and what happens where it cannot be opened."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.following import FollowingStudio
from app.recent import RecentWorkspaces
from core.domain.jobs import Lane
from core.studio import Studio
from tests.helpers.shell import SaidJob, open_shell, plain_pages
from ui.dialogs.question import Question
from ui.shell_actions import fill_menu
from ui.widgets.command_palette import CommandPalette
from ui.window import MainWindow
from ui.workspaces import WorkspaceSwitch


@pytest.fixture
def shell(qapp, tmp_path):
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def other(tmp_path):
    folder = tmp_path / "R&D" / "Other words"
    Studio.open(folder, create=True).close()
    return folder


@pytest.fixture
def following(tmp_path, other):
    recent = RecentWorkspaces(tmp_path / "recent.json")
    recent.note(other)
    recent.note(tmp_path / "Quiet mornings")
    return FollowingStudio(recent)


@pytest.fixture
def window(qtbot, shell, following):
    made = MainWindow(replace(shell.context, workspaces=following), plain_pages())
    with qtbot.waitActive(made):
        made.show()
    yield made
    made.finish_close()
    made.deleteLater()


def switch(window) -> WorkspaceSwitch:
    return window.findChild(WorkspaceSwitch)


def test_that_menu_and_palette_offer_the_ways_to_other_workspaces(shell, window, other):
    fill_menu(window._menu, shell.context.actions, shell.context.icons, {})
    part = next(action.menu() for action in window._menu.actions() if action.text() == "Workspace")
    said = [action.text() for action in part.actions()]
    assert said[:2] == ["Open workspace…", "New workspace…"]
    assert [line.startswith("Open Other words in ") and line.endswith("R&&D") for line in said[2:]] == [True]
    window.open_palette()
    palette = window.findChild(CommandPalette)
    palette._field.setText("recent")
    assert palette.shown_ids()[0] == "workspace.recent.1"
    palette.reject()


def test_that_the_window_closes_for_a_workspace_that_is_open_already_then(qtbot, shell, window, following, other):
    with qtbot.waitSignal(window.close_confirmed) as told:
        shell.context.actions.run("workspace.recent.1")
    assert told.args == [True]
    held = following.take()
    assert held is not None
    assert held.workspace.root == other
    held.close()


def test_that_a_workspace_of_another_stillroom_is_refused_in_a_sentence(qtbot, shell, window, following, other):
    holder = Studio.open(other)
    with qtbot.assertNotEmitted(window.close_confirmed):
        switch(window).go_to(other)
        qtbot.waitUntil(lambda: bool(shell.failures))
    assert shell.failures[0].message == "The workspace “Other words” is open in another Stillroom."
    assert window.isEnabled()
    holder.close()
    shell.failures.clear()
    with qtbot.waitSignal(window.close_confirmed):
        switch(window).go_to(other)
    following.take().close()


def test_that_the_workspace_that_is_shown_is_not_opened_twice(qtbot, shell, window, tmp_path):
    with qtbot.assertNotEmitted(window.close_confirmed):
        switch(window).go_to(tmp_path / "Quiet mornings")
    assert shell.toasts[-1].text == "This workspace is open already."
    assert not shell.failures


def test_that_a_folder_of_other_things_is_refused_and_left_alone(qtbot, shell, window, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.txt").write_text("mine", encoding="utf-8")
    switch(window).go_to(tmp_path / "photos", is_new=True)
    qtbot.waitUntil(lambda: bool(shell.failures))
    assert "is not a Stillroom workspace" in shell.failures[0].message
    assert [found.name for found in (tmp_path / "photos").iterdir()] == ["a.txt"]


def test_that_a_new_workspace_is_made_where_the_dialog_says(qtbot, shell, window, following, tmp_path):
    shell.context.actions.run("workspace.new")
    dialog = window.findChild(QFileDialog, "workspace_dialog")
    with qtbot.waitSignal(window.close_confirmed):
        dialog.fileSelected.emit(str(tmp_path / "fresh"))
    dialog.reject()
    held = following.take()
    assert held.workspace.root == tmp_path / "fresh"
    held.close()


def test_that_running_jobs_are_asked_about_before_another_is_opened(qtbot, shell, window, following, other):
    studio = shell.context.studio
    is_free = threading.Event()
    job = studio.jobs.submit(SaidJob("Wait", lambda _report: is_free.wait(20), lane=Lane.DISK))
    qtbot.waitUntil(lambda: bool(shell.context.jobs.running()))
    switch(window).go_to(other)
    question = window.findChild(Question)
    assert question is not None
    with qtbot.waitSignal(window.close_confirmed) as told:
        question.findChild(object, "answer.stop").click()
    assert told.args == [False]
    is_free.set()
    studio.jobs.wait(job, timeout_s=20)
    following.take().close()


def test_that_a_window_that_nothing_can_follow_offers_no_other_workspace(qtbot, shell, tmp_path):
    window = MainWindow(shell.context, plain_pages())
    qtbot.addWidget(window)
    assert not [spec for spec in shell.context.actions.specs() if spec.id.startswith("workspace.")]
    window.finish_close()
    assert Path(tmp_path / "Quiet mornings").is_dir()
