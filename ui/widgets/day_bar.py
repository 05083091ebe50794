# SPDX-License-Identifier: Apache-2.0
"""A day as one strip: busy and free stretches, deadlines as ticks, and the time it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from core.domain.workday.clock import between, clock
from ui.safety import safe_tooltip
from ui.widgets.painted import CENTER, Painted, text_width

_TOP = 26
_LANE = 26
_BOTTOM = 24
_SIDE = 20


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the day in minutes; a clashing one overlaps another and has a lane of its own."""

    title: str
    start: int
    end: int
    is_clash: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """A minute of the day by which something is due."""

    title: str
    minute: int


class DayBar(Painted):
    """Shows one day between its first and its last event, whole hours around it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy: tuple[Stretch, ...] = ()
        self._deadlines: tuple[Deadline, ...] = ()
        self._now: int | None = None
        self._lanes: list[int] = []
        self.setMinimumWidth(180)
        self.setAccessibleName(self.tr("The day"))
        self.set_empty_text(self.tr("Nothing is fixed on this day."))

    def set_day(
        self, *, busy: Sequence[Stretch] = (), deadlines: Sequence[Deadline] = (), now: int | None = None
    ) -> None:
        """Show another day; times are minutes since midnight."""
        self._busy = tuple(sorted(busy, key=lambda stretch: (stretch.start, stretch.end)))
        self._deadlines = tuple(sorted(deadlines, key=lambda deadline: deadline.minute))
        self._now = now
        self._lanes = _lanes(self._busy)
        self.setAccessibleDescription(self.description())
        self.updateGeometry()
        self.update()

    def description(self) -> str:
        """The day in words, for those who do not see the picture."""
        parts = [self.tr("Now {time}.").format(time=clock(self._now))] if self._now is not None else []
        busy = self.tr("{title} from {start} to {end}.")
        due = self.tr("{title} is due at {time}.")
        parts += [busy.format(title=part.title, start=clock(part.start), end=clock(part.end)) for part in self._busy]
        parts += [due.format(title=part.title, time=clock(part.minute)) for part in self._deadlines]
        return " ".join(parts) or self.empty_text()

    def hours(self) -> tuple[int, int]:
        """First and last whole hour on the strip."""
        minutes = [minute for part in self._busy for minute in (part.start, part.end)]
        minutes += [deadline.minute for deadline in self._deadlines]
        minutes += [self._now] if self._now is not None else []
        if not minutes:
            return 9, 18
        first, last = min(minutes) // 60, -(-max(minutes) // 60)
        return first, max(last, first + 4)

    def sizeHint(self) -> QSize:
        return QSize(420, _TOP + _LANE * self._lane_count() + _BOTTOM)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), safe_tooltip(self._tip_at(event.pos().x(), event.pos().y())), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        if self._busy or self._deadlines or self._now is not None:
            self._paint_track(painter)
            for lane, stretch in zip(self._lanes, self._busy, strict=True):
                self._paint_stretch(painter, stretch, lane)
            for deadline in self._deadlines:
                self._paint_deadline(painter, deadline)
            self._paint_now(painter)
        else:
            self.paint_empty(painter)
        painter.end()

    def _lane_count(self) -> int:
        return max(self._lanes, default=0) + 1

    def _x(self, minute: int) -> float:
        first, last = self.hours()
        return _SIDE + (minute - first * 60) / ((last - first) * 60) * (self.width() - 2 * _SIDE)

    def _track(self) -> QRectF:
        return QRectF(_SIDE, _TOP, self.width() - 2 * _SIDE, _LANE * self._lane_count())

    def _paint_track(self, painter: QPainter) -> None:
        track = self._track()
        painter.setPen(QPen(self.ink("line"), 1))
        painter.setBrush(self.ink("canvas"))
        painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        first, last = self.hours()
        every = next(step for step in (1, 2, 3, 4, 6, 24) if (self.width() - 2 * _SIDE) * step / (last - first) >= 44)
        for hour in range(first, last + 1):
            x = round(self._x(hour * 60)) + 0.5
            if first < hour < last:
                self.hairline(painter, QPointF(x, track.top() + 1), QPointF(x, track.bottom() - 1))
            if (hour - first) % every == 0:
                box = QRectF(x - 24, track.bottom() + 3, 48, 16)
                self.words(painter, box, clock(hour * 60), "caption", "muted", CENTER)

    def _paint_stretch(self, painter: QPainter, stretch: Stretch, lane: int) -> None:
        role = "warn" if stretch.is_clash else "muted"
        box = QRectF(self._x(stretch.start), _TOP + lane * _LANE, 0, _LANE).adjusted(1, 3, 0, -3)
        box.setRight(max(box.left() + 3, self._x(stretch.end) - 1))
        painter.setPen(QPen(self.ink(role), 1) if stretch.is_clash else Qt.PenStyle.NoPen)
        painter.setBrush(self.tint(role, 0.22))
        painter.drawRoundedRect(box, 3, 3)
        inner = box.adjusted(5, 0, -4, 0)
        if inner.width() > 24:
            self.words(painter, inner, stretch.title, "caption", "text")

    def _paint_deadline(self, painter: QPainter, deadline: Deadline) -> None:
        x, track = round(self._x(deadline.minute)) + 0.5, self._track()
        painter.setPen(QPen(self.ink("reject"), 1))
        painter.drawLine(QPointF(x, track.top() - 5), QPointF(x, track.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.ink("reject"))
        top = track.top() - 5
        painter.drawPolygon(QPolygonF([QPointF(x - 4.5, top - 6), QPointF(x + 4.5, top - 6), QPointF(x, top + 1)]))

    def _paint_now(self, painter: QPainter) -> None:
        if self._now is None:
            return
        x, track = round(self._x(self._now)) + 0.5, self._track()
        painter.setPen(QPen(self.ink("accent"), 2))
        painter.drawLine(QPointF(x, track.top() - 3), QPointF(x, track.bottom() + 2))
        words = self.tr("now {time}").format(time=clock(self._now))
        width = text_width(words, "caption") + 4
        left = min(max(0.0, x - width / 2), self.width() - width)
        if not any(abs(self._x(deadline.minute) - left - width / 2) < width / 2 + 6 for deadline in self._deadlines):
            self.words(painter, QRectF(left, 1, width, 16), words, "caption", "accent", CENTER)

    def _tip_at(self, x: float, y: float) -> str:
        near = [deadline for deadline in self._deadlines if abs(self._x(deadline.minute) - x) < 6]
        if near:
            return "\n".join(self.tr("{title}, due {time}").format(title=d.title, time=clock(d.minute)) for d in near)
        for lane, stretch in zip(self._lanes, self._busy, strict=True):
            is_inside = self._x(stretch.start) <= x <= self._x(stretch.end)
            if is_inside and _TOP + lane * _LANE <= y <= _TOP + (lane + 1) * _LANE:
                return f"{stretch.title}, {between(stretch.start, stretch.end)}"
        return ""


def _lanes(stretches: Sequence[Stretch]) -> list[int]:
    """The lane of each stretch so that none covers another; stretches come sorted by their start."""
    ends: list[int] = []
    lanes = []
    for stretch in stretches:
        free = next((lane for lane, end in enumerate(ends) if end <= stretch.start), len(ends))
        ends[free:] = [stretch.end, *ends[free + 1 :]]
        lanes.append(free)
    return lanes
