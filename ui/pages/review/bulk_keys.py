# SPDX-License-Identifier: Apache-2.0
"""What the keys do in the bulk view: choose many traces, give one verdict, open one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from core.domain.reviews import Verdict
from core.domain.traces import TraceFilter, TraceOrder
from ui.context import UiContext
from ui.pages.review.board import ReviewBoard
from ui.pages.review.modes import ReviewModes
from ui.pages.review.presenter import ReviewPresenter
from ui.pages.review.whole_queue import WholeQueue

MOST_AT_ONCE = 2_000
"""Where more traces are chosen, the verdict runs as a job that shows how far it is and can be stopped."""

_ORDERS = {
    "id": TraceOrder.OLDEST,
    "confidence": TraceOrder.LEAST_CONFIDENT,
    "finding_count": TraceOrder.MOST_FINDINGS,
}
"""The columns by which a queue can be read: those that the store has an index for."""


class BulkKeys(QObject):
    """Opens the table in the place of one trace, and acts on what is chosen in it.

    Signals:
        changed: the view is another one, or its keys take another height.
    """

    changed = Signal()

    def __init__(
        self,
        context: UiContext,
        presenter: ReviewPresenter,
        board: ReviewBoard,
        *,
        modes: ReviewModes,
        whole: WholeQueue,
        page: QObject,
    ) -> None:
        """Act on the table of ``board``; verdicts on all of a filter are those of ``whole``."""
        super().__init__(page)
        self._context = context
        self._presenter = presenter
        self._board = board
        self._bulk = board.bulk
        self._modes = modes
        self._whole = whole
        self._is_open = False
        self._bulk.table.row_activated.connect(self._on_opened)
        self._bulk.table.selection_changed.connect(context.actions.refresh)
        self._bulk.reasons.confirmed.connect(self._on_confirmed)
        self._bulk.reasons.cancelled.connect(self.leave)
        presenter.queue.model.sort_requested.connect(self._on_sort)

    @property
    def is_open(self) -> bool:
        """True in the bulk view."""
        return self._is_open

    @property
    def is_asking(self) -> bool:
        """True while reasons are chosen in it."""
        return self._is_open and self._bulk.is_asking

    def can_decide(self) -> bool:
        """True where something is chosen and nothing is half done."""
        return self._is_open and not self._bulk.is_asking and self._bulk.table.selected_count() > 0

    def toggle(self) -> None:
        """Change between one trace and the table of them."""
        if self._is_open:
            self._open_trace()
        else:
            self._modes.when_free(self._open_table)

    def step(self, by: int) -> None:
        """Walk in the table."""
        self._bulk.table.step(by)

    def decide(self, verdict: Verdict, *, reasons: Sequence[str] = (), note: str = "") -> None:
        """Give one verdict on all that is chosen."""
        table = self._bulk.table
        chosen = table.selection()
        if chosen.is_all:
            self._whole.decide(self._whole.wanted(), verdict, reasons, note)
        elif len(chosen.ids) > MOST_AT_ONCE:
            self._whole.decide(TraceFilter(trace_ids=chosen.ids), verdict, reasons, note)
        elif chosen.ids:
            self._presenter.many.decide(chosen.ids, verdict, reasons=reasons, note=note)
        table.clearSelection()
        self.leave()

    def ask_reasons(self, verdict: Verdict) -> None:
        """Ask why, for all that is chosen."""
        self._bulk.show_reasons(is_shown=True)
        self._bulk.reasons.open_with(verdict, self._context.studio.review.reasons())
        self._tell()

    @Slot()
    def leave(self) -> None:
        """Go back from the reasons to the table."""
        self._bulk.show_reasons(is_shown=False)
        self._bulk.table.setFocus()
        self._tell()

    def _open_table(self) -> None:
        self._is_open = True
        self._board.show_bulk(is_bulk=True)
        current = self._presenter.current
        if current is not None:
            self._bulk.table.show_trace(current)
        self._bulk.table.clearSelection()
        self._bulk.table.setFocus()
        self._tell()

    def _open_trace(self) -> None:
        """Read the trace of the line that the keyboard is on."""
        place, queue = self._bulk.table.currentIndex().row(), self._presenter.queue
        self._is_open = False
        self._bulk.show_reasons(is_shown=False)
        self._board.show_bulk(is_bulk=False)
        wanted = queue.model.id_at(place) if place >= 0 else self._presenter.current
        self._presenter.show_again(wanted)
        self._board.panel.take_keyboard()
        self._modes.go_on()
        self._tell()

    def _tell(self) -> None:
        self.changed.emit()
        self._context.actions.refresh()

    @Slot(int)
    def _on_opened(self, _place: int) -> None:
        self._open_trace()

    @Slot(object, tuple, str)
    def _on_confirmed(self, verdict: Verdict, reasons: Sequence[str], note: str) -> None:
        self.decide(verdict, reasons=reasons, note=note)

    @Slot(str, bool)
    def _on_sort(self, column: str, _is_descending: bool) -> None:
        order = _ORDERS.get(column)
        box = self._board.queue.order
        if order is not None:
            box.setCurrentIndex(box.findData(order))
