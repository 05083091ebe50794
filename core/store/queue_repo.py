# SPDX-License-Identifier: Apache-2.0
"""Queues of traces: a page, all ids or a count of what a filter lets through, in the order that is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal_column, or_, select

from core.domain.reviews import EVERYBODY
from core.domain.traces import WAITING, Bounds, QueuePlace, TraceFilter, TraceId, TraceOrder, TraceState
from core.store.category_walk import place_in, walk
from core.store.conditions import (
    between,
    filtered,
    filtered_in_order,
    id_of,
    is_grouped,
    is_ranged,
    is_waiting,
    listed,
)
from core.store.review_tables import state_counts, trace_facets, trace_marks
from core.store.rows import Repo

_CHUNK = 20_000
_FEW = 4_000
"""So many traces are sorted in a blink; where more fit, the next two hundred are soon met in any order."""
_KEYS: dict[TraceOrder, ColumnElement[Any]] = {
    TraceOrder.OLDEST: trace_facets.c.id,
    TraceOrder.RANDOM: trace_facets.c.shuffle,
    TraceOrder.LEAST_CONFIDENT: trace_facets.c.confidence,
    TraceOrder.MOST_FINDINGS: trace_facets.c.finding_rank,
    TraceOrder.MOST_DISPUTED: trace_facets.c.dispute,
}

_IS_DISPUTED = trace_facets.c.dispute < literal_column("0")


class QueueRepo(Repo):
    """Reads the facets of one unit; nothing here opens a wide row."""

    def page(
        self,
        wanted: TraceFilter,
        *,
        order: TraceOrder = TraceOrder.OLDEST,
        limit: int,
        after: QueuePlace | None = None,
        categories: Sequence[str] = (),
    ) -> tuple[QueuePlace, ...]:
        """The next traces of a queue behind a place, from its beginning where there is none.

        Waiting and decided traces lie apart in the indexes, so a filter that takes both is read as two and merged.
        ``categories`` is the order of those for LONGEST_GAP: the same for every page of one queue.
        """
        if order is TraceOrder.LONGEST_GAP:
            return self._by_category(wanted, categories, limit, after)
        rare = self._rare(wanted)
        if rare is not None:
            query = filtered_in_order(_places(order), wanted).where(trace_facets.c.id.in_(listed(rare)))
            found = self._page(query, order, limit, after)
        elif order is TraceOrder.OLDEST and not is_ranged(wanted) and not is_grouped(wanted):
            found = self._page(filtered(_places(order), wanted), order, limit, after, id_of(wanted))
        else:
            halves = self._halves(wanted)
            found = [row for half in halves for row in self._half(wanted, half, order, limit, after)]
        return tuple(QueuePlace(row.key, TraceId(row.id)) for row in sorted(found, key=tuple)[:limit])

    def ids(self, wanted: TraceFilter) -> tuple[TraceId, ...]:
        """All ids that the filter lets through, oldest first."""
        return tuple(found.trace_id for chunk in self.chunks(wanted) for found in chunk)

    def chunks(
        self, wanted: TraceFilter, *, order: TraceOrder = TraceOrder.OLDEST, after: QueuePlace | None = None
    ) -> Iterator[tuple[QueuePlace, ...]]:
        """All places behind one, many at a time, so that a long queue never holds the interpreter for a frame."""
        while found := self.page(wanted, order=order, limit=_CHUNK, after=after):
            yield found
            if len(found) < _CHUNK:
                return
            after = found[-1]

    def next_in(self, wanted: TraceFilter, *, after: TraceId | None = None) -> TraceId | None:
        """The first id behind ``after`` that the filter lets through."""
        place = None if after is None else QueuePlace(after, after)
        found = self.page(wanted, limit=1, after=place)
        return found[0].trace_id if found else None

    def newest(self, wanted: TraceFilter, *, limit: int) -> tuple[TraceId, ...]:
        """The ids that were made last among those that the filter lets through, newest first."""
        query = filtered(select(trace_facets.c.id), wanted).order_by(trace_facets.c.id.desc()).limit(limit)
        return tuple(TraceId(found) for found in self._connection.execute(query).scalars())

    def count(self, wanted: TraceFilter) -> int:
        """How many traces the filter lets through."""
        found = filtered(select(trace_facets.c.id), wanted).subquery()
        return int(self._connection.execute(select(func.count()).select_from(found)).scalar_one())

    def count_by_state(self, wanted: TraceFilter) -> dict[TraceState, int]:
        """How many traces stand in each state; states without one are left out."""
        if wanted == TraceFilter():
            query: Select[Any] = select(state_counts.c.state, state_counts.c.count).where(state_counts.c.count > 0)
        else:
            found = filtered(select(trace_facets.c.id, trace_facets.c.state), wanted).subquery()
            query = select(found.c.state, func.count()).group_by(found.c.state)
        return {TraceState(state): count for state, count in self._connection.execute(query)}

    def count_by_task(self, wanted: TraceFilter) -> dict[str, int]:
        """How many traces there are of each task type; types without one are left out."""
        found = filtered(select(trace_facets.c.id, trace_facets.c.task_type), wanted).subquery()
        query = select(found.c.task_type, func.count()).group_by(found.c.task_type)
        return {str(task_type): int(count) for task_type, count in self._connection.execute(query)}

    def count_flagged(self) -> int:
        """How many traces are flagged."""
        return int(self._connection.execute(select(func.coalesce(func.sum(state_counts.c.flagged), 0))).scalar_one())

    def count_kept_from(self, reviewer: str | None) -> int:
        """How many skipped traces do not come back to a reviewer, or to nobody at all where none is named."""
        named = trace_facets.c.kept_from.in_([EVERYBODY, *([reviewer] if reviewer else [])])
        query = select(func.count(trace_facets.c.id)).where(named, literal_column("kept_from != ''"))
        return int(self._connection.execute(query).scalar_one())

    def values(self, name: str) -> tuple[str, ...]:
        """What a facet of text (``teacher``, ``reviewer``, ``task_type`` ...) is among all traces, in order.

        Read from index to index: each value costs one look, however many traces have it.
        """
        column, found = trace_facets.c[name], list[str]()
        while True:
            query = select(func.min(column)).where(column > (found[-1] if found else ""))
            value = self._connection.execute(query).scalar_one_or_none()
            if value is None:
                return tuple(found)
            found.append(str(value))

    def marks(self, kind: str) -> tuple[str, ...]:
        """The reasons, tags or findings that some trace has."""
        query = select(trace_marks.c.value).where(trace_marks.c.kind == kind).distinct().order_by(trace_marks.c.value)
        return tuple(self._connection.execute(query).scalars())

    def _halves(self, wanted: TraceFilter) -> tuple[bool, ...]:
        """Which of waiting and decided traces the filter may let through; those that have none are not looked for."""
        there = self.count_by_state(TraceFilter())
        states = there.keys() & (set(wanted.states) or set(TraceState))
        found = {half for half in (True, False) if any((state in WAITING) is half for state in states)}
        # What was skipped out of every queue lies with the decided ones.
        if wanted.states == (TraceState.SKIPPED,) and not wanted.asked_by and self.count_kept_from(None):
            found.add(False)
        if wanted.reasons or wanted.reviewers:
            # They are those of the verdict that stands.
            found.discard(True)
        return tuple(sorted(found, reverse=True))

    def _by_category(
        self, wanted: TraceFilter, categories: Sequence[str], limit: int, after: QueuePlace | None
    ) -> tuple[QueuePlace, ...]:
        """The few that fit are sorted; of many, category after category is read from its index."""
        parts = [self._few(wanted, half) for half in self._halves(wanted)] if _is_narrow(wanted) else [None]
        if all(part is not None for part in parts):
            key = place_in(categories)
            ids = [found for part in parts for found in part or ()]
            query = select(key.label("key"), trace_facets.c.id).where(trace_facets.c.id.in_(listed(ids)))
            rows = self._connection.execute(_behind(query, key, after).limit(limit))
            return tuple(QueuePlace(row.key, TraceId(row.id)) for row in rows)

        def others() -> tuple[str, ...]:
            return tuple(name for name in self.values("task_type") if name not in categories)

        return walk(self.page, wanted, categories, others=others, limit=limit, after=after)

    def _half(
        self, wanted: TraceFilter, is_half: bool, order: TraceOrder, limit: int, after: QueuePlace | None
    ) -> list[Row[Any]]:
        """One half in an order: the few that fit are sorted; of many, the index of the order is walked along."""
        in_half = _in_half(wanted, is_half)
        if order is TraceOrder.OLDEST and not is_ranged(wanted):
            return self._page(filtered(_places(order), wanted).where(in_half), order, limit, after)
        ids = self._few(wanted, is_half) if _is_narrow(wanted) else None
        if ids is None:
            is_by_confidence = order is TraceOrder.LEAST_CONFIDENT
            walked = filtered_in_order(_places(order), wanted, is_by_confidence=is_by_confidence)
            return self._ordered(walked.where(in_half), order, limit, after)
        return self._page(_places(order).where(trace_facets.c.id.in_(listed(ids))), order, limit, after)

    def _few(self, wanted: TraceFilter, is_half: bool) -> list[int] | None:
        """The ids of one half in no order; None where many fit."""
        has_halves = is_grouped(wanted) or wanted.confidence != Bounds() or wanted.judge_score != Bounds()
        in_half = _in_half(wanted, is_half, is_on_the_way=not has_halves)
        query = filtered(select(trace_facets.c.id), wanted).where(in_half).limit(_FEW + 1)
        found = list(self._connection.execute(query).scalars())
        return found if len(found) <= _FEW else None

    def _rare(self, wanted: TraceFilter) -> list[int] | None:
        """The ids of a length or cost that few traces have; None where many have it, or none is asked for."""
        for column, bounds in ((trace_facets.c.length, wanted.length), (trace_facets.c.cost_usd, wanted.cost_usd)):
            if bounds != Bounds():
                query = select(trace_facets.c.id).where(*between(column, bounds)).limit(_FEW + 1)
                found = list(self._connection.execute(query).scalars())
                if len(found) <= _FEW:
                    return found
        return None

    def _ordered(self, query: Select[Any], order: TraceOrder, limit: int, after: QueuePlace | None) -> list[Row[Any]]:
        """One half in an order; only disputed traces have an index of disputes, the others stand by their ids."""
        if order is not TraceOrder.MOST_DISPUTED:
            return self._page(query, order, limit, after)
        disputed, calm = query.where(_IS_DISPUTED), query.where(~_IS_DISPUTED)
        if after is not None and after.key >= 0:
            return self._page(calm, TraceOrder.OLDEST, limit, after)
        found = self._page(disputed, order, limit, after)
        return found if len(found) == limit else [*found, *self._page(calm, TraceOrder.OLDEST, limit, None)]

    def _page(
        self,
        query: Select[Any],
        order: TraceOrder,
        limit: int,
        after: QueuePlace | None,
        found: ColumnElement[Any] = trace_facets.c.id,
    ) -> list[Row[Any]]:
        key = _KEYS[order]
        if order is TraceOrder.OLDEST:
            query = query.order_by(found)
            query = query if after is None else query.where(found > after.trace_id)
        else:
            query = _behind(query, key, after, found)
        return list(self._connection.execute(query.limit(limit)))


def _places(order: TraceOrder) -> Select[Any]:
    return select(_KEYS[order].label("key"), trace_facets.c.id)


def _in_half(wanted: TraceFilter, is_half: bool, *, is_on_the_way: bool = False) -> ColumnElement[bool]:
    """Waiting traces, or decided ones; of skipped ones those that were skipped out, from their own index."""
    if wanted.states == (TraceState.SKIPPED,) and not is_half:
        return and_(trace_facets.c.kept_from == EVERYBODY, literal_column("kept_from != ''"))
    return is_waiting(is_half, is_on_the_way=is_on_the_way)


def _behind(
    query: Select[Any],
    key: ColumnElement[Any],
    after: QueuePlace | None,
    found: ColumnElement[Any] = trace_facets.c.id,
) -> Select[Any]:
    """The query in the order of a key and then of ids, with what stands behind a place."""
    if after is not None:
        behind = or_(key > after.key, and_(key == after.key, found > after.trace_id))
        query = query.where(key >= after.key, behind)
    return query.order_by(key, found)


def _is_narrow(wanted: TraceFilter) -> bool:
    """Whether the filter may leave so few traces that sorting them is quicker than looking for them."""
    return wanted.states not in ((), WAITING) or replace(wanted, states=()) != TraceFilter()
