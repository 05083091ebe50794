# SPDX-License-Identifier: Apache-2.0
"""What widgets that paint themselves have in common."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui.safety import visible
from ui.widgets.ink import ink, letters, measures, tint

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


class Painted(QWidget):
    """Paints by roles, repaints when the theme or the focus changes, and says an empty sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty_text = ""
        self.setMouseTracking(True)

    def set_empty_text(self, text: str) -> None:
        """The sentence that stands here while there is nothing to paint."""
        self._empty_text = text
        self.update()

    def empty_text(self) -> str:
        """The sentence that stands here while there is nothing to paint."""
        return self._empty_text

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.update()

    def painter(self) -> QPainter:
        """A painter with smooth edges; the caller ends it."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        return painter

    def ink(self, role: str) -> QColor:
        """The colour of a role in the theme of this widget."""
        return ink(role, self.palette())

    def tint(self, role: str, strength: float = 0.12, *, on: str = "surface") -> QColor:
        """A role's colour laid thinly over a surface."""
        return tint(role, strength, self.palette(), on=on)

    def hairline(self, painter: QPainter, start: QPointF, end: QPointF, role: str = "line") -> None:
        """A line of one pixel."""
        painter.setPen(QPen(self.ink(role), 1))
        painter.drawLine(start, end)

    def words(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        use: str = "label",
        role: str = "text",
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:
        """One line of text, elided to its rectangle."""
        painter.setFont(letters(use))
        painter.setPen(self.ink(role))
        painter.drawText(rect, align | Qt.TextFlag.TextSingleLine, elided(text, measures(use), rect.width()))

    def paint_empty(self, painter: QPainter) -> None:
        """The empty sentence in the middle."""
        painter.setFont(letters("label"))
        painter.setPen(self.ink("muted"))
        area = QRectF(self.rect()).adjusted(24, 8, -24, -8)
        painter.drawText(area, CENTER | Qt.TextFlag.TextWordWrap, self._empty_text)

    def focus_ring(self, painter: QPainter, rect: QRectF, radius: float = 6) -> None:
        """The copper ring of keyboard focus."""
        painter.setPen(QPen(self.ink("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)


def elided(text: str, measure: QFontMetricsF, width: float) -> str:
    """The text on one line with an ellipsis where there is no room; hidden characters show as their codes."""
    line = " ".join(visible(text[:500]).split())
    return measure.elidedText(line, Qt.TextElideMode.ElideRight, max(0.0, width))


def text_width(text: str, use: str = "label") -> float:
    """Pixels that a line of text takes."""
    return measures(use).horizontalAdvance(text)


def counted(count: int, one: str, many: str) -> str:
    """A count with its noun; both forms carry ``{count}``."""
    return (one if count == 1 else many).format(count=f"{count:,}")
