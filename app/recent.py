# SPDX-License-Identifier: Apache-2.0
"""Which workspaces were open last."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)

KEPT = 10


class RecentWorkspaces:
    """A short list in a file; losing it costs nobody anything, so faults are only logged."""

    def __init__(self, path: Path) -> None:
        """Name the file; it need not exist."""
        self._path = path

    def all(self) -> tuple[Path, ...]:
        """The workspaces that still exist, newest first."""
        try:
            listed = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as error:
            log.warning("the list of recent workspaces cannot be read: %s", error)
            return ()
        if not isinstance(listed, list):
            return ()
        folders = (Path(entry) for entry in listed if isinstance(entry, str))
        return tuple(folder for folder in folders if (folder / "studio.db").is_file())

    def note(self, workspace: Path) -> None:
        """Put a workspace at the head of the list."""
        listed = [str(workspace), *(str(folder) for folder in self.all() if folder != workspace)]
        part = self._path.with_name(f".{self._path.name}.{os.getpid()}.part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(listed[:KEPT]), encoding="utf-8")
            part.replace(self._path)
        except OSError as error:
            log.warning("the list of recent workspaces cannot be written: %s", error)
