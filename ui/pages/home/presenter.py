# SPDX-License-Identifier: Apache-2.0
"""Home's presenter: reads the figures when something changed and says where the story goes on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from core.changes import Change, ChangeKind
from ui.context import UiContext
from ui.pages.base import Presenter
from ui.pages.home.state import HomeState, read_home

_QUIET = (ChangeKind.METRICS, ChangeKind.SETTINGS)


class HomePresenter(Presenter):
    """The state of Home.

    Signals:
        state_read: a HomeState.
    """

    state_read = Signal(object)

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        """Listen for changes; nothing is read before refresh()."""
        super().__init__(context, parent)
        self._is_shown = False
        self._state: HomeState | None = None
        context.changes.changed.connect(self._on_changed)

    def show(self) -> None:
        """The page came on screen: read what may be old."""
        self._is_shown = True
        self.refresh()

    def hide(self) -> None:
        """The page left the screen; changes wait until it comes back."""
        self._is_shown = False

    def refresh(self) -> None:
        """Read the figures in a thread."""
        studio, before = self.context.studio, self._state
        self.context.work.ask(self, "home", lambda: read_home(studio, before), self._on_read)

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if self._is_shown and change.kind not in _QUIET:
            self.refresh()

    def _on_read(self, state: HomeState) -> None:
        self._state = state
        self.state_read.emit(state)
