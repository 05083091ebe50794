# SPDX-License-Identifier: Apache-2.0
"""One station of the pipeline: its name, what is there and a word about it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.widgets.ink import ink, letters, measures, tint
from ui.widgets.painted import elided


class StationButton(QAbstractButton):
    """A tile to press; the next step of the story has the copper edge and says so."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = ""
        self._note = ""
        self._is_next = False
        self._is_hovered = False
        self.setText(title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_state(self, *, count: str, note: str, is_next: bool) -> None:
        """Show other figures."""
        self._count, self._note, self._is_next = count, note, is_next
        words = [self.text(), count, note, self.tr("next step") if is_next else ""]
        self.setAccessibleName(", ".join(word for word in words if word))
        self.setToolTip("")
        self.update()

    def is_next(self) -> bool:
        """True for the step that the story is waiting for."""
        return self._is_next

    def sizeHint(self) -> QSize:
        return QSize(140, 98)

    def minimumSizeHint(self) -> QSize:
        return QSize(92, 98)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._is_hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._is_hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        is_strong = self._is_next or self.hasFocus()
        width = 2 if is_strong else 1
        painter.setPen(QPen(ink("accent" if is_strong else "line", palette), width))
        fill = tint("accent", 0.08, palette) if self._is_next or self._is_hovered else ink("surface", palette)
        painter.setBrush(fill)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, 8, 8)
        if self.hasFocus() and self._is_next:
            painter.setPen(QPen(ink("surface", palette), 1))
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 6, 6)
        inner = box.adjusted(13, 10, -11, -9)
        self._line(painter, inner, 0, 18, self.text(), "strong", "text")
        self._line(painter, inner, 21, 28, self._count, "figure", "text" if self._count != "0" else "muted")
        note = self.tr("Next: {note}").format(note=self._note) if self._is_next and self._note else self._note
        self._line(painter, inner, 55, 20, note, "caption", "accent" if self._is_next else "muted")
        painter.end()

    def _line(self, painter: QPainter, inner: QRectF, top: int, height: int, text: str, use: str, role: str) -> None:
        painter.setFont(letters(use))
        painter.setPen(ink(role, self.palette()))
        box = QRectF(inner.left(), inner.top() + top, inner.width(), height)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, elided(text, measures(use), inner.width()))
