# SPDX-License-Identifier: Apache-2.0
"""The Settings page by what it shows and saves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from tests.helpers.shell import open_shell
from ui.context import Machine
from ui.pages.settings.view import SettingsView
from ui.safety import TextLabel


@dataclass(frozen=True)
class Found:
    ok: bool
    what: str
    mend: str = ""


@pytest.fixture
def shell(qtbot, tmp_path):
    made = open_shell(tmp_path)
    findings = (Found(True, "Python is <b>new</b>."), Found(False, "The disk is full.", "Free some."))
    made.context = replace(made.context, machine=Machine(tmp_path / "stillroom.log", lambda: findings))
    yield made
    made.close()


@pytest.fixture
def view(qtbot, shell):
    made = SettingsView(shell.context)
    qtbot.addWidget(made)
    shell.context.actions.set_page("settings")
    made.resize(1_040, 640)
    made.show()
    with qtbot.waitSignals([made._presenter.installation_read, made._presenter.examined]):
        made.on_shown()
    return made


def test_that_a_chosen_theme_is_on_screen_at_once_and_undo_shows_the_old_one(qtbot, shell, view):
    box = view.form.field("theme")
    with qtbot.waitSignal(view._presenter.settings_changed):
        box.setCurrentIndex(box.findData("dark"))
    assert shell.context.theme.tokens.is_dark
    with qtbot.waitSignal(view._presenter.settings_changed):
        shell.toasts[0].action()
    assert box.currentData() == "system"


def test_that_typing_is_saved_once_when_it_pauses(qtbot, shell, view):
    line = view.form.field("reviewer")
    line.selectAll()
    with qtbot.waitSignal(view._presenter.settings_changed):
        qtbot.keyClicks(line, "Grace")
    assert shell.context.settings.current.reviewer == "Grace"
    assert [toast.text for toast in shell.toasts] == ["Saved: Your name"]


def test_that_leaving_the_page_saves_what_was_just_typed(qtbot, shell, view):
    line = view.form.field("reviewer")
    line.selectAll()
    qtbot.keyClicks(line, "Lin")
    view.on_hidden()
    qtbot.waitUntil(lambda: shell.context.settings.current.reviewer == "Lin")


def test_that_what_does_not_fit_is_said_and_not_saved(qtbot, shell, view):
    line = view.form.field("reading_size")
    line.selectAll()
    qtbot.keyClicks(line, "900")
    view._save()
    assert "28" in view.findChild(TextLabel, "error.reading_size").text()
    assert shell.toasts == []


def test_that_a_path_can_be_copied(shell, view):
    view.findChild(QPushButton, "copy.log").click()
    assert QGuiApplication.clipboard().text().endswith("stillroom.log")
    assert shell.toasts[0].text == "Copied the path of: Log"


def test_that_what_needs_mending_stands_first_as_plain_text(view):
    lines = [view.findings._lines.itemAt(place).widget().accessibleName() for place in range(2)]
    assert lines == ["to mend: The disk is full. Free some.", "fine: Python is <b>new</b>."]
    assert view.findChild(TextLabel, "findings_said").text() == "1 to mend"


def test_that_students_and_keyring_are_told(view):
    assert "None is prepared yet" in view.findChild(TextLabel, "settings_students").text()
    assert "keyring" in view.findChild(TextLabel, "settings_keyring").text()
