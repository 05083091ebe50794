# SPDX-License-Identifier: Apache-2.0
"""The gap at a glance: a row per category with the scores of teacher, base and student and their intervals."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.models.score_rows import Score, ScoreRow
from ui.safety import safe_tooltip
from ui.widgets.painted import CENTER, LEFT, RIGHT, Painted, text_width

_ROW = 52
_LEGEND = 34
_AXIS = 26
_PAD = 16
_GAP_WIDTH = 92
_RADIUS = 6.5
_LANES = {"teacher": -3.5, "student": 3.5, "base": 0.0}
_HUES = {"teacher": "teacher", "student": "student", "base": "muted"}


class DumbbellChart(Painted):
    """Teacher, base and student as dots on a line from 0 to 100 %; arrow keys walk over the rows.

    Signals:
        row_activated: key of the row that was clicked or confirmed with Enter.
    """

    row_activated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ScoreRow, ...] = ()
        self._current = 0
        self._hovered = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Gap between student and teacher"))
        self.set_empty_text(
            self.tr("No reports to compare yet. Evaluate a teacher and a student on the same benchmark.")
        )

    def set_rows(self, rows: Sequence[ScoreRow]) -> None:
        """Show other rows."""
        self._rows = tuple(rows)
        self._current, self._hovered = 0, -1
        self.setAccessibleDescription(self.description())
        self.updateGeometry()
        self.update()

    def current_key(self) -> str:
        """Key of the row that the keyboard is on; empty where there is none."""
        return self._rows[self._current].key if self._rows else ""

    def description(self) -> str:
        """The whole chart in words."""
        return "\n".join(self._row_words(row) for row in self._rows) or self.empty_text()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(720, _LEGEND + _ROW * max(2, len(self._rows)) + _AXIS)

    def minimumSizeHint(self) -> QSize:
        return QSize(420, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            place = self._row_at(event.pos().y())
            tip = self._row_words(self._rows[place]) if place >= 0 else ""
            QToolTip.showText(event.globalPos(), safe_tooltip(tip), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if self._rows and key in moves:
            self._current = max(0, min(len(self._rows) - 1, self._current + moves[key]))
            self.update()
        elif self._rows and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.row_activated.emit(self.current_key())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._row_at(event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._row_at(event.position().y())
        if place >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self._current = place
            self.update()
            self.row_activated.emit(self.current_key())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        if not self._rows:
            self.paint_empty(painter)
        else:
            self._paint_legend(painter)
            self._paint_axis(painter)
            for place, row in enumerate(self._rows):
                self._paint_row(painter, place, row)
        painter.end()

    # Private

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.setCursor(Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def _row_at(self, y: float) -> int:
        place = int((y - _LEGEND) // _ROW)
        return place if y >= _LEGEND and 0 <= place < len(self._rows) else -1

    def _plot(self) -> QRectF:
        widest = max((text_width(row.label, "strong") for row in self._rows), default=0.0)
        left = _PAD + min(widest, self.width() * 0.28) + 28
        return QRectF(left, _LEGEND, self.width() - left - _GAP_WIDTH - _PAD - 12, _ROW * len(self._rows))

    def _x(self, share: float) -> float:
        plot = self._plot()
        return plot.left() + share * plot.width()

    def _hue(self, role: str) -> QColor:
        return self.ink(_HUES[role])

    def _paint_legend(self, painter: QPainter) -> None:
        x, y = float(_PAD), _LEGEND / 2 - 2
        names = {"teacher": self.tr("Teacher"), "student": self.tr("Student"), "base": self.tr("Base student")}
        roles = {role for row in self._rows for role, _ in row.scores()}
        for role, name in names.items():
            if role in roles:
                self._paint_dot(painter, role, QPointF(x + 6, y), 5)
                x = self._legend_words(painter, x + 17, y, name)
        if any(row.shortcut is not None for row in self._rows):
            self._paint_tick(painter, x + 4, y, 7)
            x = self._legend_words(painter, x + 14, y, self.tr("Best shortcut"))
        painter.setPen(QPen(self.ink("muted"), 2))
        painter.drawLine(QPointF(x, y), QPointF(x + 18, y))
        self._legend_words(painter, x + 25, y, self.tr("95 % interval"))
        gap = QRectF(self.width() - _GAP_WIDTH - _PAD, y - 9, _GAP_WIDTH, 18)
        self.words(painter, gap, self.tr("Gap"), "caption", "muted", RIGHT)

    def _legend_words(self, painter: QPainter, x: float, y: float, text: str) -> float:
        width = text_width(text, "caption")
        room = self.width() - _GAP_WIDTH - _PAD - x
        self.words(painter, QRectF(x, y - 9, min(width + 2, room), 18), text, "caption", "muted", LEFT)
        return x + width + 18

    def _paint_axis(self, painter: QPainter) -> None:
        plot = self._plot()
        for percent in (0, 25, 50, 75, 100):
            x = round(self._x(percent / 100)) + 0.5
            self.hairline(painter, QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            box = QRectF(x - 30, plot.bottom() + 4, 60, 16)
            self.words(painter, box, f"{percent} %", "caption", "muted", CENTER)

    def _paint_row(self, painter: QPainter, place: int, row: ScoreRow) -> None:
        band = QRectF(0, _LEGEND + place * _ROW, self.width(), _ROW)
        y = band.center().y()
        if place == self._hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.tint("accent", 0.06))
            painter.drawRoundedRect(band.adjusted(2, 2, -2, -2), 6, 6)
        if place == self._current and self.hasFocus():
            self.focus_ring(painter, band.adjusted(1, 1, -1, -1))
        plot = self._plot()
        self.words(painter, QRectF(_PAD, band.top(), plot.left() - _PAD - 20, _ROW), row.label, "strong")
        self._paint_gap_bar(painter, row, y)
        if row.shortcut is not None:
            self._paint_tick(painter, self._x(row.shortcut), y, 12)
        for role, score in row.scores():
            self._paint_interval(painter, role, score, y)
        for role, score in row.scores():
            self._paint_dot(painter, role, QPointF(self._x(score.mean), y), _RADIUS)
        self._paint_values(painter, row, y)
        self._paint_gap(painter, row, band)

    def _paint_gap_bar(self, painter: QPainter, row: ScoreRow, y: float) -> None:
        """The handle of the dumbbell: pale from base to student, stronger over the gap that is left."""
        if row.base is not None and row.student is not None:
            self._bar(painter, row.base.mean, row.student.mean, y, self.tint("student", 0.22))
        if row.teacher is not None and row.student is not None:
            self._bar(painter, row.student.mean, row.teacher.mean, y, self.tint("teacher", 0.22))

    def _bar(self, painter: QPainter, start: float, end: float, y: float, color: QColor) -> None:
        left, right = sorted((self._x(start), self._x(end)))
        painter.fillRect(QRectF(left, y - 4, right - left, 8), color)

    def _paint_interval(self, painter: QPainter, role: str, score: Score, y: float) -> None:
        lane = y + _LANES[role]
        painter.setPen(QPen(self._hue(role), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(self._x(score.low), lane), QPointF(self._x(score.high), lane))

    def _paint_dot(self, painter: QPainter, role: str, at: QPointF, radius: float) -> None:
        """Filled discs for teacher and student, a ring for the base, so that hue is not the only sign."""
        is_ring = role == "base"
        painter.setPen(QPen(self._hue(role) if is_ring else self.ink("surface"), 2 if is_ring else 1.5))
        painter.setBrush(self.ink("surface") if is_ring else self._hue(role))
        if role == "teacher":
            side = radius * 0.92
            painter.drawRoundedRect(QRectF(at.x() - side, at.y() - side, 2 * side, 2 * side), 2, 2)
        else:
            painter.drawEllipse(at, radius - (1 if is_ring else 0), radius - (1 if is_ring else 0))

    def _paint_tick(self, painter: QPainter, x: float, y: float, half: float) -> None:
        painter.setPen(QPen(self.ink("warn"), 2, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, y - half), QPointF(x, y + half))

    def _paint_values(self, painter: QPainter, row: ScoreRow, y: float) -> None:
        """Teacher above its dot, student and base below theirs; a value that would cover another is left to the tip."""
        taken: list[tuple[float, float]] = []
        for role, score in reversed(row.scores()):
            x, above = self._x(score.mean), role == "teacher"
            if any(abs(x - other) < 30 and above == (side < 0) for other, side in taken):
                continue
            taken.append((x, -1 if above else 1))
            box = QRectF(x - 24, y - 24 if above else y + 8, 48, 16)
            self.words(painter, box, f"{score.mean * 100:.0f}", "caption", _HUES[role], CENTER)

    def _paint_gap(self, painter: QPainter, row: ScoreRow, band: QRectF) -> None:
        box = QRectF(self.width() - _GAP_WIDTH - _PAD, band.top(), _GAP_WIDTH, band.height())
        if row.gap is None:
            self.words(painter, box, "–", "label", "muted", RIGHT)
            return
        words = self.tr("{points} points").format(points=f"{row.gap:.1f}".replace("-", "−"))
        self.words(painter, box, words, "strong", "text", RIGHT)

    def _row_words(self, row: ScoreRow) -> str:
        names = {"teacher": self.tr("teacher"), "student": self.tr("student"), "base": self.tr("base student")}
        said = self.tr("{who} {mean:.1f} % ({low:.0f} to {high:.0f}, n = {n})")
        parts = [
            said.format(who=names[role], mean=score.mean * 100, low=score.low * 100, high=score.high * 100, n=score.n)
            for role, score in reversed(row.scores())
        ]
        if row.shortcut is not None:
            parts.append(self.tr("best shortcut {mean:.0f} %").format(mean=row.shortcut * 100))
        if row.gap is not None:
            parts.append(self.tr("gap {gap:.1f} points").format(gap=row.gap))
        return f"{row.label}: {', '.join(parts)}"
