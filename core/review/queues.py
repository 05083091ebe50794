# SPDX-License-Identifier: Apache-2.0
"""Queues of review: in which order, for whom, in which parts, and what else answers the problem that is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from core.domain.evaluations import Gap
from core.domain.traces import QueuePlace, TraceFilter, TraceId, TraceOrder, TraceRow
from core.errors import InvalidInput
from core.review.lists import TraceLists
from core.review.skipping import parts_of, queue_of
from core.store.store import Store


class Queues(TraceLists):
    """What a reviewer reads next, and beside it. Any thread."""

    def __init__(
        self, *, store: Store, clock: Callable[[], datetime], gaps: Callable[[], tuple[Gap, ...]] = lambda: ()
    ) -> None:
        """Read ``store``; ``gaps`` says how far the student is behind its teacher, the widest gap first."""
        super().__init__(store=store, clock=clock)
        self._gaps = gaps

    def queue(
        self,
        wanted: TraceFilter,
        *,
        order: TraceOrder = TraceOrder.OLDEST,
        after: QueuePlace | None = None,
        limit: int = 200,
        categories: Sequence[str] = (),
    ) -> tuple[QueuePlace, ...]:
        """The next traces of a queue behind a place; the same filter and order give the same queue every time.

        ``categories`` are those of ``widest_gaps``, for the order by gap: the same for all pages of a queue. They are
        asked for where none are given.

        Raises:
            InvalidInput: the order is by gap, and no report says where the student is behind.
        """
        if order is TraceOrder.LONGEST_GAP and not categories:
            categories = self.widest_gaps()
        with self._store.read() as unit:
            return unit.queue.page(wanted, order=order, limit=limit, after=after, categories=categories)

    def queue_of(self, wanted: TraceFilter, reviewer: str) -> TraceFilter:
        """The filter as the queue of one reviewer: without what this reviewer is through with."""
        return queue_of(wanted, reviewer)

    def parts_of(self, wanted: TraceFilter) -> tuple[TraceFilter, ...]:
        """The filters in which a queue is read one behind the other: skipped traces stand at its end."""
        return parts_of(wanted)

    def gaps(self) -> tuple[Gap, ...]:
        """How far the newest student is behind its teacher in each category, the widest gap first; empty without."""
        return self._gaps()

    def widest_gaps(self) -> tuple[str, ...]:
        """The categories in the order of their gaps. Raises InvalidInput where no report tells."""
        found = tuple(gap.category for gap in self._gaps())
        if not found:
            raise InvalidInput(
                "No report says yet where the student is behind its teacher.",
                hint="Evaluate a teacher and a student on the same cases on the Evaluate page, then choose this order.",
            )
        return found

    def beside(self, trace_id: TraceId) -> tuple[TraceRow, ...]:
        """The other traces of the same problem, oldest first. Raises UnknownName."""
        with self._store.read() as unit:
            found = unit.traces.of_problems((unit.traces.get(trace_id).problem_id,))
            return unit.traces.rows_of([other for other in found if other != trace_id])

    def ids_of(self, wanted: TraceFilter) -> tuple[TraceId, ...]:
        """The ids of all traces that a filter lets through, oldest first."""
        with self._store.read() as unit:
            return unit.queue.ids(wanted)

    def count(self, wanted: TraceFilter) -> int:
        """How many traces a filter lets through; among a million it may take longer than the first page."""
        with self._store.read() as unit:
            return unit.queue.count(wanted)
