# SPDX-License-Identifier: Apache-2.0
"""Traces as a table in which many can be chosen; "all that match" is a flag and not a million selected lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPersistentModelIndex, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.domain.traces import TraceId
from ui.models.trace_table import TraceCell, TraceTableModel
from ui.safety import visible
from ui.widgets.data_table import DataTable
from ui.widgets.glyphs import STATE_GLYPHS, draw_glyph
from ui.widgets.ink import ink
from ui.widgets.painted import LEFT, RIGHT

_WIDTHS = {
    "state": 150,
    "conclusion": 200,
    "task_type": 150,
    "teacher": 120,
    "cost_usd": 88,
    "difficulty": 92,
    "created_at": 146,
    "split": 90,
}
"""Column -> width, those that matter most first."""

_TITLE_WIDTH = 260
_LEFT_LINE = LEFT | Qt.TextFlag.TextSingleLine
_RIGHT_LINE = RIGHT | Qt.TextFlag.TextSingleLine


@dataclass(frozen=True, slots=True)
class TraceSelection:
    """Which traces are chosen: all that match the filter, or these."""

    is_all: bool
    ids: tuple[TraceId, ...]


class TraceTable(DataTable):
    """The table of a TraceTableModel; Ctrl+A chooses all that match, any other choice takes that back.

    Signals:
        selection_changed: the TraceSelection changed.
    """

    selection_changed = Signal()

    def __init__(
        self,
        model: TraceTableModel,
        parent: QWidget | None = None,
        *,
        widths: Mapping[str, int] = _WIDTHS,
        title_width: int = _TITLE_WIDTH,
    ) -> None:
        """Show ``model``; ``widths`` has the columns that matter most first, which are the last to give way."""
        super().__init__(parent)
        self._traces = model
        self._widths = dict(widths)
        self._title_width = title_width
        self._is_all = False
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setModel(model)
        self.setItemDelegate(TraceDelegate(model, self))
        self.setAccessibleName(self.tr("Traces"))
        self.set_widths(
            {model.column(name): width for name, width in self._widths.items()}, stretch=model.column("title")
        )
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().sectionClicked.connect(self._on_header_clicked)
        model.modelReset.connect(self._on_reset)

    def selection(self) -> TraceSelection:
        """What is chosen."""
        if self._is_all:
            return TraceSelection(is_all=True, ids=())
        ids: list[TraceId] = []
        done = -1
        for first, last in sorted(self._ranges()):
            ids += self._traces.ids_between(max(first, done + 1), last)
            done = max(done, last)
        return TraceSelection(is_all=False, ids=tuple(ids))

    def selected_count(self) -> int:
        """How many traces are chosen."""
        if self._is_all:
            return self._traces.rowCount()
        return sum(last - first + 1 for first, last in self._ranges())

    def is_all_selected(self) -> bool:
        """True while all that match are chosen."""
        return self._is_all

    def show_trace(self, trace_id: TraceId) -> None:
        """Make the line of a trace the current one and bring it into view."""
        place = self._traces.place_of(trace_id)
        if place >= 0:
            self.setCurrentIndex(self._traces.index(place, 0))

    # Qt overrides

    def selectAll(self) -> None:
        """Choose all that match."""
        self.selectionModel().clearSelection()
        self._set_all(self._traces.rowCount() > 0)

    def clearSelection(self) -> None:
        """Choose nothing."""
        super().clearSelection()
        self._set_all(False)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not selected.isEmpty():
            self._is_all = False
            self.viewport().update()
        self.selection_changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._set_all(False)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
        elif event.key() == Qt.Key.Key_Escape and self.selected_count():
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_columns()
        super().resizeEvent(event)

    # Private

    def _ranges(self) -> list[tuple[int, int]]:
        """First and last line of each stretch that is selected."""
        selection = self.selectionModel().selection()
        return [(selection.at(place).top(), selection.at(place).bottom()) for place in range(selection.count())]

    def _fit_columns(self) -> None:
        """Leave out the columns that matter least until the problem has room."""
        left = self.viewport().width() - self._title_width
        for name, width in self._widths.items():
            left -= width
            self.setColumnHidden(self._traces.column(name), left < 0)

    def _set_all(self, is_all: bool) -> None:
        if is_all != self._is_all:
            self._is_all = is_all
            self.viewport().update()
            self.selection_changed.emit()

    def _on_header_clicked(self, section: int) -> None:
        header = self.horizontalHeader()
        self._traces.sort(section, header.sortIndicatorOrder() if header.isSortIndicatorShown() else Qt.SortOrder(0))

    def _on_reset(self) -> None:
        self._set_all(False)


class TraceDelegate(QStyledItemDelegate):
    """Paints the cells itself: through the style sheet a page of them takes three times as long."""

    def __init__(self, model: TraceTableModel, table: TraceTable) -> None:
        super().__init__(table)
        self._traces = model
        self.table = table

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect, palette = option.rect, option.palette
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected) or self.table.is_all_selected()
        if is_chosen:
            painter.fillRect(rect, ink("selected", palette))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, ink("sunken", palette))
        cell = self._traces.cell(index.row(), index.column())
        inner = rect.adjusted(30 if cell.state is not None else 8, 0, -24 if cell.is_flagged else -8, 0)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        text = option.fontMetrics.elidedText(visible(cell.text[:500]), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _RIGHT_LINE if cell.is_figure else _LEFT_LINE, text)
        if cell.state is not None:
            self._paint_marks(painter, option, cell)

    @staticmethod
    def _paint_marks(painter: QPainter, option: QStyleOptionViewItem, cell: TraceCell) -> None:
        rect, palette = option.rect, option.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if cell.state is not None:
            glyph, role = STATE_GLYPHS[cell.state]
            draw_glyph(painter, glyph, QPointF(rect.left() + 16, rect.center().y() + 1), ink(role, palette), size=13)
        if cell.is_flagged:
            draw_glyph(
                painter, "flag", QPointF(rect.right() - 14, rect.center().y() + 1), ink("warn", palette), size=13
            )
