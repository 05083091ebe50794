# SPDX-License-Identifier: Apache-2.0
"""The whole story in the real window, from sampling problems to the gap: once by mouse, once by keyboard alone."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.demo.tiny_student import build_tiny_model
from app.paths import Paths
from core.studio import Studio
from tests.flows.living import home_in, live
from tests.flows.story_by_keyboard import by_keyboard
from tests.flows.story_by_mouse import by_mouse
from tests.flows.walk import SENTENCE, Walk

pytestmark = pytest.mark.screens


@pytest.fixture
def folders(tmp_path: Path) -> Paths:
    return home_in(tmp_path / "home")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    path = tmp_path / "first-steps"
    Studio.open(path, create=True).close()
    return path


@pytest.fixture(scope="module")
def student(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_model(tmp_path_factory.mktemp("models") / "tiny-student")


def test_that_the_story_can_be_lived_by_mouse(
    qtbot: QtBot, qapp: QApplication, folders: Paths, workspace: Path, student: Path
) -> None:
    exported = workspace.parent / "chosen.jsonl"
    live(qapp, folders, workspace, partial(by_mouse, Walk("mouse", student, exported)))
    assert_exported(exported)


def test_that_the_story_can_be_lived_by_keyboard_alone(
    qtbot: QtBot, qapp: QApplication, folders: Paths, workspace: Path, student: Path
) -> None:
    exported = workspace.parent / "chosen.jsonl"
    live(qapp, folders, workspace, partial(by_keyboard, Walk("keyboard", student, exported)))
    assert_exported(exported)


def assert_exported(path: Path) -> None:
    """The file holds the kept traces and the edit, as chats that every trainer reads."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 11
    assert all([message["role"] for message in row["messages"]] == ["system", "user", "assistant"] for row in rows)
    assert sum(SENTENCE in row["messages"][-1]["content"] for row in rows) == 1
