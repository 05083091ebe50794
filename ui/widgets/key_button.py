# SPDX-License-Identifier: Apache-2.0
"""A button of an action with its key printed on it, for places where hands stay on the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.actions import shown_keys
from ui.widgets.ink import ink, letters, measures

_GAP = 8
_INSET = 7
_HEIGHT = 20
_PADDING = 11


class KeyButton(QPushButton):
    """Shows words, and the first key of its action as a cap at the right, whichever key that is at the time."""

    def __init__(
        self, action: QAction, text: str = "", parent: QWidget | None = None, *, look: str = "", key: str = ""
    ) -> None:
        """Say ``text`` (or what the action says) and do it; ``key`` is the cap of an action that is not registered."""
        super().__init__(parent)
        self._action = action
        self._words = text
        self._own_key = key
        self._key: str | None = None
        self._look = look
        if look:
            self.setProperty("look", look)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        # A click leaves the keyboard where it is, so that Space goes on meaning what the page says.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._on_changed)
        self._on_changed()

    def key(self) -> str:
        """The key that is printed; empty where there is none."""
        return self._key or ""

    def sizeHint(self) -> QSize:
        """Words, key and the air between."""
        hint = super().sizeHint()
        return QSize(hint.width(), max(32, hint.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button, then the key on it."""
        super().paintEvent(event)
        if not self._key:
            return
        width = self._cap_width()
        left = self.width() - _INSET - width if self.isLeftToRight() else _INSET
        cap = QRectF(left + 0.5, (self.height() - _HEIGHT) / 2 + 0.5, width - 1, _HEIGHT - 1)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_filled = self._look == "primary" and self.isEnabled()
        edge = ink("on_accent" if is_filled else "line", self.palette())
        edge.setAlphaF(0.55 if is_filled else 1.0)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush if is_filled else ink("canvas", self.palette()))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setFont(letters("caption"))
        painter.setPen(ink("on_accent" if is_filled else "muted", self.palette()))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def _cap_width(self) -> float:
        return max(22.0, measures("caption").horizontalAdvance(self.key()) + 12)

    def _print(self, key: str) -> None:
        """Make room for another key, or none, beside the words."""
        if key == self._key:
            return
        self._key = key
        room = round(self._cap_width() + _GAP + _INSET) if key else _PADDING
        self.setStyleSheet(f"padding-right: {room}px; padding-left: {_PADDING}px;")
        self.updateGeometry()

    def _on_changed(self) -> None:
        self._print(next(iter(shown_keys(self._action)), self._own_key))
        self.setText(self._words or self._action.text())
        self.setToolTip(self._action.toolTip())
        self.setAccessibleDescription(f"{self.key()} {self._action.statusTip()}".strip())
        self.setEnabled(self._action.isEnabled())
