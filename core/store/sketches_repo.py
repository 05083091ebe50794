# SPDX-License-Identifier: Apache-2.0
"""Sketches in the store: which traces agree in a band, found by one index whatever their number."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from core.domain.traces import TraceId
from core.store.review_tables import trace_bands, trace_sketches
from core.store.rows import Repo

MOST_OF_ONE_BAND = 50
"""Traces of a band that are looked at, the earliest first: a text that comes a thousand times costs no more."""


class SketchesRepo(Repo):
    """The sketches of one unit."""

    def put(self, trace_id: TraceId, bands: Sequence[int]) -> frozenset[int] | None:
        """Keep the bands of a trace in the place of its former ones; returns those, or None where nothing changed."""
        query = select(trace_sketches.c.bands).where(trace_sketches.c.trace_id == trace_id)
        packed = self._connection.execute(query).scalar_one_or_none()
        before, after = _unpacked(packed), frozenset(bands)
        if packed is not None and before == after:
            return None
        gone = [{"gone": band, "of": trace_id} for band in before - after]
        if gone:
            is_it = (trace_bands.c.band == bindparam("gone")) & (trace_bands.c.trace_id == bindparam("of"))
            self._connection.execute(delete(trace_bands).where(is_it), gone)
        if new := [{"band": band, "trace_id": trace_id} for band in sorted(after - before)]:
            self._connection.execute(insert(trace_bands), new)
        row = {"trace_id": trace_id, "bands": array("q", bands).tobytes()}
        kept = insert(trace_sketches).values(row)
        self._connection.execute(kept.on_conflict_do_update(index_elements=["trace_id"], set_=row))
        return before

    def earlier(self, trace_id: TraceId, bands: Iterable[int], *, limit: int) -> tuple[TraceId, ...]:
        """Earlier traces that agree in a band, those that agree in most of them first."""
        return self._ranked(bands, trace_bands.c.trace_id < trace_id)[:limit]

    def later(self, trace_id: TraceId, bands: Iterable[int], *, limit: int) -> tuple[TraceId, ...]:
        """Later traces that agree in a band, those that agree in most of them first."""
        return self._ranked(bands, trace_bands.c.trace_id > trace_id)[:limit]

    def _ranked(self, bands: Iterable[int], side: ColumnElement[bool]) -> tuple[TraceId, ...]:
        shared: Counter[int] = Counter()
        for band in bands:
            query = select(trace_bands.c.trace_id).where(trace_bands.c.band == band, side)
            first = query.order_by(trace_bands.c.trace_id).limit(MOST_OF_ONE_BAND)
            shared.update(self._connection.execute(first).scalars())
        return tuple(TraceId(other) for other in sorted(shared, key=lambda other: (-shared[other], other)))


def _unpacked(packed: bytes | None) -> frozenset[int]:
    bands = array("q")
    bands.frombytes(packed or b"")
    return frozenset(bands)
