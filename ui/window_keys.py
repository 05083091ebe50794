# SPDX-License-Identifier: Apache-2.0
"""Keys around the pages: those that the window's frame says, the sheet of all, and the dialog that changes them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from ui.context import UiContext
from ui.keys_dialog import KeysDialog
from ui.own_keys import OwnKeys
from ui.page_stack import PageStack
from ui.shell_actions import key_rows
from ui.widgets.key_sheet import KeySheet
from ui.widgets.rail import Rail
from ui.widgets.top_line import TopLine


class WindowKeys(QObject):
    """Keeps the keys in rail and top line as they are, and opens the dialogs about keys over the window."""

    def __init__(self, context: UiContext, stack: PageStack, rail: Rail, top: TopLine, window: QWidget) -> None:
        """Follow the actions of ``context`` from now on."""
        super().__init__(window)
        self._context = context
        self._stack = stack
        self._rail = rail
        self._top = top
        self._window = window
        self._titles = {spec.id: spec.title for spec in stack.specs}
        self._own = OwnKeys(context, self)
        context.actions.changed.connect(self._on_actions_changed)
        self._on_actions_changed()

    def show_sheet(self) -> None:
        """Show the keys that are live on the shown page, with the way to change them."""
        actions = self._context.actions
        rows = key_rows(actions, self._titles, self._stack.current_id)
        KeySheet(rows, self._window, change=actions.action("app.change_keys")).open()

    def change(self) -> None:
        """Let every key be changed; the actions of pages that nobody opened yet come in one after another."""
        if self._window.findChild(KeysDialog) is None:
            dialog = KeysDialog(self._context, self._own, self._titles, self._stack.current_id, self._window)
            self._stack.all_built.connect(dialog.show_all)
            dialog.open()
            self._stack.build_all()

    @Slot()
    def _on_actions_changed(self) -> None:
        actions = self._context.actions
        self._top.show_keys(actions.action("app.palette"), actions.action("app.menu"))
        for page in self._titles:
            self._rail.show_key(page, next(iter(actions.keys(f"go.{page}")), ""))
