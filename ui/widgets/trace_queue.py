# SPDX-License-Identifier: Apache-2.0
"""The queue of the review page: one trace a line, with its state as a mark and a word, its flag and its draft."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.domain.traces import TraceId, TraceRow
from ui.models.trace_table import ROW_ROLE, TraceTableModel
from ui.widgets.data_table import DataTable
from ui.widgets.glyphs import STATE_GLYPHS, draw_glyph
from ui.widgets.ink import ink, letters, measures, tint
from ui.widgets.painted import LEFT, RIGHT, elided

_ROW = 50


class TraceQueue(DataTable):
    """One column of a TraceTableModel; nothing but what is in view is ever fetched.

    A table, because a list view of Qt asks the model about each of a million lines whenever one of them changes.

    Signals:
        trace_chosen: id of the trace that became the current one.
    """

    trace_chosen = Signal(int)

    def __init__(self, model: TraceTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._traces = model
        self._column = model.column("title")
        self.set_empty_text(self.tr("Nothing to review. Generate traces, or choose other filters."))
        self.setModel(model)
        self._show_one_column()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("look", "bare")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        # It paints opaque, so that a queue that moves on by one line is moved on the screen, and one line painted.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setItemDelegate(QueueDelegate(model, self))
        self.setAccessibleName(self.tr("Review queue"))
        self.selectionModel().currentRowChanged.connect(self._on_current_trace)

    def current_id(self) -> TraceId | None:
        """The trace that is the current one."""
        place = self.currentIndex().row()
        return self._traces.id_at(place) if place >= 0 else None

    def choose(self, trace_id: TraceId) -> None:
        """Make a trace the current one and bring it into view; one that is not here leaves none."""
        place = self._traces.place_of(trace_id)
        self.setCurrentIndex(self._index(place) if place >= 0 else QModelIndex())

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) trace."""
        count = self._traces.rowCount()
        if count:
            self.setCurrentIndex(self._index(max(0, min(count - 1, self.currentIndex().row() + by))))

    def keyboardSearch(self, search: str) -> None:
        """Letters are shortcuts of the page; they do not search."""

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End lead to the ends of the queue; in a table they would stay in their line."""
        ends = {QAbstractItemView.CursorAction.MoveHome: 0, QAbstractItemView.CursorAction.MoveEnd: -1}
        count = self._traces.rowCount()
        if action in ends and count:
            return self._index(ends[action] % count)
        return super().moveCursor(action, modifiers)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), ink("canvas", self.palette()))
        painter.end()
        super().paintEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()

    def _show_one_column(self) -> None:
        self.horizontalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        for column in range(self._traces.columnCount()):
            self.setColumnHidden(column, column != self._column)
        self.horizontalHeader().setSectionResizeMode(self._column, QHeaderView.ResizeMode.Stretch)

    def _index(self, place: int) -> QModelIndex:
        return self._traces.index(place, self._column)

    def _on_current_trace(self, current: QModelIndex) -> None:
        if current.isValid():
            self.trace_chosen.emit(int(self._traces.id_at(current.row())))


class QueueDelegate(QStyledItemDelegate):
    """Draws a trace on two lines: its problem, and its state with category and conclusion."""

    def __init__(self, model: TraceTableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._traces = model

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: TraceRow | None = index.data(ROW_ROLE)
        rect, state = QRectF(option.rect), option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, rect, state, option)
        if row is not None:
            self._paint_row(painter, rect, row, option)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, rect: QRectF, state: QStyle.StateFlag, option: QStyleOptionViewItem
    ) -> None:
        palette = option.palette
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        if is_current or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint("accent", 0.13 if is_current else 0.05, palette))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 6, 6)
        if is_current:
            has_focus = option.widget.hasFocus()
            painter.setBrush(ink("accent" if has_focus else "control", palette))
            painter.drawRoundedRect(QRectF(rect.left() + 2, rect.top() + 8, 3, rect.height() - 16), 1.5, 1.5)

    def _paint_row(self, painter: QPainter, rect: QRectF, row: TraceRow, option: QStyleOptionViewItem) -> None:
        palette = option.palette
        glyph, role = STATE_GLYPHS[row.state]
        draw_glyph(painter, glyph, QPointF(rect.left() + 20, rect.top() + 16), ink(role, palette), size=13)
        right = rect.right() - 10
        if row.is_flagged:
            draw_glyph(painter, "flag", QPointF(right - 6, rect.top() + 16), ink("warn", palette), size=13)
            right -= 20
        self._line(
            painter,
            QRectF(rect.left() + 34, rect.top() + 6, right - rect.left() - 34, 20),
            row.title,
            "label",
            "text",
            option,
        )
        words = f"{self._traces.state_word(row.state)}  ·  {row.task_type.replace('_', ' ')}"
        right = rect.right() - 10
        if row.has_draft:
            right -= self._mark(painter, right, rect.top() + 26, self.tr("Draft"), "edited", option)
        below = QRectF(rect.left() + 34, rect.top() + 26, right - rect.left() - 34, 17)
        self._line(painter, below, words, "caption", "muted", option)

    @staticmethod
    def _mark(painter: QPainter, right: float, top: float, word: str, role: str, option: QStyleOptionViewItem) -> float:
        """Write a word at the right end of a line; the pixels that it takes."""
        width = measures("caption").horizontalAdvance(word) + 2
        painter.setFont(letters("caption"))
        painter.setPen(ink(role, option.palette))
        painter.drawText(QRectF(right - width, top, width, 17), RIGHT | Qt.TextFlag.TextSingleLine, word)
        return width + 8

    @staticmethod
    def _line(painter: QPainter, box: QRectF, text: str, use: str, role: str, option: QStyleOptionViewItem) -> None:
        painter.setFont(letters(use))
        painter.setPen(ink(role, option.palette))
        painter.drawText(box, LEFT | Qt.TextFlag.TextSingleLine, elided(text, measures(use), box.width()))
