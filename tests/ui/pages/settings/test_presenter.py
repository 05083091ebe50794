# SPDX-License-Identifier: Apache-2.0
"""Settings' presenter: saves at once, takes back, and reads what is installed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from core.settings import SettingsFile
from tests.helpers.shell import open_shell
from ui.context import Machine
from ui.pages.settings.presenter import SettingsPresenter
from ui.pages.settings.state import read_installation


@dataclass(frozen=True)
class Found:
    ok: bool
    what: str
    mend: str = ""


@pytest.fixture
def shell(qtbot, tmp_path):
    made = open_shell(tmp_path)
    findings = (Found(True, "Python is new enough."), Found(False, "The disk is full.", "Free some."))
    made.context = replace(made.context, machine=Machine(tmp_path / "stillroom.log", lambda: findings))
    yield made
    made.close()


@pytest.fixture
def presenter(shell):
    return SettingsPresenter(shell.context, shell.owner)


def test_that_a_change_is_on_disk_and_can_be_taken_back(qtbot, shell, presenter):
    with qtbot.waitSignal(presenter.settings_changed):
        presenter.change({"theme": "dark", "reviewer": "Ada"})
    path = shell.context.settings.path
    assert SettingsFile(path).current.theme == "dark"
    assert shell.context.theme.tokens.is_dark
    assert shell.toasts[0].text == "Saved: Theme"
    with qtbot.waitSignal(presenter.settings_changed):
        shell.toasts[0].action()
    assert SettingsFile(path).current.theme == "system"


def test_that_what_is_the_same_is_not_saved(qtbot, shell, presenter):
    presenter.change({"reviewer": "Ada"})
    assert shell.toasts == []


def test_that_a_folder_that_cannot_be_written_is_told_and_nothing_is_changed(qtbot, shell, presenter, tmp_path):
    (tmp_path / "file").write_text("")
    shell.context.settings.path = tmp_path / "file" / "settings.toml"
    presenter.change({"theme": "dark"})
    qtbot.waitUntil(lambda: bool(shell.failures))
    assert shell.failures[0].message == "The settings could not be saved."
    assert shell.context.settings.current.theme == "system"


def test_that_the_machine_is_looked_at_once_and_again_on_request(qtbot, shell, presenter):
    with qtbot.waitSignal(presenter.examined) as seen:
        presenter.show()
    assert [found.what for found in seen.args[0]] == ["Python is new enough.", "The disk is full."]
    presenter.hide()
    with qtbot.assertNotEmitted(presenter.examining):
        presenter.show()
    with qtbot.waitSignal(presenter.examined):
        presenter.examine()


def test_that_places_versions_and_students_are_those_of_this_start(shell, tmp_path):
    found = read_installation(shell.context)
    assert [place.id for place in found.places] == ["workspace", "settings", "log"]
    assert found.places[0].path == str(shell.context.studio.workspace.root)
    assert dict(found.versions)["Qt for Python"]
    assert found.students == ()
