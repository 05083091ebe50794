# SPDX-License-Identifier: Apache-2.0
"""A report as a tile: who was asked, on what, and the measures with their intervals."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.evaluations import Interval, Report
from ui.widgets.painted import RIGHT, Painted

_HUES = {"teacher": "teacher", "student": "student", "base": "muted"}
_HEAD = 54
_LINE = 26


class ReportCard(Painted):
    """One report; it can be chosen for a comparison by mouse, Space or Enter.

    Signals:
        toggled: whether it is chosen now.
    """

    toggled = Signal(bool)

    def __init__(self, report: Report, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self._is_chosen = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Report of {label}").format(label=report.label))
        self.setAccessibleDescription(self.description())

    def report(self) -> Report:
        """The report that is shown."""
        return self._report

    def is_chosen(self) -> bool:
        """True while it is chosen for a comparison."""
        return self._is_chosen

    def set_chosen(self, is_chosen: bool) -> None:
        """Choose it, or not; says so only when that is new."""
        if is_chosen != self._is_chosen:
            self._is_chosen = is_chosen
            self.update()
            self.toggled.emit(is_chosen)

    def measures(self) -> tuple[tuple[str, Interval], ...]:
        """(name, interval) of the measures that were taken."""
        scores = self._report.overall
        pairs = (
            (self.tr("Conclusion"), scores.conclusion),
            (self.tr("Value"), scores.value),
            (self.tr("Mention"), scores.mention),
            (self.tr("Tool call"), scores.tool),
        )
        return tuple((name, interval) for name, interval in pairs if interval is not None)

    def description(self) -> str:
        """The card in words."""
        words = self.tr("{name} {mean:.0f} % ({low:.0f} to {high:.0f})")
        parts = [
            words.format(name=name, mean=found.mean * 100, low=found.low * 100, high=found.high * 100)
            for name, found in self.measures()
        ]
        return f"{self._subtitle()}. {', '.join(parts)}"

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(300, _HEAD + _LINE * len(self.measures()) + 14)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.set_chosen(not self._is_chosen)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.set_chosen(not self._is_chosen)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(self.ink("accent" if self._is_chosen else "line"), 1))
        painter.setBrush(self.tint("accent", 0.07) if self._is_chosen else self.ink("surface"))
        painter.drawRoundedRect(box, 8, 8)
        if self.hasFocus():
            self.focus_ring(painter, QRectF(self.rect()), 8)
        self._paint_head(painter)
        for place, (name, interval) in enumerate(self.measures()):
            self._paint_measure(painter, _HEAD + place * _LINE, name, interval)
        painter.end()

    # Private

    def _subtitle(self) -> str:
        words = self.tr("{benchmark}, {split}, n = {n}")
        report = self._report
        return words.format(benchmark=report.benchmark, split=report.split.replace("_", " "), n=report.n)

    def _paint_head(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.ink(_HUES.get(self._report.role, "muted")))
        painter.drawEllipse(QPointF(20, 21), 5, 5)
        mark = self.tr("chosen") if self._is_chosen else ""
        self.words(painter, QRectF(34, 10, self.width() - 110, 22), self._report.label, "strong")
        self.words(painter, QRectF(self.width() - 76, 10, 62, 22), mark, "caption", "accent", RIGHT)
        self.words(painter, QRectF(34, 30, self.width() - 48, 18), self._subtitle(), "caption", "muted")

    def _paint_measure(self, painter: QPainter, top: float, name: str, interval: Interval) -> None:
        self.words(painter, QRectF(14, top, 82, _LINE), name, "caption", "muted")
        left, right, y = 100.0, self.width() - 66.0, top + _LINE / 2
        width = max(10.0, right - left)
        hue = self.ink(_HUES.get(self._report.role, "muted"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.ink("line"))
        painter.drawRoundedRect(QRectF(left, y - 2, width, 4), 2, 2)
        painter.setBrush(hue)
        painter.drawRoundedRect(QRectF(left, y - 2, width * interval.mean, 4), 2, 2)
        painter.setPen(QPen(hue, 1))
        for edge in (interval.low, interval.high):
            x = left + width * edge
            painter.drawLine(QPointF(x, y - 5), QPointF(x, y + 5))
        self.words(painter, QRectF(right + 4, top, 48, _LINE), f"{interval.mean * 100:.0f} %", "label", "text", RIGHT)
