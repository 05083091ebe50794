# SPDX-License-Identifier: Apache-2.0
"""How many problems there are of each category and difficulty, for each split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.tasks import Difficulty, Split
from ui.widgets.painted import CENTER, LEFT, RIGHT, Painted, text_width

_ROW = 36
_HEAD = 46
_GROUP_GAP = 16
_SUM = 72


@dataclass(frozen=True, slots=True)
class Coverage:
    """The count of one cell."""

    task_type: str
    difficulty: Difficulty
    split: Split
    count: int


class CoverageGrid(Painted):
    """A row per category, three columns per split; the fuller a cell, the stronger its tint.

    Signals:
        cell_activated: (task type, difficulty, split) of a cell that was clicked or confirmed with Enter.
    """

    cell_activated = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._types: tuple[tuple[str, str], ...] = ()
        self._counts: dict[tuple[str, Difficulty, Split], int] = {}
        self._columns = tuple((split, difficulty) for split in Split for difficulty in Difficulty)
        self._row = self._column = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Problems by category and difficulty"))
        self.set_empty_text(self.tr("No problems yet. Sample some to see what they cover."))

    def set_counts(self, cells: Sequence[Coverage], *, labels: dict[str, str] | None = None) -> None:
        """Show other counts; labels name the task types and give those that have no problem a row too."""
        names = dict(labels or {})
        for cell in cells:
            names.setdefault(cell.task_type, cell.task_type)
        self._types = tuple(names.items())
        self._counts = {(cell.task_type, cell.difficulty, cell.split): cell.count for cell in cells}
        self._row = min(self._row, max(0, len(self._types) - 1))
        self.setAccessibleDescription(self.description())
        self.updateGeometry()
        self.update()

    def count(self, task_type: str, difficulty: Difficulty, split: Split) -> int:
        """The count of one cell."""
        return self._counts.get((task_type, difficulty, split), 0)

    def description(self) -> str:
        """The grid in words."""
        lines = []
        for name, label in self._types:
            counts = (f"{_split_name(split)} {self._total(name, split):,}" for split in Split)
            lines.append(f"{label}: {', '.join(counts)}")
        return ". ".join(lines) or self.empty_text()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(780, _HEAD + _ROW * max(1, len(self._types) + 1) + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(560, self.sizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        key = Qt.Key(event.key())
        if self._types and key in moves:
            down, right = moves[key]
            self._row = max(0, min(len(self._types) - 1, self._row + down))
            self._column = max(0, min(len(self._columns) - 1, self._column + right))
            self.update()
        elif self._types and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for row in range(len(self._types)):
            for column in range(len(self._columns)):
                if self._cell(row, column).contains(event.position()):
                    self._row, self._column = row, column
                    self.update()
                    self._activate()
                    return

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        if self._types:
            self._paint_heads(painter)
            for row in range(len(self._types)):
                self._paint_row(painter, row)
            self._paint_sums(painter)
        else:
            self.paint_empty(painter)
        painter.end()

    # Private

    def _activate(self) -> None:
        split, difficulty = self._columns[self._column]
        self.cell_activated.emit(self._types[self._row][0], difficulty.value, split.value)

    def _total(self, task_type: str | None = None, split: Split | None = None) -> int:
        cells = self._counts.items()
        return sum(n for (name, _, part), n in cells if task_type in (None, name) and split in (None, part))

    def _label_width(self) -> float:
        widest = max((text_width(label, "strong") for _, label in self._types), default=60.0)
        return min(widest + 24, self.width() * 0.3)

    def _cell(self, row: int, column: int) -> QRectF:
        left = self._label_width()
        width = (self.width() - left - _SUM - 2 * _GROUP_GAP) / len(self._columns)
        x = left + column * width + (column // len(Difficulty)) * _GROUP_GAP
        return QRectF(x, _HEAD + row * _ROW, width, _ROW)

    def _paint_heads(self, painter: QPainter) -> None:
        for place, split in enumerate(Split):
            first = self._cell(0, place * len(Difficulty))
            last = self._cell(0, place * len(Difficulty) + len(Difficulty) - 1)
            box = QRectF(first.left(), 0, last.right() - first.left(), 22)
            self.words(painter, box, _split_name(split), "strong", "text", CENTER)
        for column, (_, difficulty) in enumerate(self._columns):
            cell = self._cell(0, column)
            box = QRectF(cell.left(), 22, cell.width(), 20)
            self.words(painter, box, difficulty.value.capitalize(), "caption", "muted", CENTER)
        self.words(painter, QRectF(self.width() - _SUM, 22, _SUM - 8, 20), self.tr("All"), "caption", "muted", RIGHT)

    def _paint_row(self, painter: QPainter, row: int) -> None:
        name, label = self._types[row]
        y = _HEAD + row * _ROW
        self.words(painter, QRectF(0, y, self._label_width() - 12, _ROW), label, "strong")
        most = max(self._counts.values(), default=1) or 1
        for column, (split, difficulty) in enumerate(self._columns):
            count = self.count(name, difficulty, split)
            cell = self._cell(row, column).adjusted(1.5, 1.5, -1.5, -1.5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.tint("accent", 0.07 + 0.25 * count / most) if count else self.ink("canvas"))
            painter.drawRoundedRect(cell, 4, 4)
            self.words(painter, cell, f"{count:,}" if count else "–", "label", "text" if count else "muted", CENTER)
            if self.hasFocus() and (row, column) == (self._row, self._column):
                self.focus_ring(painter, cell, 4)
        self.words(
            painter, QRectF(self.width() - _SUM, y, _SUM - 8, _ROW), f"{self._total(name):,}", "strong", "text", RIGHT
        )

    def _paint_sums(self, painter: QPainter) -> None:
        y = _HEAD + len(self._types) * _ROW
        self.hairline(painter, QPointF(0, y + 2.5), QPointF(self.width(), y + 2.5))
        self.words(painter, QRectF(0, y + 4, self._label_width(), _ROW - 4), self.tr("All"), "caption", "muted", LEFT)
        for place, split in enumerate(Split):
            first = self._cell(0, place * len(Difficulty))
            last = self._cell(0, place * len(Difficulty) + len(Difficulty) - 1)
            box = QRectF(first.left(), y + 4, last.right() - first.left(), _ROW - 4)
            self.words(painter, box, f"{self._total(split=split):,}", "label", "muted", CENTER)
        box = QRectF(self.width() - _SUM, y + 4, _SUM - 8, _ROW - 4)
        self.words(painter, box, f"{self._total():,}", "strong", "text", RIGHT)


def _split_name(split: Split) -> str:
    return {Split.TRAIN: "Train", Split.HELD_OUT: "Held-out", Split.OOD: "Out of distribution"}[split]
