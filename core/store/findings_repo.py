# SPDX-License-Identifier: Apache-2.0
"""Findings in the store: what checks said of each trace, what people dismissed, which traces wait for a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from core.changes import ChangeKind
from core.domain.codec import from_json, to_json
from core.domain.findings import Finding, KeptFinding, Severity
from core.domain.traces import TraceId
from core.store.facets import add_marks
from core.store.review_tables import checked_traces, dismissals, findings, trace_facets, trace_marks
from core.store.rows import Repo, in_chunks

_WEIGHTS = {Severity.ERROR: 100, Severity.WARNING: 10, Severity.HINT: 1}
"""How far a finding brings its trace forward in a queue that begins with most findings."""


class FindingsRepo(Repo):
    """The findings of one unit."""

    def put(self, trace_id: TraceId, revision: int, found: Sequence[Finding], *, checks: str) -> None:
        """Keep what the checks of a version say of a revision, in the place of what they said before."""
        self._connection.execute(delete(findings).where(findings.c.trace_id == trace_id))
        rows = [
            {
                "trace_id": trace_id,
                "key": key,
                "place": place,
                "check": finding.check,
                "severity": finding.severity.value,
                "body": to_json(finding),
            }
            for place, (key, finding) in enumerate(_named(found))
        ]
        if rows:
            self._connection.execute(insert(findings), rows)
        looked = {"trace_id": trace_id, "revision": revision, "checks": checks}
        self._connection.execute(
            insert(checked_traces).values(looked).on_conflict_do_update(index_elements=["trace_id"], set_=looked)
        )
        self._mark(trace_id)

    def of(self, trace_id: TraceId) -> tuple[KeptFinding, ...]:
        """What was found of a trace, in the order in which it is read; dismissed ones are among it."""
        same = and_(dismissals.c.trace_id == findings.c.trace_id, dismissals.c.key == findings.c.key)
        query = (
            select(findings.c.key, findings.c.body, dismissals.c.reviewer, dismissals.c.reason)
            .join(dismissals, same, isouter=True)
            .where(findings.c.trace_id == trace_id)
            .order_by(findings.c.place)
        )
        return tuple(
            KeptFinding(key, from_json(Finding, body), reviewer or "", reason or "")
            for key, body, reviewer, reason in self._connection.execute(query)
        )

    def dismiss(self, trace_id: TraceId, key: str, *, reason: str, reviewer: str, at: datetime) -> None:
        """Write down that a finding does not matter; it stays so when the checks say it again."""
        row = {"trace_id": trace_id, "key": key, "reason": reason, "reviewer": reviewer, "at": at}
        new = insert(dismissals).values(row)
        self._connection.execute(new.on_conflict_do_update(index_elements=["trace_id", "key"], set_=row))
        self._mark(trace_id)

    def take_up(self, trace_id: TraceId, key: str) -> None:
        """Let a dismissed finding count again."""
        self._connection.execute(delete(dismissals).where(dismissals.c.trace_id == trace_id, dismissals.c.key == key))
        self._mark(trace_id)

    def is_checked(self, trace_id: TraceId, *, checks: str) -> bool:
        """True where the checks of this version looked at the current revision."""
        return not self._connection.execute(_unchecked(checks).where(trace_facets.c.id == trace_id)).first()

    def unchecked(self, *, checks: str, limit: int) -> tuple[TraceId, ...]:
        """Traces at whose current revision the checks of this version have not looked, waiting ones first."""
        order = (trace_facets.c.is_waiting.desc(), trace_facets.c.id)
        query = _unchecked(checks).order_by(*order).limit(limit)
        return tuple(TraceId(found) for found in self._connection.execute(query).scalars())

    def count_unchecked(self, *, checks: str) -> int:
        """How many traces wait for the checks of this version."""
        query = select(func.count()).select_from(_unchecked(checks).subquery())
        return int(self._connection.execute(query).scalar_one())

    def spoken_of(self, ids: Collection[TraceId], *, check: str) -> tuple[TraceId, ...]:
        """Those of the traces of which a check says something."""
        found: list[TraceId] = []
        for chunk in in_chunks(ids):
            said = select(findings.c.trace_id).where(findings.c.trace_id.in_(chunk), findings.c.check == check)
            found += (TraceId(trace_id) for trace_id in self._connection.execute(said.distinct()).scalars())
        return tuple(found)

    def look_again(self, ids: Collection[TraceId]) -> None:
        """Let the checks look at these traces again, because something beside them changed."""
        for chunk in in_chunks(ids):
            self._connection.execute(delete(checked_traces).where(checked_traces.c.trace_id.in_(chunk)))

    def _mark(self, trace_id: TraceId) -> None:
        """Let filters and orders know of the findings that are not dismissed."""
        open_ones = [kept.finding for kept in self.of(trace_id) if kept.is_open]
        rank = -sum(_WEIGHTS[finding.severity] for finding in open_ones)
        values = {"finding_count": len(open_ones), "finding_rank": rank}
        self._connection.execute(update(trace_facets).where(trace_facets.c.id == trace_id).values(values))
        mine = and_(trace_marks.c.kind == "finding", trace_marks.c.trace_id == trace_id)
        self._connection.execute(delete(trace_marks).where(mine))
        add_marks(self._connection, "finding", [(trace_id, finding.check) for finding in open_ones])
        self._note(ChangeKind.FINDINGS, trace_id)


def _named(found: Sequence[Finding]) -> Iterator[tuple[str, Finding]]:
    """Each finding with a key of its own: where two say the same of the same words, their order tells them apart."""
    times: Counter[str] = Counter()
    for finding in found:
        times[finding.key] += 1
        yield (finding.key if times[finding.key] == 1 else f"{finding.key}-{times[finding.key]}"), finding


def _unchecked(checks: str) -> Select[Any]:
    stale = or_(checked_traces.c.checks != checks, checked_traces.c.revision != trace_facets.c.head)
    looked = select(trace_facets.c.id).join(
        checked_traces, checked_traces.c.trace_id == trace_facets.c.id, isouter=True
    )
    return looked.where(or_(checked_traces.c.trace_id.is_(None), stale))
