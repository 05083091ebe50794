# SPDX-License-Identifier: Apache-2.0
"""The queue of the review page: one trace a line, with its state as a mark and a word, its flag and its draft."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.domain.traces import TraceId, TraceRow
from ui.models.trace_table import ROW_ROLE, TraceTableModel
from ui.widgets.glyphs import STATE_GLYPHS, draw_glyph
from ui.widgets.ink import ink, letters, tint
from ui.widgets.painted import CENTER, LEFT, RIGHT, elided

_ROW = 50


class TraceQueue(QListView):
    """A list over a TraceTableModel; nothing but what is in view is ever fetched.

    Signals:
        trace_chosen: id of the trace that became the current one.
    """

    trace_chosen = Signal(int)

    def __init__(self, model: TraceTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._traces = model
        self._empty_text = self.tr("Nothing to review. Generate traces, or choose other filters.")
        self.setModel(model)
        self.setModelColumn(model.column("title"))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("look", "bare")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.setItemDelegate(QueueDelegate(model, self))
        self.setAccessibleName(self.tr("Review queue"))
        self.selectionModel().currentRowChanged.connect(self._on_current_row)

    def set_empty_text(self, text: str) -> None:
        """The sentence that stands here while there are no traces."""
        self._empty_text = text
        self.viewport().update()

    def current_id(self) -> TraceId | None:
        """The trace that is the current one."""
        place = self.currentIndex().row()
        return self._traces.id_at(place) if place >= 0 else None

    def choose(self, trace_id: TraceId) -> None:
        """Make a trace the current one and bring it into view; one that is not here leaves none."""
        place = self._traces.place_of(trace_id)
        self.setCurrentIndex(self._traces.index(place, self.modelColumn()) if place >= 0 else QModelIndex())

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) trace."""
        count = self._traces.rowCount()
        if count:
            place = max(0, min(count - 1, self.currentIndex().row() + by))
            self.setCurrentIndex(self._traces.index(place, self.modelColumn()))

    def keyboardSearch(self, search: str) -> None:
        """Letters are shortcuts of the page; they do not search."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._traces.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setFont(letters("label"))
            painter.setPen(ink("muted", self.palette()))
            area = self.viewport().rect().adjusted(20, 8, -20, -8)
            painter.drawText(area, CENTER | Qt.TextFlag.TextWordWrap, self._empty_text)
            painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()

    def _on_current_row(self, current: QModelIndex) -> None:
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
        width = QFontMetricsF(letters("caption")).horizontalAdvance(word) + 2
        painter.setFont(letters("caption"))
        painter.setPen(ink(role, option.palette))
        painter.drawText(QRectF(right - width, top, width, 17), RIGHT | Qt.TextFlag.TextSingleLine, word)
        return width + 8

    @staticmethod
    def _line(painter: QPainter, box: QRectF, text: str, use: str, role: str, option: QStyleOptionViewItem) -> None:
        font = letters(use)
        painter.setFont(font)
        painter.setPen(ink(role, option.palette))
        painter.drawText(box, LEFT | Qt.TextFlag.TextSingleLine, elided(text, font, box.width()))
