# SPDX-License-Identifier: Apache-2.0
"""A switch: on or off, at once."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme.tokens import tokens_of

WIDTH, HEIGHT = 36, 20


class Switch(QAbstractButton):
    """Checkable; the knob at the right and a filled ground mean on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start off."""
        super().__init__(parent)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The knob's track with room for the focus ring."""
        return QSize(WIDTH + 6, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw track, knob and focus ring."""
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(3, (self.height() - HEIGHT) / 2, WIDTH, HEIGHT)
        is_on = self.isChecked()
        ground = ("accent" if is_on else "control") if self.isEnabled() else "line"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color(ground))
        painter.drawRoundedRect(track, HEIGHT / 2, HEIGHT / 2)
        painter.setBrush(tokens.color("on_accent" if is_on and self.isEnabled() else "surface"))
        side = HEIGHT - 6
        left = track.right() - side - 3 if is_on else track.left() + 3
        painter.drawEllipse(QRectF(left, track.top() + 3, side, side))
        if self.hasFocus():
            painter.setPen(tokens.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(track.adjusted(-2, -2, 2, 2), HEIGHT / 2 + 2, HEIGHT / 2 + 2)
        painter.end()
