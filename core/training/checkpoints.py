# SPDX-License-Identifier: Apache-2.0
"""Checkpoints on disk: sealed when they are whole, so that a resumed run never starts from half of one."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.errors import WorkspaceUnusable
from core.jobs.runfolder import write_whole

_SEAL = "stillroom.json"
_ADAPTER = "adapter_config.json"
"""Names its student by path, so it may be rewritten and is not sealed."""
_STATE_FILES = ("trainer_state.json", "optimizer.pt", "scheduler.pt", "rng_state.pth")
_PREFIX = "checkpoint-"
_TOO_LITTLE_BYTES = 2**20


def seal(checkpoint: Path, facts: dict[str, Any]) -> None:
    """Write down the size of every file, last of all: a checkpoint without this seal was not finished."""
    sizes = {
        path.name: path.stat().st_size
        for path in sorted(checkpoint.iterdir())
        if path.is_file() and path.name not in (_SEAL, _ADAPTER)
    }
    write_whole(checkpoint / _SEAL, json.dumps({**facts, "files": sizes}, ensure_ascii=False, indent=1))


def newest_resumable(folder: Path) -> Path | None:
    """The newest checkpoint that is whole and holds the optimiser's state; None where there is none."""
    for checkpoint in reversed(list(in_order(folder))):
        if _is_whole(checkpoint) and all((checkpoint / name).is_file() for name in _STATE_FILES):
            return checkpoint
    return None


def in_order(folder: Path) -> Iterator[Path]:
    """The checkpoint folders in the order of their steps."""
    found = [path for path in folder.glob(f"{_PREFIX}*") if path.is_dir() and step_of(path) is not None]
    yield from sorted(found, key=lambda path: step_of(path) or 0)


def step_of(checkpoint: Path) -> int | None:
    """The step that a checkpoint folder is named after."""
    number = checkpoint.name.removeprefix(_PREFIX)
    return int(number) if number.isdecimal() else None


def thin(folder: Path, *, keep: int = 2) -> None:
    """Drop the optimiser's state of all but the newest checkpoints: students stay, and disk space does too."""
    for checkpoint in list(in_order(folder))[:-keep]:
        for name in ("optimizer.pt", "scheduler.pt", "rng_state.pth"):
            (checkpoint / name).unlink(missing_ok=True)


def point_at_student(checkpoint: Path, student: Path) -> None:
    """Make an adapter name the folder where its student is now; other checkpoints are left alone."""
    path = checkpoint / _ADAPTER
    if not path.is_file():
        return
    config = json.loads(path.read_text(encoding="utf-8"))
    if config.get("base_model_name_or_path") != str(student):
        config["base_model_name_or_path"] = str(student)
        write_whole(path, json.dumps(config, ensure_ascii=False, indent=2))


@contextmanager
def disk_said(folder: Path) -> Iterator[None]:
    """Turn a failure to write on a full disk into a sentence; every library says it in its own way."""
    try:
        yield
    except Exception as error:
        is_full = isinstance(error, OSError) and error.errno == errno.ENOSPC
        if is_full or "No space left" in str(error) or shutil.disk_usage(folder.parent).free < _TOO_LITTLE_BYTES:
            raise WorkspaceUnusable(
                "The disk is full, so no checkpoint could be saved.",
                hint="Free some space, then resume the run from its last whole checkpoint.",
                detail=str(error),
            ) from error
        raise


def _is_whole(checkpoint: Path) -> bool:
    try:
        sizes = json.loads((checkpoint / _SEAL).read_text(encoding="utf-8"))["files"]
        return bool(sizes) and all((checkpoint / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
