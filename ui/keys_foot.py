# SPDX-License-Identifier: Apache-2.0
"""The foot of the dialog of keys: what can be done with an action, the key that is awaited, or who has it already."""

from __future__ import annotations

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.safety import TextLabel, safe_tooltip
from ui.widgets.key_button import KeyButton
from ui.widgets.key_recorder import KeyRecorder

_LINES_PX = 36


class KeysFoot(QWidget):
    """One sentence over a row of buttons; the row belongs to what is going on.

    Signals:
        change_wanted, add_wanted, clear_wanted, default_wanted, all_default_wanted, close_wanted: a button was pressed.
        swap_wanted, take_wanted: how a key that another action has is to be had.
        cancelled: neither.

    Attributes:
        recorder: takes the new key.
    """

    change_wanted = Signal()
    add_wanted = Signal()
    clear_wanted = Signal()
    default_wanted = Signal()
    all_default_wanted = Signal()
    close_wanted = Signal()
    swap_wanted = Signal()
    take_wanted = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with the buttons."""
        super().__init__(parent)
        self._said = TextLabel(is_wrapping=True)
        self._said.setObjectName("keys_said")
        self._said.setMinimumHeight(_LINES_PX)
        self.recorder = KeyRecorder()
        self._rows = QStackedWidget()
        for row in (self._choosing(), self._recording(), self._asking()):
            self._rows.addWidget(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 16)
        column.setSpacing(8)
        column.addWidget(self._said)
        column.addWidget(self._rows)

    def say(self, words: str, *, role: str = "") -> None:
        """Say one sentence, in the colour of a role."""
        self._said.setText(words)
        self._said.set_role(role)

    def show_choosing(self, *, has_action: bool, has_keys: bool, is_own: bool, has_own: bool) -> None:
        """Offer what can be done with the current action."""
        self._rows.setCurrentIndex(0)
        nothing = self.tr("No action is chosen.")
        why_not = "" if has_action else nothing
        self._change_action.setEnabled(has_action)
        self._change_action.setToolTip(safe_tooltip(why_not))
        _allow(self._add, why_not)
        _allow(self._clear, why_not or ("" if has_keys else self.tr("It has no key.")))
        _allow(self._default, why_not or ("" if is_own else self.tr("It has the keys that it came with.")))
        _allow(self._all_default, "" if has_own else self.tr("Every key is as it came."))

    def show_recording(self) -> None:
        """Wait for a key."""
        self._rows.setCurrentIndex(1)
        self.recorder.show_key("")
        self.recorder.setFocus()

    def show_asking(self, *, swap: str) -> None:
        """Ask how the key is to be had; ``swap`` is what the button of swapping says, empty where it is not offered."""
        self._rows.setCurrentIndex(2)
        self._swap.setText(swap)
        self._swap.setVisible(bool(swap))
        (self._swap if swap else self._take).setFocus()

    def _choosing(self) -> QWidget:
        self._change_action = QAction(self.tr("Change"), self)
        self._change_action.triggered.connect(self.change_wanted)
        self._change = KeyButton(self._change_action, look="primary", key=self.tr("Enter"))
        self._change.setObjectName("keys_change")
        self._add = _button(self.tr("Add a key"), "keys_add", self.add_wanted)
        self._clear = _button(self.tr("Clear"), "keys_clear", self.clear_wanted)
        self._default = _button(self.tr("Default"), "keys_default", self.default_wanted)
        self._all_default = _button(self.tr("All to default…"), "keys_all_default", self.all_default_wanted)
        close = _button(self.tr("Close"), "keys_close", self.close_wanted)
        return _row(self._change, self._add, self._clear, self._default, None, self._all_default, close)

    def _recording(self) -> QWidget:
        return _row(self.recorder, self._cancel())

    def _asking(self) -> QWidget:
        self._swap = _button("", "keys_swap", self.swap_wanted)
        self._take = _button(self.tr("Take it"), "keys_take", self.take_wanted)
        return _row(self._swap, self._take, None, self._cancel())

    def _cancel(self) -> KeyButton:
        cancel = QAction(self.tr("Cancel"), self)
        cancel.triggered.connect(self.cancelled)
        return KeyButton(cancel, key=self.tr("Esc"))


def _button(words: str, name: str, wanted: SignalInstance) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    button.clicked.connect(wanted)
    return button


def _allow(button: QPushButton, why_not: str) -> None:
    """A button that cannot be used says why."""
    button.setEnabled(not why_not)
    button.setToolTip(safe_tooltip(why_not))


def _row(*widgets: QWidget | None) -> QWidget:
    """The widgets side by side; None is where the air goes."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return whole
