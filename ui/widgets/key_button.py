# SPDX-License-Identifier: Apache-2.0
"""A button of an action with its key printed on it, for places where hands stay on the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QFontMetricsF, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.widgets.ink import ink, letters

_GAP = 8
_INSET = 7
_HEIGHT = 20


class KeyButton(QPushButton):
    """Shows words, and the first shortcut of its action as a key cap at the right."""

    def __init__(
        self, action: QAction, text: str = "", parent: QWidget | None = None, *, look: str = "", key: str = ""
    ) -> None:
        """Say ``text`` (or what the action says) and do the action; ``key`` is the cap where the action has none."""
        super().__init__(parent)
        self._action = action
        self._words = text
        self._key = key or action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self._look = look
        if look:
            self.setProperty("look", look)
        room = round(self._cap_width() + _GAP + _INSET)
        self.setStyleSheet(f"padding-right: {room}px; padding-left: 11px;")
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        # A click leaves the keyboard where it is, so that Space goes on meaning what the page says.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._on_changed)
        self._on_changed()

    def key(self) -> str:
        """The key that is printed."""
        return self._key

    def sizeHint(self) -> QSize:
        """Words, key and the air between."""
        hint = super().sizeHint()
        return QSize(hint.width(), max(32, hint.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button, then the key on it."""
        super().paintEvent(event)
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
        return max(22.0, QFontMetricsF(letters("caption")).horizontalAdvance(self._key) + 12)

    def _on_changed(self) -> None:
        self.setText(self._words or self._action.text())
        self.setToolTip(self._action.toolTip())
        self.setAccessibleDescription(f"{self._key} {self._action.statusTip()}".strip())
        self.setEnabled(self._action.isEnabled())
