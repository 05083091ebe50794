# SPDX-License-Identifier: Apache-2.0
"""A field that takes the next key that is pressed, whichever it is, and shows what is held so far."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.key_text import pressed_key, said_held, said_key
from ui.safety import TextLabel
from ui.widgets.labels import Key


class KeyRecorder(QWidget):
    """Waits for a key while it has the keyboard.

    Signals:
        recorded: the key as portable text.
        left: Escape was pressed, or the keyboard went elsewhere.
    """

    recorded = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Wait for nothing yet."""
        super().__init__(parent)
        self.setObjectName("key_recorder")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("look", "recorder")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(32)
        self.setAccessibleName(self.tr("New key"))
        self._waiting = TextLabel(self.tr("Press a key"), look="muted")
        self._cap = Key("")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(self._waiting)
        row.addWidget(self._cap)
        row.addStretch(1)
        self.show_key("")

    def text(self) -> str:
        """What is shown as pressed; empty while it waits."""
        return self._cap.text()

    def show_key(self, said: str) -> None:
        """Show what was pressed, or wait again."""
        self._cap.setText(said)
        self._cap.setVisible(bool(said))
        self._waiting.setVisible(not said)

    def event(self, event: QEvent) -> bool:
        """Take every key before anything else does, Tab and shortcuts too."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.keyPressEvent(event)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show what is held; the first key that is more than that is the one."""
        event.accept()
        key = pressed_key(event)
        if key == "Esc":
            self.left.emit()
        elif key and not event.isAutoRepeat():
            self.show_key(said_key(key))
            self.recorded.emit(key)
        elif not key:
            self.show_key(said_held(event))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """What is no longer held is no longer shown; a key that was taken stays."""
        event.accept()
        if self.text().endswith("+") and len(self.text()) > 1:
            self.show_key("")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Without the keyboard it cannot wait."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.left.emit()
