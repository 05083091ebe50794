# SPDX-License-Identifier: Apache-2.0
"""Where Stillroom keeps its files, and which workspaces it remembers."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.paths import default_workspace, paths
from app.recent import RecentWorkspaces


def workspace(folder: Path) -> Path:
    folder.mkdir()
    (folder / "studio.db").write_bytes(b"")
    return folder


def test_that_one_variable_moves_everything_into_one_folder(tmp_path: Path) -> None:
    found = paths({"STILLROOM_HOME": str(tmp_path)})
    for path in (found.config, found.data, found.log, found.cache, found.settings_file, found.log_file):
        assert path.is_relative_to(tmp_path)


def test_that_without_it_the_folders_are_the_systems_and_named_stillroom() -> None:
    found = paths({})
    assert all("stillroom" in str(folder).lower() for folder in (found.config, found.data, found.log, found.cache))


def test_that_asking_makes_no_folder(tmp_path: Path) -> None:
    paths({"STILLROOM_HOME": str(tmp_path / "none")})
    assert not (tmp_path / "none").exists()


def test_that_commands_have_a_workspace_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STILLROOM_HOME", str(tmp_path))
    assert default_workspace() == tmp_path / "data" / "workspace"


def test_that_the_newest_workspace_comes_first_and_once(tmp_path: Path) -> None:
    recent = RecentWorkspaces(tmp_path / "config" / "recent.json")
    first, second = workspace(tmp_path / "a"), workspace(tmp_path / "b")
    for folder in (first, second, first):
        recent.note(folder)
    assert recent.all() == (first, second)


def test_that_a_workspace_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    recent = RecentWorkspaces(tmp_path / "recent.json")
    recent.note(tmp_path / "gone")
    assert recent.all() == ()


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}', '[1, null, "/nowhere"]'])
def test_that_a_broken_list_means_no_workspace(tmp_path: Path, text: str) -> None:
    (tmp_path / "recent.json").write_text(text, encoding="utf-8")
    assert RecentWorkspaces(tmp_path / "recent.json").all() == ()
