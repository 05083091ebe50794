# SPDX-License-Identifier: Apache-2.0
"""How many keys are of one's own, and the way to all of them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from ui.actions import ActionRegistry
from ui.safety import TextLabel
from ui.widgets.cards import Card


class KeysCard(Card):
    """A card that says how the keys stand and opens the dialog in which they change."""

    def __init__(self, actions: ActionRegistry, parent: QWidget | None = None) -> None:
        """Follow the keys of ``actions``."""
        super().__init__(self.tr("Keys"), parent)
        self._actions = actions
        self._said = TextLabel(is_wrapping=True)
        self._said.setObjectName("settings_keys")
        change = QPushButton(self.tr("Change keys…"))
        change.setObjectName("settings_change_keys")
        change.clicked.connect(self._on_change)
        self.body.addWidget(self._said)
        self.body.addWidget(change, 0, Qt.AlignmentFlag.AlignLeft)
        actions.changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        count = len(self._actions.chosen)
        none = self.tr("Everything has a key or can be given one. All are as they came.")
        one = self.tr("Everything has a key or can be given one. One action has keys of your own.")
        many = self.tr("Everything has a key or can be given one. {n} actions have keys of your own.")
        self._said.setText({0: none, 1: one}.get(count, many).format(n=count))

    @Slot()
    def _on_change(self) -> None:
        self._actions.run("app.change_keys")
