# SPDX-License-Identifier: Apache-2.0
"""A push button that shows an action: its text, icon, tooltip and whether it can be done."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget


class ActionButton(QPushButton):
    """Follows a QAction; without one it hides."""

    def __init__(self, action: QAction | None = None, parent: QWidget | None = None, *, look: str = "") -> None:
        """Show ``action``; ``look`` is ``primary``, ``danger`` or ``flat``."""
        super().__init__(parent)
        self._action: QAction | None = None
        if look:
            self.setProperty("look", look)
        self.clicked.connect(self._on_clicked)
        self.show_action(action)

    def show_action(self, action: QAction | None) -> None:
        """Follow another action from now on."""
        if self._action is not None:
            self._action.changed.disconnect(self._on_changed)
        self._action = action
        if action is not None:
            action.changed.connect(self._on_changed)
            if not self.objectName():
                self.setObjectName(f"do.{action.objectName()}")
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        action = self._action
        is_shown = action is not None and action.isVisible()
        # Shown before it has a parent, it would be a window of its own for a moment and take the keyboard away.
        if not is_shown or self.parentWidget() is not None:
            self.setVisible(is_shown)
        if action is None:
            return
        self.setText(action.text())
        self.setToolTip(action.toolTip())
        self.setAccessibleDescription(action.statusTip())
        self.setEnabled(action.isEnabled())

    @Slot()
    def _on_clicked(self) -> None:
        if self._action is not None:
            self._action.trigger()
