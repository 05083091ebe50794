# SPDX-License-Identifier: Apache-2.0
"""What every page is handed; there are no globals."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True)
class UiContext:
    """The studio and the tools of the window.

    Attributes:
        studio: the open workspace and its services.
        settings: of this user, for every workspace.
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

    @property
    def reviewer(self) -> str:
        """Who decides and edits in this window: the name in the settings, else the login name."""
        return self.settings.current.reviewer or _login_name()


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "reviewer"
