# SPDX-License-Identifier: Apache-2.0
"""How Review is laid out: queue, trace and side beside one another, and what stands there when there is nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from ui.actions import ActionSpec
from ui.context import UiContext
from ui.models.trace_table import TraceTableModel
from ui.pages.review.bulk_page import BulkPage
from ui.pages.review.guidelines import Guidelines
from ui.pages.review.queue_panel import QueuePanel
from ui.pages.review.side_panel import SidePanel
from ui.pages.review.trace_panel import TracePanel
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_button import KeyButton

_WIDTHS = (230, 620, 236)
_LEAST = (186, 498, 190)
_SHARES = (2, 7, 2)


class ReviewBoard(QStackedWidget):
    """The parts of the page; the actions of Review must be registered before it is built."""

    def __init__(self, context: UiContext, model: TraceTableModel, parent: QWidget | None = None) -> None:
        """Lay out the parts around the queue of ``model``."""
        super().__init__(parent)
        self._context = context
        self.queue = QueuePanel(model, context.icons)
        self.queue.follow_search_key(context.actions.action("review.search"))
        self.panel = TracePanel(context.actions, context.icons)
        self.side = SidePanel(context.icons)
        self.bulk = BulkPage(context.actions, model)
        close = KeyButton(context.actions.action("review.guidelines"), self.tr("Put away"))
        self.guidelines = Guidelines(close)
        self._is_wide = self._is_bulk = False
        self._right = QStackedWidget()
        self._right.addWidget(self.side)
        self._right.addWidget(self.guidelines)
        self._middle = QStackedWidget()
        self._add_middle()
        self.addWidget(self._nothing_yet())
        self.addWidget(self._splitter())
        self.show_work(has_traces=True)

    @property
    def is_reading(self) -> bool:
        """True while a trace is on screen."""
        return self.currentIndex() == 1 and self._middle.currentWidget() is self.panel

    def show_work(self, *, has_traces: bool) -> None:
        """Show the three parts, or where traces come from when there are none at all."""
        self.setCurrentIndex(1 if has_traces else 0)

    def show_trace(self) -> None:
        """Show the trace and what is known about it."""
        if self._is_bulk:
            return
        self._middle.setCurrentWidget(self.panel)
        self._right.setVisible(not self._is_wide)

    def show_no_trace(self, *, is_done: bool) -> None:
        """Say that all is reviewed, or that nothing fits the filters; the table says it itself."""
        if self._is_bulk:
            return
        self._middle.setCurrentWidget(self._all_done if is_done else self._no_match)
        self._right.hide()

    def show_bulk(self, *, is_bulk: bool) -> None:
        """Lay the filters over the table of the queue, or beside one trace."""
        self._is_bulk = is_bulk
        self.queue.lie_flat(is_flat=is_bulk)
        self._parts.setOrientation(Qt.Orientation.Vertical if is_bulk else Qt.Orientation.Horizontal)
        self._parts.setSizes([self.queue.sizeHint().height(), self.height()] if is_bulk else list(_WIDTHS))
        self._right.setVisible(not is_bulk and not self._is_wide)
        self._middle.setCurrentWidget(self.bulk if is_bulk else self.panel)

    def foot_height(self) -> int:
        """Pixels that the keys take at the foot; 0 where there are none."""
        if self._is_bulk:
            return self.bulk.foot_height()
        return self.panel.foot_height() if self.is_reading else 0

    def widen(self, *, is_wide: bool) -> None:
        """Give the trace the room of the side, or take it back."""
        self._is_wide = is_wide
        self._right.setVisible(self.is_reading and not is_wide)

    def toggle_guidelines(self) -> None:
        """Put the guidelines over the side, or away."""
        self._right.setCurrentIndex(1 - self._right.currentIndex())

    def _add_middle(self) -> None:
        icons = self._context.icons
        sentence = self.tr("Every trace of this queue has its decision. What you kept can become a dataset.")
        step = self._go("to_datasets", self.tr("Go to datasets"), "datasets")
        self._all_done = EmptyState(icons, "done", self.tr("All reviewed"), sentence, action=step)
        self._all_done.setObjectName("review_all_done")
        sentence = self.tr("Choose other filters on the left, or other words to search for.")
        self._no_match = EmptyState(icons, "search", self.tr("No trace fits"), sentence)
        self._no_match.setObjectName("review_no_match")
        for page in (self.panel, self.bulk, self._all_done, self._no_match):
            self._middle.addWidget(page)

    def _nothing_yet(self) -> QWidget:
        sentence = self.tr("Traces come from a teacher. The built-in planner makes some without a key or a model.")
        step = self._go("to_generate", self.tr("Go to generate"), "generate")
        empty = EmptyState(self._context.icons, "review", self.tr("Nothing to review yet"), sentence, action=step)
        empty.setObjectName("review_empty")
        return empty

    def _splitter(self) -> QSplitter:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(17)
        splitter.setStyleSheet("QSplitter::handle { background: transparent; }")
        for place, part in enumerate((self.queue, self._middle, self._right)):
            part.setMinimumWidth(_LEAST[place])
            splitter.addWidget(part)
            splitter.setStretchFactor(place, _SHARES[place])
        splitter.setSizes(list(_WIDTHS))
        self._parts = splitter
        return splitter

    def _go(self, name: str, text: str, page: str) -> QAction:
        spec = ActionSpec(f"review.{name}", text, "next", page="review", menu=self.tr("Review"))
        return self._context.actions.add(spec, partial(self._context.navigator.go, page))
