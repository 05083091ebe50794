# SPDX-License-Identifier: Apache-2.0
"""Sketches in the store: which traces agree in a band, found by one index whatever their number."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from sqlalchemy import TextClause, bindparam, delete, select, text
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
        return self._ranked(trace_id, bands, side="<")[:limit]

    def later(self, trace_id: TraceId, bands: Iterable[int], *, limit: int) -> tuple[TraceId, ...]:
        """Later traces that agree in a band, those that agree in most of them first."""
        return self._ranked(trace_id, bands, side=">")[:limit]

    def _ranked(self, trace_id: TraceId, bands: Iterable[int], *, side: str) -> tuple[TraceId, ...]:
        """All bands in one statement: asked one by one they take longer than the checks."""
        asked = {f"band{place}": band for place, band in enumerate(bands)}
        if not asked:
            return ()
        found = self._connection.execute(
            _agreeing(len(asked), side), {"id": trace_id, "most": MOST_OF_ONE_BAND, **asked}
        )
        shared = Counter(found.scalars())
        return tuple(TraceId(other) for other in sorted(shared, key=lambda other: (-shared[other], other)))


@lru_cache(maxsize=64)
def _agreeing(count: int, side: str) -> TextClause:
    one = (
        "SELECT trace_id FROM (SELECT trace_id FROM trace_bands WHERE band = :band{place} AND trace_id {side} :id"
        " ORDER BY trace_id LIMIT :most)"
    )
    return text(" UNION ALL ".join(one.format(place=place, side=side) for place in range(count)))


def _unpacked(packed: bytes | None) -> frozenset[int]:
    bands = array("q")
    bands.frombytes(packed or b"")
    return frozenset(bands)
