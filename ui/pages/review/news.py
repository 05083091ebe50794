# SPDX-License-Identifier: Apache-2.0
"""How news of Review reaches the screen: the trace that came, none at all, and how the queue stands."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from core.domain.traces import TraceId
from ui.context import UiContext
from ui.pages.base import PageView
from ui.pages.review.board import ReviewBoard
from ui.pages.review.modes import ReviewModes
from ui.pages.review.presenter import ReviewPresenter
from ui.pages.review.state import TraceSheet
from ui.pages.review.trace_panel import Mode


class ReviewNews(QObject):
    """Shows what the presenter tells.

    Signals:
        was_shown: another trace, or none, is on screen.
    """

    was_shown = Signal()

    def __init__(
        self, context: UiContext, presenter: ReviewPresenter, board: ReviewBoard, modes: ReviewModes, page: PageView
    ) -> None:
        """Show it on ``board``, which lies on ``page``."""
        super().__init__(page)
        self._context = context
        self._presenter = presenter
        self._board = board
        self._modes = modes
        self._page = page
        presenter.sheet_shown.connect(self._on_sheet)
        presenter.standing.was_read.connect(self._on_standing)
        presenter.queue.order_dropped.connect(self._on_order_dropped)

    def choose_in_queue(self, trace_id: TraceId) -> None:
        """Let the queue have a trace as its current one, without a wish to read it."""
        queue = self._board.queue.queue
        queue.blockSignals(True)
        queue.choose(trace_id)
        queue.blockSignals(False)

    @Slot(object)
    def _on_sheet(self, sheet: TraceSheet | None) -> None:
        if sheet is None:
            self._show_nothing()
        else:
            self._show(sheet)
        self._context.actions.refresh()

    def _show(self, sheet: TraceSheet) -> None:
        board, panel = self._board, self._board.panel
        is_new = panel.sheet is None or panel.sheet.trace.id != sheet.trace.id
        if is_new and panel.mode is not Mode.READ:
            self._modes.set(Mode.READ)
        word = self._presenter.queue.model.state_word(sheet.trace.state)
        panel.show_sheet(sheet, word)
        board.side.show_sheet(sheet, word)
        board.guidelines.show_task(sheet.task)
        was_reading = board.is_reading
        board.show_trace()
        self.choose_in_queue(sheet.trace.id)
        if is_new and board.is_reading:
            self._modes.go_on()
        self.was_shown.emit()
        focused = QApplication.focusWidget()
        is_free = focused is None or (focused is board.queue.queue and not was_reading)
        if self._page.isVisible() and board.is_reading and is_free:
            panel.take_keyboard()

    def _show_nothing(self) -> None:
        wanted, queue = self._presenter.queue.wanted, self._board.queue
        is_done = wanted.is_waiting_only and (len(self._presenter.queue) > 0 or not wanted.is_narrowed)
        focused = QApplication.focusWidget()
        if focused is not None and self._page.isAncestorOf(focused) and not queue.isAncestorOf(focused):
            queue.queue.setFocus()
        self._board.show_no_trace(is_done=is_done)
        self.was_shown.emit()

    @Slot()
    def _on_order_dropped(self) -> None:
        self._board.queue.show_filter(self._presenter.queue.wanted)

    @Slot()
    def _on_standing(self) -> None:
        standing, actions = self._presenter.standing, self._context.actions
        if standing.counts is not None:
            self._board.queue.show_counts(standing.counts)
            self._board.show_work(has_traces=standing.counts.total > 0)
        for name, words, plain in (
            ("review.undo", standing.undo_words, self.tr("Undo")),
            ("review.redo", standing.redo_words, self.tr("Redo")),
        ):
            actions.action(name).setText(f"{plain}: {words}" if words else plain)
        actions.refresh()
