# SPDX-License-Identifier: Apache-2.0
"""Only a checkpoint that is whole is taken up again."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from core.errors import WorkspaceUnusable
from core.training.checkpoints import disk_said, in_order, newest_resumable, seal, thin

FILES = ("adapter_model.safetensors", "trainer_state.json", "optimizer.pt", "scheduler.pt", "rng_state.pth")


def checkpoint(folder: Path, step: int, *, is_sealed: bool = True) -> Path:
    path = folder / f"checkpoint-{step}"
    path.mkdir(parents=True)
    for name in FILES:
        (path / name).write_bytes(b"x" * 40)
    if is_sealed:
        seal(path, {"step": step})
    return path


def test_that_the_newest_by_step_is_taken_not_by_name(tmp_path: Path) -> None:
    for step in (5, 100, 20):
        checkpoint(tmp_path, step)
    assert newest_resumable(tmp_path) == tmp_path / "checkpoint-100"


def test_that_one_without_a_seal_is_passed_over(tmp_path: Path) -> None:
    kept = checkpoint(tmp_path, 10)
    checkpoint(tmp_path, 20, is_sealed=False)
    assert newest_resumable(tmp_path) == kept


def test_that_one_with_a_file_cut_off_or_missing_is_passed_over(tmp_path: Path) -> None:
    kept = checkpoint(tmp_path, 10)
    (checkpoint(tmp_path, 20) / "optimizer.pt").write_bytes(b"x" * 39)
    (checkpoint(tmp_path, 30) / "rng_state.pth").unlink()
    (checkpoint(tmp_path, 40) / "stillroom.json").write_text("{", encoding="utf-8")
    assert newest_resumable(tmp_path) == kept


def test_that_nothing_is_taken_where_there_is_none(tmp_path: Path) -> None:
    assert newest_resumable(tmp_path / "missing") is None


def test_that_thinning_keeps_every_student_and_the_newest_states(tmp_path: Path) -> None:
    for step in (10, 20, 30, 40):
        checkpoint(tmp_path, step)
    thin(tmp_path)
    kept = [path.name for path in in_order(tmp_path) if (path / "optimizer.pt").exists()]
    assert kept == ["checkpoint-30", "checkpoint-40"]
    assert all((path / "adapter_model.safetensors").exists() for path in in_order(tmp_path))
    assert newest_resumable(tmp_path) == tmp_path / "checkpoint-40"


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        RuntimeError("I/O error: No space left on device (os error 28)"),
    ],
)
def test_that_a_full_disk_is_said_whichever_library_met_it(tmp_path: Path, error: Exception) -> None:
    with pytest.raises(WorkspaceUnusable, match="The disk is full"), disk_said(tmp_path / "checkpoints"):
        raise error


def test_that_other_errors_pass_as_they_are(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="something else"), disk_said(tmp_path / "checkpoints"):
        raise RuntimeError("something else")
