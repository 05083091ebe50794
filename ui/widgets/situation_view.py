# SPDX-License-Identifier: Apache-2.0
"""The situation of a problem: what there is to do as a small table, and the day beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.domain.workday.clock import between, clock, overlaps, span
from core.domain.workday.situations import Booking, Clash, Opening, Priorities, Project, Situation
from ui.safety import TextLabel
from ui.widgets.day_bar import DayBar, Deadline, Stretch
from ui.widgets.painted import LEFT, RIGHT, Painted, counted, text_width

_ROW = 26
_WIDE = 420
_NARROWEST_DAY = 220


@dataclass(frozen=True, slots=True)
class SituationTable:
    """The rows of a situation as words; columns named in ``right`` hold figures."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()


class SituationView(QWidget):
    """A summary line, the table, and the day where the situation has one; side by side where there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._summary = TextLabel(parent=self, look="muted", is_wrapping=True)
        self._table = FactTable(self)
        self._day = DayBar(self)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.setSpacing(16)
        self._body.addWidget(self._table, 1, Qt.AlignmentFlag.AlignTop)
        self._body.addWidget(self._day, 1, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._summary)
        column.addLayout(self._body)
        self._is_folded = False
        self._situation: Situation | None = None
        self.set_situation(None)

    def set_folded(self, is_folded: bool) -> None:
        """Leave only the summary line, or show table and day again."""
        self._is_folded = is_folded
        self.set_situation(self._situation)

    def set_situation(self, situation: Situation | None) -> None:
        """Show a situation; None where the problem has none that can be read."""
        self._situation = situation
        self._summary.setText(self._summary_of(situation))
        is_open = not self._is_folded
        self._table.setVisible(is_open and situation is not None)
        self._day.setVisible(is_open and isinstance(situation, Priorities | Opening | Clash))
        if situation is not None:
            self._table.set_table(self._table_of(situation))
            self._show_day(situation)
        self._share()

    def resizeEvent(self, event: object) -> None:
        self._share()

    def _share(self) -> None:
        """Table and day are equally wide, but the day gives way before a name is cut."""
        spare = self.width() - self._body.spacing() - _NARROWEST_DAY
        self._table.setMinimumWidth(max(0, min(self._table.sizeHint().width(), spare)))
        directions = QBoxLayout.Direction
        self._body.setDirection(directions.LeftToRight if self.width() >= _WIDE else directions.TopToBottom)

    def _summary_of(self, situation: Situation | None) -> str:
        match situation:
            case Priorities(now, duties, meetings):
                parts = [
                    clock(now),
                    counted(len(duties), self.tr("{count} task"), self.tr("{count} tasks")),
                    counted(len(meetings), self.tr("{count} meeting"), self.tr("{count} meetings")),
                ]
            case Opening(now, duty, buffer, meetings):
                keep = self.tr("keep {time} h around meetings").format(time=span(buffer))
                parts = [
                    clock(now),
                    duty.title,
                    counted(len(meetings), self.tr("{count} meeting"), self.tr("{count} meetings")),
                    keep,
                ]
            case Project(title, pieces):
                parts = [
                    title,
                    counted(len(pieces), self.tr("{count} part"), self.tr("{count} parts")),
                    self.tr("one at a time, the shorter ready part first"),
                ]
            case Clash(resource, _, bookings, _):
                parts = [
                    resource,
                    self.tr("one booking at a time"),
                    counted(len(bookings), self.tr("{count} booking"), self.tr("{count} bookings")),
                ]
            case None:
                return self.tr("This problem has no situation that can be drawn; its prompt says it all.")
        return "  ·  ".join(parts)

    def _table_of(self, situation: Situation) -> SituationTable:
        tr = self.tr
        match situation:
            case Priorities(_, duties, _):
                rows = tuple((duty.title, f"{span(duty.minutes)} h", clock(duty.due)) for duty in duties)
                return SituationTable((tr("Task"), tr("Takes"), tr("Due")), rows, frozenset((1, 2)))
            case Opening(_, duty, _, meetings):
                held = tuple((part.title, between(part.start, part.end), "") for part in meetings)
                rows = ((duty.title, f"{span(duty.minutes)} h", tr("due {time}").format(time=clock(duty.due))), *held)
                return SituationTable((tr("What"), tr("Time"), ""), rows, frozenset((1,)))
            case Project(_, pieces):
                rows = tuple((part.title, f"{span(part.minutes)} h", ", ".join(part.needs) or "–") for part in pieces)
                return SituationTable((tr("Part"), tr("Takes"), tr("Needs")), rows, frozenset((1,)))
            case Clash(_, unit, bookings, alternatives):
                booked = tuple((part.title, between(part.start, part.end), f"{part.size} {unit}") for part in bookings)
                free = tr("{name} is free")
                others = tuple(
                    (free.format(name=room.name), between(room.free_from, room.free_until), "") for room in alternatives
                )
                return SituationTable((tr("Booking"), tr("Time"), tr("Size")), (*booked, *others), frozenset((1, 2)))

    def _show_day(self, situation: Situation) -> None:
        match situation:
            case Priorities(now, duties, meetings):
                busy = [Stretch(part.title, part.start, part.end) for part in meetings]
                due = [Deadline(duty.title, duty.due) for duty in duties]
                self._day.set_day(busy=busy, deadlines=due, now=now)
            case Opening(now, duty, _, meetings):
                busy = [Stretch(part.title, part.start, part.end) for part in meetings]
                self._day.set_day(busy=busy, deadlines=[Deadline(duty.title, duty.due)], now=now)
            case Clash(_, _, bookings, _):
                self._day.set_day(
                    busy=[Stretch(part.title, part.start, part.end, _clashes(part, bookings)) for part in bookings]
                )
            case Project():
                self._day.set_day()


def _clashes(one: Booking, all_of_them: tuple[Booking, ...]) -> bool:
    """True when a booking shares a minute with another one."""
    others = (other for other in all_of_them if other is not one)
    return any(overlaps(one.start, one.end, other.start, other.end) for other in others)


class FactTable(Painted):
    """A few rows of words and figures with hairlines; for facts, not for lists that grow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = SituationTable((), ())
        self._widths: list[float] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_table(self, content: SituationTable) -> None:
        """Show other rows."""
        self._content = content
        self._widths = self._wished()
        lines = (", ".join(cell for cell in row if cell) for row in content.rows)
        self.setAccessibleName(self.tr("Situation"))
        self.setAccessibleDescription(". ".join(lines))
        self.updateGeometry()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._widths = self._wished()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(sum(self._widths)) - 16, _ROW * (len(self._content.rows) + 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(220, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        widths = self._fitted()
        for number, row in enumerate((self._content.columns, *self._content.rows)):
            left, y = 0.0, number * _ROW
            for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
                box = QRectF(left, y, width - 16, _ROW)
                use, role = ("caption", "muted") if number == 0 else ("label", "text" if place == 0 else "muted")
                self.words(painter, box, cell, use, role, RIGHT if place in self._content.right else LEFT)
                left += width
            line = y + _ROW - 0.5
            self.hairline(painter, QPointF(0, line), QPointF(self.width(), line))
        painter.end()

    def _wished(self) -> list[float]:
        """The width that each column would like, with the space behind it."""
        table = (self._content.columns, *self._content.rows)
        return [min(320.0, max(text_width(cell) for cell in column)) + 20 for column in zip(*table, strict=True)]

    def _fitted(self) -> list[float]:
        """The first column gives way, and takes what is spare up to a limit."""
        widths = list(self._widths)
        if widths:
            widths[0] = max(90.0, min(self.width() - sum(widths[1:]) + 16, widths[0] + 80))
        return widths
