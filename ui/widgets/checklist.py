# SPDX-License-Identifier: Apache-2.0
"""The required elements of a trace: which are there, and whether what they say is true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.widgets.glyphs import draw_glyph
from ui.widgets.painted import Painted

_ROW = 46


class Standing(StrEnum):
    """How a required element stands in a trace."""

    TRUE = "true"
    FALSE = "false"
    MENTIONED = "mentioned"
    MISSING = "missing"


_GLYPHS = {
    Standing.TRUE: ("check", "accept"),
    Standing.FALSE: ("cross", "reject"),
    Standing.MENTIONED: ("dot", "warn"),
    Standing.MISSING: ("ring", "muted"),
}


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """One required element."""

    element: str
    label: str
    standing: Standing
    note: str = ""


class Checklist(Painted):
    """Lines with an icon and a word; arrow keys walk over them and the evidence follows.

    Signals:
        element_focused: name of the element whose evidence should be seen; empty for none.
    """

    element_focused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ChecklistRow, ...] = ()
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Required elements"))
        self.set_empty_text(self.tr("This task requires no elements."))

    def set_rows(self, rows: Sequence[ChecklistRow]) -> None:
        """Show other elements; those that are shown already are not painted again."""
        if tuple(rows) == self._rows and self._current == 0:
            return
        self._rows = tuple(rows)
        self._current = 0
        lines = (f"{row.label}: {self.word_of(row.standing)}" for row in self._rows)
        self.setAccessibleDescription(". ".join(lines) or self.empty_text())
        self.updateGeometry()
        self.update()

    def rows(self) -> tuple[ChecklistRow, ...]:
        """The elements that are shown."""
        return self._rows

    def current(self) -> int:
        """Place of the line that the keyboard is on."""
        return self._current

    def word_of(self, standing: Standing) -> str:
        """The word beside the icon."""
        return {
            Standing.TRUE: self.tr("There, and true here"),
            Standing.FALSE: self.tr("There, but not true here"),
            Standing.MENTIONED: self.tr("Mentioned, not checked"),
            Standing.MISSING: self.tr("Missing"),
        }[standing]

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(260, max(1, len(self._rows)) * _ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if self._rows and key in moves:
            self._go(max(0, min(len(self._rows) - 1, self._current + moves[key])))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = int(event.position().y() // _ROW)
        if 0 <= place < len(self._rows):
            self._go(place)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._rows:
            self._go(self._current)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.element_focused.emit("")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        if not self._rows:
            self.paint_empty(painter)
        for place, row in enumerate(self._rows):
            self._paint_row(painter, place, row)
        painter.end()

    # Private

    def _go(self, place: int) -> None:
        self._current = place
        self.update()
        self.element_focused.emit(self._rows[place].element)

    def _paint_row(self, painter: QPainter, place: int, row: ChecklistRow) -> None:
        box = QRectF(0, place * _ROW, self.width(), _ROW)
        if place == self._current and self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.tint("accent", 0.06))
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), 6, 6)
            painter.setBrush(self.ink("accent"))
            painter.drawRoundedRect(QRectF(0, box.top() + 6, 3, _ROW - 12), 1.5, 1.5)
        glyph, role = _GLYPHS[row.standing]
        draw_glyph(painter, glyph, QPointF(20, box.top() + 15), self.ink(role))
        inner = box.adjusted(38, 0, -8, 0)
        self.words(painter, QRectF(inner.left(), box.top() + 5, inner.width(), 20), row.label, "label")
        word = row.note or self.word_of(row.standing)
        self.words(painter, QRectF(inner.left(), box.top() + 24, inner.width(), 17), word, "caption", role)
