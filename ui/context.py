# SPDX-License-Identifier: Apache-2.0
"""What every page is handed; there are no globals."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from core.settings import SettingsFile
from ui.actions import ActionRegistry
from ui.bridge.changes import ChangesBridge
from ui.bridge.jobs import JobsBridge
from ui.bridge.work import Work
from ui.notify import Notify
from ui.theme.icons import Icons
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from core.studio import Studio


class Navigator(QObject):
    """Takes the user to another page; pages do not know one another, only their ids.

    Signals:
        page_requested: id of the page and what to show there, or None.
    """

    page_requested = Signal(str, object)

    def go(self, page: str, target: object = None) -> None:
        """Show a page, and on it ``target`` (such as a TraceId) where that page understands it."""
        self.page_requested.emit(page, target)


class Finding(Protocol):
    """One thing that was looked at on this machine."""

    @property
    def ok(self) -> bool:
        """Nothing needs doing."""
        ...

    @property
    def what(self) -> str:
        """What was found, one sentence."""
        ...

    @property
    def mend(self) -> str:
        """What to do about it; empty where nothing needs doing."""
        ...


@dataclass(frozen=True, slots=True)
class Machine:
    """What the composition root knows of this installation.

    Attributes:
        log_file: where the log is; None where none is kept.
        examine: looks at what this machine has and lacks; takes seconds, any thread.
    """

    log_file: Path | None = None
    examine: Callable[[], Sequence[Finding]] = tuple


class Workspaces(Protocol):
    """The other workspaces of this user, and how one of them follows this one."""

    def recent(self) -> tuple[Path, ...]:
        """The workspaces that were open last, newest first."""
        ...

    def hold(self, folder: Path, *, create: bool) -> None:
        """Open a workspace beside this one. Any thread. Raises StudioError."""
        ...

    def accept(self) -> None:
        """The window goes for the one that is held."""
        ...


@dataclass(frozen=True, slots=True)
class UiContext:
    """The studio and the tools of the window.

    Attributes:
        studio: the open workspace and its services.
        settings: of this user, for every workspace.
        workspaces: None where this window cannot be followed by another.
    """

    studio: Studio
    settings: SettingsFile
    actions: ActionRegistry
    jobs: JobsBridge
    changes: ChangesBridge
    work: Work
    icons: Icons
    theme: Theme
    notify: Notify
    navigator: Navigator
    machine: Machine = Machine()
    workspaces: Workspaces | None = None

    @property
    def reviewer(self) -> str:
        """Who decides and edits in this window: the name in the settings, else the login name."""
        return self.settings.current.reviewer or _login_name()


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "reviewer"
