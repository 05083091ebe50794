# SPDX-License-Identifier: Apache-2.0
"""A workspace folder: made, opened, held by one, and refused in words."""

from __future__ import annotations

import json
import os

import psutil
import pytest

from core.errors import InvalidInput, WorkspaceBusy, WorkspaceUnusable
from core.workspace import Workspace


def test_that_a_new_workspace_has_its_folders(tmp_path):
    workspace = Workspace(tmp_path / "ws", create=True)
    assert {path.name for path in workspace.root.iterdir() if path.is_dir()} == {
        "datasets",
        "runs",
        "models",
        "benchmarks",
        "reports",
    }
    workspace.close()
    assert not (tmp_path / "ws" / "lock.json").exists()


def test_that_a_missing_workspace_is_not_made_by_accident(tmp_path):
    with pytest.raises(WorkspaceUnusable, match="no workspace at"):
        Workspace(tmp_path / "ws")
    assert not (tmp_path / "ws").exists()


def test_that_somebody_elses_folder_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(WorkspaceUnusable, match="not a Stillroom workspace"):
        Workspace(tmp_path, create=True)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_that_a_file_is_not_taken_for_a_folder(tmp_path):
    (tmp_path / "ws").write_text("mine", encoding="utf-8")
    with pytest.raises(WorkspaceUnusable, match="is a file"):
        Workspace(tmp_path / "ws", create=True)


def test_that_a_second_holder_is_refused(tmp_path):
    first = Workspace(tmp_path / "ws", create=True)
    (tmp_path / "ws" / "studio.db").touch()
    with pytest.raises(WorkspaceBusy, match="open in another Stillroom"):
        Workspace(tmp_path / "ws")
    first.close()
    Workspace(tmp_path / "ws").close()


@pytest.mark.parametrize("held", ['{"pid": 999999999, "started": 1.0}', "nonsense", '{"pid": %d, "started": 1.0}'])
def test_that_the_lock_of_a_gone_process_is_taken_over(tmp_path, held):
    Workspace(tmp_path / "ws", create=True).close()
    (tmp_path / "ws" / "studio.db").touch()
    text = held.replace("%d", str(os.getpid()))
    (tmp_path / "ws" / "lock.json").write_text(text, encoding="utf-8")
    workspace = Workspace(tmp_path / "ws")
    now = json.loads((tmp_path / "ws" / "lock.json").read_text(encoding="utf-8"))
    assert (now["pid"], now["started"]) == (os.getpid(), psutil.Process().create_time())
    workspace.close()


def test_that_a_stored_path_cannot_lead_out(tmp_path):
    workspace = Workspace(tmp_path / "ws", create=True)
    assert workspace.relative(workspace.resolve("runs/1")) == "runs/1"
    with pytest.raises(InvalidInput, match="leads out"):
        workspace.resolve("../other")
    workspace.close()
