# SPDX-License-Identifier: Apache-2.0
"""Findings in the store: what checks said of each trace, what people dismissed, which traces wait for a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from core.changes import ChangeKind
from core.domain.codec import from_json, to_json
from core.domain.findings import Finding, KeptFinding, Severity
from core.domain.traces import TraceId
from core.store.facets import add_marks
from core.store.review_tables import dismissals, findings, trace_facets, trace_marks
from core.store.rows import Repo, in_chunks

_WEIGHTS = {Severity.ERROR: 100, Severity.WARNING: 10, Severity.HINT: 1}
"""How far a finding brings its trace forward in a queue that begins with most findings."""

_looked_by = trace_facets.c.looked_by


class FindingsRepo(Repo):
    """The findings of one unit."""

    def put(self, trace_id: TraceId, found: Sequence[Finding], *, checks: str) -> None:
        """Keep what the checks of a version say of the current revision, in the place of what they said before."""
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
        self._mark(trace_id, looked_by=checks)

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
        query = select(_looked_by).where(trace_facets.c.id == trace_id)
        return self._connection.execute(query).scalar_one_or_none() == checks

    def has_unchecked(self, *, checks: str) -> bool:
        """True where the checks of this version have not looked at the current revision of some trace."""
        sides = (_looked_by < checks, _looked_by > checks)
        return any(self._connection.execute(select(trace_facets.c.id).where(side).limit(1)).first() for side in sides)

    def unchecked(self, *, limit: int, waiting_after: TraceId | None = None) -> tuple[TraceId, ...]:
        """Traces at which no checks have looked; of those that wait for a person alone, the next ones after an id."""
        query = select(trace_facets.c.id).where(_looked_by == "").order_by(trace_facets.c.id).limit(limit)
        if waiting_after is not None:
            query = query.where(trace_facets.c.id > waiting_after, trace_facets.c.is_waiting)
        return tuple(TraceId(found) for found in self._connection.execute(query).scalars())

    def count_unchecked(self) -> int:
        """How many traces there are at which no checks have looked."""
        query = select(func.count()).select_from(trace_facets).where(_looked_by == "")
        return int(self._connection.execute(query).scalar_one())

    def take_up_outdated(self, *, checks: str, limit: int) -> bool:
        """Let traces count as unchecked at which other checks than these looked, so many; True where more are left."""
        for other in (_looked_by < checks, _looked_by > checks):
            query = select(trace_facets.c.id).where(other, _looked_by > "").limit(limit)
            if ids := self._connection.execute(query).scalars().all():
                self.look_again(ids)
                return True
        return False

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
            again = update(trace_facets).where(trace_facets.c.id.in_(chunk)).values(looked_by="")
            self._connection.execute(again)

    def _mark(self, trace_id: TraceId, **changed: str) -> None:
        """Let filters and orders know of the findings that are not dismissed, and of what else ``changed``."""
        open_ones = [kept.finding for kept in self.of(trace_id) if kept.is_open]
        rank = -sum(_WEIGHTS[finding.severity] for finding in open_ones)
        values = {"finding_count": len(open_ones), "finding_rank": rank, **changed}
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
