# SPDX-License-Identifier: Apache-2.0
"""A workspace: one folder with everything that belongs together, held by one Stillroom at a time."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

import psutil

from core.errors import InvalidInput, WorkspaceBusy, WorkspaceUnusable

_DATABASE = "studio.db"
_FOLDERS = ("datasets", "runs", "models", "benchmarks", "reports")


def is_workspace(path: Path) -> bool:
    """Whether a folder is a workspace already; looks at it without opening it."""
    return (path.expanduser() / _DATABASE).is_file()


class Workspace:
    """Paths of one workspace folder and the lock that keeps a second Stillroom out."""

    def __init__(self, root: Path, *, create: bool = False) -> None:
        """Open the folder and take its lock.

        Raises:
            WorkspaceUnusable: the folder is missing (without ``create``), is not a workspace, or cannot be written.
            WorkspaceBusy: another running Stillroom has it.
        """
        self.root = root.expanduser().resolve()
        self.database = self.root / _DATABASE
        self._lock = self.root / "lock.json"
        self._check(create=create)
        try:
            for name in _FOLDERS:
                (self.root / name).mkdir(parents=True, exist_ok=True)
            self._take_lock()
        except OSError as error:
            raise WorkspaceUnusable(
                f"The workspace “{self.root.name}” cannot be written.",
                hint="Make its folder writable and check that the disk has room, or open another workspace.",
                detail=str(error),
            ) from error

    @property
    def datasets(self) -> Path:
        """Where snapshots are frozen."""
        return self.root / "datasets"

    @property
    def runs(self) -> Path:
        """Where run folders are."""
        return self.root / "runs"

    @property
    def models(self) -> Path:
        """Where students are kept."""
        return self.root / "models"

    @property
    def benchmarks(self) -> Path:
        """Where benchmarks made from problems are kept."""
        return self.root / "benchmarks"

    @property
    def reports(self) -> Path:
        """Where written reports go."""
        return self.root / "reports"

    def new_run_folder(self, name: str) -> Path:
        """Make a run folder that no job has yet; ``name`` is how it begins."""
        number = 1 + sum(1 for _ in self.runs.glob(f"{name}-*"))
        while True:
            path = self.runs / f"{name}-{number}"
            try:
                path.mkdir(parents=True)
            except FileExistsError:
                number += 1
                continue
            return path

    def resolve(self, relative: str) -> Path:
        """The absolute path of a stored relative one. Raises InvalidInput for a path that leads out."""
        path = (self.root / relative).resolve()
        if not path.is_relative_to(self.root):
            raise InvalidInput("A stored path leads out of the workspace.", hint="The workspace may be damaged.")
        return path

    def relative(self, path: Path) -> str:
        """How a path inside the workspace is stored, with forward slashes on every system."""
        return path.resolve().relative_to(self.root).as_posix()

    def close(self) -> None:
        """Give the lock back."""
        with contextlib.suppress(OSError):
            if self._holder() == _me():
                self._lock.unlink()

    def _check(self, *, create: bool) -> None:
        if self.database.exists():
            return
        if self.root.exists() and not self.root.is_dir():
            raise WorkspaceUnusable(f"“{self.root.name}” is a file, not a folder.", hint="Name another folder.")
        is_foreign = self.root.is_dir() and any(self.root.iterdir())
        if is_foreign:
            raise WorkspaceUnusable(
                f"The folder “{self.root.name}” is not a Stillroom workspace.",
                hint="Name an empty or new folder, or one that “stillroom new” made.",
            )
        if not create:
            raise WorkspaceUnusable(
                f"There is no workspace at “{self.root}”.",
                hint="Make one: New workspace in the menu, or “stillroom new DIR”.",
            )

    def _take_lock(self) -> None:
        """Write our process into the lock file; a lock whose process is gone is taken over."""
        mine = json.dumps({"pid": os.getpid(), "started": _me()[1]})
        for _attempt in range(3):
            try:
                handle = os.open(self._lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
            except FileExistsError:
                if _is_alive(self._holder()):
                    raise WorkspaceBusy(
                        f"The workspace “{self.root.name}” is open in another Stillroom.",
                        hint="Close that one first, or open another workspace.",
                    ) from None
                self._lock.unlink(missing_ok=True)
                continue
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(mine)
            return
        raise WorkspaceBusy(
            f"The workspace “{self.root.name}” is being opened by another Stillroom.", hint="Try again."
        )

    def _holder(self) -> tuple[int, float] | None:
        try:
            held = json.loads(self._lock.read_text(encoding="utf-8"))
            return int(held["pid"]), float(held["started"])
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _me() -> tuple[int, float]:
    return os.getpid(), psutil.Process().create_time()


def _is_alive(holder: tuple[int, float] | None) -> bool:
    """True when the process that wrote the lock still runs; pid and start time, because pids come back."""
    if holder is None:
        return False
    try:
        return bool(abs(psutil.Process(holder[0]).create_time() - holder[1]) < 2.0)
    except psutil.Error:
        return False
