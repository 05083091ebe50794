# SPDX-License-Identifier: Apache-2.0
"""The reading side of review: lists, searches, the queue and its counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from core.domain.jobs import JobId
from core.domain.reviews import ReviewCounts
from core.domain.traces import QueuePlace, Trace, TraceFilter, TraceId, TraceRow, TraceState
from core.review import pace
from core.review.today import Today
from core.store.store import Store, Unit


class TraceLists:
    """What the traces of one workspace are and where they stand. Any thread."""

    def __init__(self, *, store: Store, clock: Callable[[], datetime]) -> None:
        """Read ``store``; ``clock`` says what time it is for the people here."""
        self._store = store
        self._clock = clock
        self._today = Today()

    def rows(
        self,
        *,
        states: Sequence[TraceState] = (),
        types: Sequence[str] = (),
        teachers: Sequence[str] = (),
        is_flagged: bool | None = None,
        text: str = "",
        job: JobId | None = None,
        limit: int = 200,
        after: TraceId | None = None,
    ) -> tuple[TraceRow, ...]:
        """Rows of a list of traces, oldest first, behind the id ``after``; ``job`` keeps those that it made."""
        wanted = replace(_filter(states, types, teachers, is_flagged, text), job_id=job)
        with self._store.read() as unit:
            places = unit.queue.page(wanted, limit=limit, after=None if after is None else QueuePlace(after, after))
            return unit.traces.rows_of([place.trace_id for place in places])

    def reviewers(self) -> tuple[str, ...]:
        """Everybody who reviewed here, for the filter."""
        with self._store.read() as unit:
            return unit.reviews.reviewers()

    def marks(self, kind: str) -> tuple[str, ...]:
        """The reasons (``reason``), tags (``tag``) or checks with findings (``finding``) that some trace has."""
        with self._store.read() as unit:
            return unit.queue.marks(kind)

    def ids(
        self,
        *,
        states: Sequence[TraceState] = (),
        types: Sequence[str] = (),
        teachers: Sequence[str] = (),
        is_flagged: bool | None = None,
        text: str = "",
    ) -> tuple[TraceId, ...]:
        """The ids of all traces that fit, oldest first."""
        with self._store.read() as unit:
            return unit.queue.ids(_filter(states, types, teachers, is_flagged, text))

    def rows_of(self, ids: Sequence[TraceId]) -> tuple[TraceRow, ...]:
        """The rows of these ids in their order: one page of a table."""
        with self._store.read() as unit:
            return unit.traces.rows_of(ids)

    def teachers(self) -> tuple[str, ...]:
        """The teachers that have traces here, for the filter."""
        with self._store.read() as unit:
            return unit.queue.values("teacher")

    def values(self, facet: str) -> tuple[str, ...]:
        """What a facet of text (``task_type``, ``reviewer`` ...) is among the traces, in order."""
        with self._store.read() as unit:
            return unit.queue.values(facet)

    def search(self, text: str, limit: int = 50) -> tuple[TraceRow, ...]:
        """The newest traces that hold these words."""
        with self._store.read() as unit:
            return unit.traces.rows_of(unit.queue.newest(TraceFilter(text=text), limit=limit))

    def next(self, reviewer: str, after: TraceId | None = None) -> TraceId | None:
        """The next trace to look at, round the queue from ``after``; None once nothing waits.

        Pending ones come first, those that are assigned to ``reviewer`` before all, then those that others skipped,
        then those that ``reviewer`` skipped. What is assigned to others only, answered already or kept from
        ``reviewer`` is not offered.
        """
        with self._store.read() as unit:
            free = unit.assignments.next_free(after) or unit.assignments.next_free()
            found = _assigned(unit, reviewer, after) or free
            if found is not None:
                return found
            asked = TraceFilter(states=(TraceState.SKIPPED,), asked_by=reviewer)
            skipped = _open(unit, unit.queue.ids(asked), reviewer)
            mine = unit.reviews.skipped_by(reviewer)
        others = [found for found in skipped if found not in mine]
        queue = others or skipped
        return _behind(queue, after) if queue else None

    def trace(self, trace_id: TraceId) -> Trace:
        """One trace with its original and its current steps. Raises UnknownName."""
        with self._store.read() as unit:
            return unit.traces.get(trace_id)

    def counts(self, *, reviewer: str | None = None) -> ReviewCounts:
        """How the queue stands, and how today goes: for one reviewer where one is named, else for all together."""
        midnight = pace.start_of_day(self._clock()).astimezone(UTC)
        with self._store.read() as unit:
            by_state = unit.queue.count_by_state(TraceFilter())
            today = self._today.read(unit, midnight, reviewer)
            flagged, kept_away = unit.queue.count_flagged(), unit.queue.count_kept_from(reviewer)
        return ReviewCounts(
            total=sum(by_state.values()),
            by_state={state: by_state.get(state, 0) for state in TraceState},
            flagged=flagged,
            decided_today=today.decided,
            median_seconds=pace.median_seconds(tuple(today.moments.values())),
            kept_away=kept_away,
        )


def _filter(
    states: Sequence[TraceState], types: Sequence[str], teachers: Sequence[str], is_flagged: bool | None, text: str
) -> TraceFilter:
    return TraceFilter(
        states=tuple(states), task_types=tuple(types), teachers=tuple(teachers), is_flagged=is_flagged, text=text
    )


def _assigned(unit: Unit, reviewer: str, after: TraceId | None) -> TraceId | None:
    """The next pending trace that waits for the opinion of a reviewer."""
    wanted = TraceFilter(states=(TraceState.PENDING,), assignees=(reviewer,), is_opinion_missing=True)
    return unit.queue.next_in(wanted, after=after) or unit.queue.next_in(wanted)


def _open(unit: Unit, ids: Sequence[TraceId], reviewer: str) -> list[TraceId]:
    """Those of the traces that are assigned to nobody, or to a reviewer who has not spoken."""
    told = unit.assignments.opinions(ids)
    return [
        found
        for found in ids
        if found not in told or any(said.reviewer == reviewer and said.verdict is None for said in told[found])
    ]


def _behind(queue: Sequence[TraceId], after: TraceId | None) -> TraceId:
    """The first of a queue behind ``after``, or the first at all."""
    return next((found for found in queue if after is not None and found > after), queue[0])
