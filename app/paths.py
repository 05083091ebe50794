# SPDX-License-Identifier: Apache-2.0
"""Where Stillroom keeps its files on this system; ``STILLROOM_HOME`` puts all of them into one folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

HOME_VARIABLE = "STILLROOM_HOME"


@dataclass(frozen=True, slots=True)
class Paths:
    """Folders of this user.

    Attributes:
        config: settings, and which workspaces were open last.
        data: workspaces that were not put elsewhere.
        log: rotating log files.
        cache: what can be made again.
    """

    config: Path
    data: Path
    log: Path
    cache: Path

    @property
    def settings_file(self) -> Path:
        """The settings of this user."""
        return self.config / "settings.toml"

    @property
    def log_file(self) -> Path:
        """The log of this and earlier starts."""
        return self.log / "stillroom.log"

    @property
    def fault_file(self) -> Path:
        """What the interpreter writes when it is torn down by a signal."""
        return self.log / "fault.log"

    @property
    def recent_file(self) -> Path:
        """Which workspaces were open last."""
        return self.config / "recent.json"

    @property
    def geometry_file(self) -> Path:
        """Size and place of the window."""
        return self.config / "window.ini"

    @property
    def default_workspace(self) -> Path:
        """The workspace of commands that name none."""
        return self.data / "workspace"

    @property
    def demo_workspace(self) -> Path:
        """The workspace that the window opens on its first start."""
        return self.data / "demo"


def paths(environment: Mapping[str, str] | None = None) -> Paths:
    """The folders for this environment; makes none of them."""
    home = (os.environ if environment is None else environment).get(HOME_VARIABLE, "").strip()
    if home:
        root = Path(home).expanduser()
        return Paths(root / "config", root / "data", root / "log", root / "cache")
    dirs = PlatformDirs("stillroom", appauthor=False)
    return Paths(dirs.user_config_path, dirs.user_data_path, dirs.user_log_path, dirs.user_cache_path)


def default_workspace() -> Path:
    """The workspace of commands that name none."""
    return paths().default_workspace
