# SPDX-License-Identifier: Apache-2.0
"""The queue as a table in which many traces are chosen by keyboard: arrows walk, Space chooses, Ctrl+A takes all."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QWidget

from ui.models.trace_table import TraceTableModel
from ui.widgets.ink import ink
from ui.widgets.trace_table import TraceDelegate, TraceTable

WIDTHS = {
    "state": 114,
    "id": 58,
    "conclusion": 122,
    "task_type": 110,
    "teacher": 92,
    "confidence": 88,
    "finding_count": 74,
    "cost_usd": 70,
    "difficulty": 78,
    "length": 62,
}
"""Column -> width, those that matter most first."""

TITLE_WIDTH = 164
_PLAIN = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)
_Flag = QItemSelectionModel.SelectionFlag


class BulkTable(TraceTable):
    """Walking does not choose; Space does, Shift with the arrows chooses a stretch, and Ctrl+A all that match."""

    def __init__(self, model: TraceTableModel, parent: QWidget | None = None) -> None:
        """Show the lines of ``model``."""
        super().__init__(model, parent, widths=WIDTHS, title_width=TITLE_WIDTH)
        self.setItemDelegate(_BulkDelegate(model, self))
        self.setProperty("look", "bare")
        self.setAccessibleName(self.tr("Traces of the queue"))
        self.selectionModel().currentRowChanged.connect(lambda _now, _before: self.viewport().update())

    def step(self, by: int) -> None:
        """Walk to the next (1) or previous (-1) line."""
        count = self.model().rowCount()
        if count:
            place = max(0, min(count - 1, self.currentIndex().row() + by))
            self.selectionModel().setCurrentIndex(self.model().index(place, 0), _Flag.NoUpdate)
            self.scrollTo(self.model().index(place, 0))

    def keyboardSearch(self, search: str) -> None:
        """Letters are shortcuts of the page; they do not search."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose or leave out the line that the keyboard is on."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.selectionModel().select(self.currentIndex(), _Flag.Toggle | _Flag.Rows)
        else:
            super().keyPressEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End lead to the ends of the table; Qt would stay in the line."""
        ends = {QAbstractItemView.CursorAction.MoveHome: 0, QAbstractItemView.CursorAction.MoveEnd: -1}
        count = self.model().rowCount()
        if action in ends and count:
            return self.model().index(ends[action] % count, 0)
        return super().moveCursor(action, modifiers)

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: object = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Plain arrows only walk."""
        if isinstance(event, QKeyEvent) and event.key() in _PLAIN and not event.modifiers():
            return _Flag.NoUpdate
        return super().selectionCommand(index, event)  # type: ignore[arg-type]


class _BulkDelegate(TraceDelegate):
    """Draws the bar of the line that the keyboard is on."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        if index.column() == 0 and index.row() == self.table.currentIndex().row():
            rect = QRectF(option.rect)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink("accent" if self.table.hasFocus() else "control", option.palette))
            painter.drawRoundedRect(QRectF(rect.left(), rect.top() + 5, 3, rect.height() - 10), 1.5, 1.5)
