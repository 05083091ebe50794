# SPDX-License-Identifier: Apache-2.0
"""A queue that goes from category to category: each is read along its own index, one behind the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from sqlalchemy import ColumnElement, case, literal

from core.domain.traces import QueuePlace, TraceFilter
from core.store.review_tables import trace_facets


class PageOldest(Protocol):
    """Reads the next traces of a filter, oldest first."""

    def __call__(self, wanted: TraceFilter, *, limit: int, after: QueuePlace | None) -> tuple[QueuePlace, ...]: ...


def place_in(categories: Sequence[str]) -> ColumnElement[Any]:
    """The place of a trace's category among these, as the key of an order; all others stand behind."""
    places: dict[Any, Any] = {category: literal(float(place)) for place, category in enumerate(categories)}
    if not places:
        return literal(0.0)
    return case(places, value=trace_facets.c.task_type, else_=literal(float(len(categories))))


def walk(
    page: PageOldest,
    wanted: TraceFilter,
    categories: Sequence[str],
    *,
    others: Callable[[], Sequence[str]],
    limit: int,
    after: QueuePlace | None,
) -> tuple[QueuePlace, ...]:
    """The next traces behind a place: category after category, each oldest first; ``others`` come last, together."""
    found: list[QueuePlace] = []
    first = 0 if after is None else int(after.key)
    for place in range(first, len(categories) + 1):
        types = (categories[place],) if place < len(categories) else tuple(others())
        chosen = tuple(name for name in types if not wanted.task_types or name in wanted.task_types)
        if not chosen:
            continue
        behind = QueuePlace(after.trace_id, after.trace_id) if after is not None and place == first else None
        narrowed = replace(wanted, task_types=chosen)
        rows = page(narrowed, limit=limit - len(found), after=behind)
        found += [QueuePlace(float(place), row.trace_id) for row in rows]
        if len(found) >= limit:
            break
    return tuple(found)
