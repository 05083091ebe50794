# SPDX-License-Identifier: Apache-2.0
"""The queue of Review: ids first, rows when they come into view, and where the reader goes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.domain.reviews import SkipTo, Verdict
from core.domain.traces import QueuePlace, TraceId, TraceOrder, TraceRow, TraceState
from ui.context import UiContext
from ui.models.trace_table import REVIEW_COLUMNS, TraceTableModel
from ui.pages.review.queue_line import QueueLine, QueuePage, first_page, next_page
from ui.pages.review.state import QueueFilter

FIRST = 200
"""Traces in the first page, which is on screen while the rest is still on its way."""
PART = 20_000
"""Traces in every further part: taking one in holds the window for less than a frame."""
MOST_ROWS = 500
"""Rows that are read anew at once; where more changed, the queue is read anew with the change that tells of it."""

_STATE_AFTER = {
    Verdict.REJECT: TraceState.REJECTED,
    Verdict.NEEDS_WORK: TraceState.NEEDS_WORK,
    Verdict.SKIP: TraceState.SKIPPED,
}


class ReviewQueue(QObject):
    """Holds the traces that fit a filter. Decided ones stay in their place until the queue is read anew.

    Signals:
        was_read: the ids are new; the model has them.
        has_grown: more traces came to the end.
        order_dropped: the order could not be had, and the oldest come first.
    """

    was_read = Signal()
    has_grown = Signal()
    order_dropped = Signal()

    def __init__(self, context: UiContext, parent: QObject) -> None:
        """Begin empty, waiting traces wanted."""
        super().__init__(parent)
        self._context = context
        self._decided: set[TraceId] = set()
        self._skipped: set[TraceId] = set()
        self._newest = 0
        self._is_whole = False
        self.wanted = QueueFilter()
        self.model = TraceTableModel(self._fetch, self, columns=REVIEW_COLUMNS)

    def __len__(self) -> int:
        """How many traces stand in the queue."""
        return self.model.rowCount()

    def read(self) -> None:
        """Ask for the first page anew; the rest of a long queue follows part by part."""
        wanted = self.wanted
        ask = partial(first_page, self._context.studio, wanted, self._context.reviewer, limit=FIRST)
        self._context.work.ask(self, "ids", ask, partial(self._on_first, wanted), self._on_refused)

    def grow(self) -> None:
        """Ask whether there are newer traces; they come to the end, and what is there stays in its place."""
        if self.wanted.chosen or not self._is_whole:
            return
        wanted, studio, newest = self.wanted.wanted, self._context.studio, self._newest
        behind = QueuePlace(newest, TraceId(newest))
        ask = partial(studio.review.queue, wanted, after=behind, limit=PART)
        self._context.work.ask(self, "more", ask, self._on_more)

    def read_rows(self, ids: Sequence[TraceId]) -> None:
        """Ask for the rows of some traces of the queue anew."""
        inside = tuple(found for found in ids if self.model.place_of(found) >= 0)
        if inside:
            rows_of = self._context.studio.review.rows_of
            self._context.work.ask(self, f"rows {inside[0]}", lambda: rows_of(inside), self.model.put_rows)

    def place_of(self, trace_id: TraceId | None) -> int:
        """The place of a trace; -1 where it is not in the queue."""
        return -1 if trace_id is None else self.model.place_of(trace_id)

    def show_verdict(
        self, trace_id: TraceId, verdict: Verdict, *, is_edited: bool, skip_to: SkipTo = SkipTo.ME
    ) -> None:
        """Show a decision before it is in the store."""
        kept = TraceState.EDITED if is_edited else TraceState.ACCEPTED
        self.pass_over((trace_id,), verdict, skip_to)
        self._put(trace_id, lambda row: replace(row, state=_STATE_AFTER.get(verdict, kept)))

    def pass_over(self, ids: Sequence[TraceId], verdict: Verdict, skip_to: SkipTo) -> None:
        """Reading does not come to these again, unless they are skipped and come back."""
        if verdict is Verdict.SKIP:
            self._skipped.update(ids)
        if verdict is not Verdict.SKIP or skip_to is not SkipTo.ME:
            self._decided.update(ids)

    def show_flag(self, trace_id: TraceId, *, is_flagged: bool) -> None:
        """Show a flag before it is in the store."""
        self._put(trace_id, lambda row: replace(row, is_flagged=is_flagged))

    def take_back(self, ids: Sequence[TraceId]) -> None:
        """Traces whose decision failed or was undone wait again."""
        self._decided.difference_update(ids)
        self.read_rows(ids[:MOST_ROWS])

    def neighbour(self, trace_id: TraceId | None, by: int) -> TraceId | None:
        """The trace before or behind; None past the ends."""
        place = self.place_of(trace_id) + by
        return self.model.id_at(place) if 0 <= place < len(self) else None

    def after(self, trace_id: TraceId | None) -> TraceId | None:
        """Where to go after a decision: the next one that waits, round the queue; None when none does.

        In a queue of decided traces it is simply the next one.
        """
        place = self.place_of(trace_id)
        if not self.wanted.is_waiting_only:
            return self.neighbour(trace_id, 1)
        for step in range(1, len(self) + 1):
            found = self.model.id_at((place + step) % len(self))
            if found not in self._decided and found != trace_id:
                return found
        return None

    def first(self) -> TraceId | None:
        """Where reading begins."""
        return self.model.id_at(0) if len(self) else None

    def _put(self, trace_id: TraceId, change: Callable[[TraceRow], TraceRow]) -> None:
        place = self.place_of(trace_id)
        row = self.model.row_at(place) if place >= 0 else None
        if row is not None:
            self.model.put_rows((change(row),))

    def _fetch(self, ids: tuple[TraceId, ...]) -> Sequence[TraceRow] | None:
        rows_of = self._context.studio.review.rows_of
        self._context.work.ask(self, f"page {ids[0]}", lambda: rows_of(ids), self.model.put_rows)
        return None

    def _on_first(self, wanted: QueueFilter, page: QueuePage) -> None:
        self._decided.clear()
        self._skipped.clear()
        self._newest = 0
        self._is_whole = False
        self.model.set_ids(self._ids_of(page.places))
        self.was_read.emit()
        self._go_on(wanted, page.rest)

    def _on_refused(self, error: BaseException) -> None:
        """An order that cannot be had gives way to the first one."""
        self._context.notify.fail(error)
        if self.wanted.order is not TraceOrder.OLDEST:
            self.wanted = replace(self.wanted, order=TraceOrder.OLDEST)
            self.order_dropped.emit()
            self.read()

    def _on_part(self, wanted: QueueFilter, page: QueuePage) -> None:
        if wanted == self.wanted and not self._is_whole:
            # What was skipped while the queue was read stands in it already.
            places = tuple(place for place in page.places if place.trace_id not in self._skipped)
            self.model.append_ids(self._ids_of(places))
            self.has_grown.emit()
            self._go_on(wanted, page.rest)

    def _go_on(self, wanted: QueueFilter, rest: QueueLine) -> None:
        """Ask for the part behind what was read, unless that was the last one."""
        if rest.is_done:
            self._is_whole = True
            return
        ask = partial(next_page, self._context.studio, rest, limit=PART)
        self._context.work.ask(self, "ids", ask, partial(self._on_part, wanted))

    def _on_more(self, places: tuple[QueuePlace, ...]) -> None:
        new = tuple(found for found in self._ids_of(places) if self.model.place_of(found) < 0)
        if new:
            self._decided.difference_update(new)
            self.model.append_ids(new)
            self.has_grown.emit()

    def _ids_of(self, places: tuple[QueuePlace, ...]) -> tuple[TraceId, ...]:
        ids = tuple(place.trace_id for place in places)
        self._newest = max(self._newest, max(ids, default=0))
        return ids
