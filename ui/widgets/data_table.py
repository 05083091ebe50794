# SPDX-License-Identifier: Apache-2.0
"""A table view as Stillroom wants it: quiet, whole lines, reachable by keyboard, and safe with a million lines."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.widgets.ink import ink, letters
from ui.widgets.painted import CENTER

ROW_HEIGHT = 34


class DataTable(QTableView):
    """Lines of a model; Enter or a double click opens one.

    Signals:
        row_activated: the line that was opened.
        current_row_changed: the line that the keyboard is on; -1 for none.
    """

    row_activated = Signal(int)
    current_row_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty_text = ""
        self._fitted_rows: int | None = None
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setFont(letters("label"))
        self.setStyleSheet("QTableView::item { padding: 0 5px; border: 0; } QAbstractScrollArea::corner { border: 0; }")
        lines = self.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(56)

    def set_empty_text(self, text: str) -> None:
        """The sentence that stands here while there are no lines."""
        self._empty_text = text
        self.viewport().update()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a model.

        The headers get a selection model of their own, which stays empty: asked about a million selected lines, the
        horizontal one would hold the window for seconds.
        """
        super().setModel(model)
        if model is not None:
            for header in (self.horizontalHeader(), self.verticalHeader()):
                header.setSelectionModel(QItemSelectionModel(model, header))
            self.selectionModel().currentRowChanged.connect(self._on_current_row)

    def set_widths(self, widths: dict[int, int], *, stretch: int) -> None:
        """Give columns their widths; one takes what is left."""
        header = self.horizontalHeader()
        for column, width in widths.items():
            header.resizeSection(column, width)
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)

    def fit_rows(self, count: int) -> None:
        """Be as high as so many lines; what is more is scrolled."""
        if self._fitted_rows is None:
            self.horizontalScrollBar().rangeChanged.connect(self._fit)
        self._fitted_rows = count
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.row_activated.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: object) -> None:
        super().mouseDoubleClickEvent(event)  # type: ignore[arg-type]
        if self.currentIndex().isValid():
            self.row_activated.emit(self.currentIndex().row())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty_text and (self.model() is None or self.model().rowCount() == 0):
            painter = QPainter(self.viewport())
            painter.setFont(letters("label"))
            painter.setPen(ink("muted", self.palette()))
            area = self.viewport().rect().adjusted(24, 8, -24, -8)
            painter.drawText(area, CENTER | Qt.TextFlag.TextWordWrap, self._empty_text)
            painter.end()

    def _fit(self) -> None:
        """Take the height of the lines, and of the bar below them where they are too wide."""
        bar = self.horizontalScrollBar()
        room = bar.sizeHint().height() if bar.maximum() > 0 else 0
        rows = max(1, self._fitted_rows or 0)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + ROW_HEIGHT * rows + 4 + room)

    def _on_current_row(self, current: object) -> None:
        self.current_row_changed.emit(self.currentIndex().row())
