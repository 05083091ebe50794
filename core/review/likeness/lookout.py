# SPDX-License-Identifier: Apache-2.0
"""Looks out for traces that say nearly the same as an earlier one; their sketches lie in the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from core.domain.findings import Alike
from core.domain.traces import Trace, TraceId
from core.review.checks.near_duplicate import NearDuplicate
from core.review.likeness.shingles import Wording, likeness, wording_of
from core.review.likeness.sketch import bands_of
from core.store.store import Store, Unit

NEARLY_THE_SAME = 0.8
"""Likeness from which two traces are near-duplicates.

Among 400 traces of the planner 8 pairs reach it, and all of them reason word for word the same of tasks of other
titles; of 200 planted copies with one or two more words 198 reach it. Of copies with three more words, or one step
less, eight in ten do.
"""

MOST_COMPARED = 8
"""Earlier traces whose words are compared, those that share most bands first."""

MOST_LATER = 32
"""Later traces that a changed one can free or bind."""


class Lookout:
    """The sketches of one workspace. Any thread."""

    def __init__(self, store: Store) -> None:
        """Keep sketches in ``store``."""
        self._store = store

    def look(self, traces: Sequence[Trace]) -> Mapping[TraceId, Alike]:
        """Keep the sketches of these traces, and give the earlier trace that each resembles most, where one does.

        Only what is earlier counts, so that of two copies the first stays without blame.
        """
        wordings = {trace.id: wording_of(trace.steps) for trace in traces}
        bands = {trace_id: bands_of(wording) for trace_id, wording in wordings.items()}
        self._keep({trace.id: trace.head for trace in traces}, bands, wordings)
        with self._store.read() as unit:
            found = {trace.id: _nearest(unit, trace.id, wordings, bands[trace.id]) for trace in traces}
        return {trace_id: alike for trace_id, alike in found.items() if alike is not None}

    def _keep(
        self, heads: Mapping[TraceId, int], bands: Mapping[TraceId, Sequence[int]], known: Mapping[TraceId, Wording]
    ) -> None:
        """Keep the sketches of the revisions that still stand; what was said of later traces may be so no longer."""
        with self._store.begin() as unit:
            for held in unit.standings.of(list(heads)):
                trace_id = held.trace_id
                if held.head != heads[trace_id]:
                    continue
                former = unit.sketches.put(trace_id, bands[trace_id])
                if former is not None:
                    unit.findings.look_again(_touched(unit, trace_id, former, bands[trace_id], known))


def _touched(
    unit: Unit, trace_id: TraceId, former: Collection[int], bands: Sequence[int], known: Mapping[TraceId, Wording]
) -> set[TraceId]:
    """Later traces that may be called a copy no longer, or are one now; none where traces come in their order."""
    freed = unit.findings.spoken_of(unit.sketches.later(trace_id, former, limit=MOST_LATER), check=NearDuplicate.name)
    later = unit.sketches.later(trace_id, bands, limit=MOST_LATER)
    others = unit.traces.many([other for other in later if other not in known])
    bound = {other.id for other in others if likeness(wording_of(other.steps), known[trace_id]) >= NEARLY_THE_SAME}
    return bound.union(freed)


def _nearest(unit: Unit, trace_id: TraceId, known: Mapping[TraceId, Wording], bands: Sequence[int]) -> Alike | None:
    """The likest of the earlier traces, the first of them where several are."""
    candidates = unit.sketches.earlier(trace_id, bands, limit=MOST_COMPARED)
    missing = unit.traces.many([other for other in candidates if other not in known])
    wordings = {trace.id: wording_of(trace.steps) for trace in missing} | dict(known)
    like = [(likeness(known[trace_id], wordings[other]), -other) for other in candidates]
    best, other = max(like, default=(0.0, 0))
    return Alike(TraceId(-other), best) if best >= NEARLY_THE_SAME else None
