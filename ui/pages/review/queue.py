# SPDX-License-Identifier: Apache-2.0
"""The queue of Review: ids first, rows when they come into view, and where the reader goes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.domain.reviews import Verdict
from core.domain.traces import QueuePlace, TraceId, TraceRow, TraceState
from ui.context import UiContext
from ui.models.trace_table import TraceTableModel
from ui.pages.review.state import QueueFilter

if TYPE_CHECKING:
    from core.studio import Studio

FIRST = 200
"""Traces in the first page, which is on screen while the rest is still on its way."""
PART = 20_000
"""Traces in every further part: taking one in holds the window for less than a frame."""

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
    """

    was_read = Signal()
    has_grown = Signal()

    def __init__(self, context: UiContext, parent: QObject) -> None:
        """Begin empty, waiting traces wanted."""
        super().__init__(parent)
        self._context = context
        self._decided: set[TraceId] = set()
        self._newest = 0
        self._is_whole = False
        self.wanted = QueueFilter()
        self.model = TraceTableModel(self._fetch, self)

    def __len__(self) -> int:
        """How many traces stand in the queue."""
        return self.model.rowCount()

    def read(self) -> None:
        """Ask for the first page anew; the rest of a long queue follows part by part."""
        wanted, studio = self.wanted, self._context.studio
        self._context.work.ask(self, "ids", lambda: _first(studio, wanted), partial(self._on_first, wanted))

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

    def show_verdict(self, trace_id: TraceId, verdict: Verdict, *, is_edited: bool) -> None:
        """Show a decision before it is in the store."""
        kept = TraceState.EDITED if is_edited else TraceState.ACCEPTED
        if verdict is not Verdict.SKIP:
            self._decided.add(trace_id)
        self._put(trace_id, lambda row: replace(row, state=_STATE_AFTER.get(verdict, kept)))

    def show_flag(self, trace_id: TraceId, *, is_flagged: bool) -> None:
        """Show a flag before it is in the store."""
        self._put(trace_id, lambda row: replace(row, is_flagged=is_flagged))

    def take_back(self, ids: Sequence[TraceId]) -> None:
        """Traces whose decision failed or was undone wait again."""
        self._decided.difference_update(ids)
        self.read_rows(ids)

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

    def _on_first(self, wanted: QueueFilter, places: tuple[QueuePlace, ...]) -> None:
        self._decided.clear()
        self._newest = 0
        self._is_whole = False
        self.model.set_ids(self._ids_of(places))
        self.was_read.emit()
        self._go_on(wanted, places, FIRST)

    def _on_part(self, wanted: QueueFilter, places: tuple[QueuePlace, ...]) -> None:
        if wanted == self.wanted and not self._is_whole:
            self.model.append_ids(self._ids_of(places))
            self.has_grown.emit()
            self._go_on(wanted, places, PART)

    def _go_on(self, wanted: QueueFilter, places: tuple[QueuePlace, ...], limit: int) -> None:
        """Ask for the part behind these places, unless they were the last ones."""
        if wanted.chosen or len(places) < limit:
            self._is_whole = True
            return
        review = self._context.studio.review
        ask = partial(review.queue, wanted.wanted, order=wanted.order, after=places[-1], limit=PART)
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


def _first(studio: Studio, wanted: QueueFilter) -> tuple[QueuePlace, ...]:
    """The first places of a queue; any thread."""
    if wanted.chosen:
        return tuple(QueuePlace(found, found) for found in wanted.chosen)
    return studio.review.queue(wanted.wanted, order=wanted.order, limit=FIRST)
