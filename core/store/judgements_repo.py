# SPDX-License-Identifier: Apache-2.0
"""Judgements in the store: what judges said, what is still missing, and what people said of the same revisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from sqlalchemy import Row, select, text
from sqlalchemy.dialects.sqlite import insert

from core.changes import ChangeKind
from core.domain.codec import from_json, to_json
from core.domain.jobs import JobId
from core.domain.judgements import (
    CanaryOutcome,
    ComparedJudgement,
    ElementMark,
    Judgement,
    Opinion,
)
from core.domain.reviews import Verdict
from core.domain.traces import TraceId
from core.store.disputes import PERSONS_VERDICT, settle_disputes
from core.store.judge_tables import judge_canaries, judgements
from core.store.rows import Repo

_CHOSEN = "SELECT value FROM json_each(:ids)"
_MISSING = (
    "SELECT facet.id FROM trace_facets AS facet"
    f" WHERE facet.id IN ({_CHOSEN}) AND NOT EXISTS (SELECT 1 FROM {{table}} AS held"
    " WHERE held.trace_id = facet.id AND held.judge = :judge AND held.revision = facet.head) ORDER BY facet.id"
)
_UNJUDGED = text(_MISSING.format(table="judgements"))
_WITHOUT_CANARY = text(_MISSING.format(table="judge_canaries"))
_COMPARED = text(
    f"SELECT judged.trace_id, judged.score, judged.verdict, {PERSONS_VERDICT} AS decided, facet.rating"
    " FROM judgements AS judged JOIN trace_facets AS facet"
    " ON facet.id = judged.trace_id AND facet.head = judged.revision WHERE judged.judge = :judge ORDER BY 1"
)
_DECIDED = text(
    f"SELECT facet.id, {PERSONS_VERDICT} AS decided FROM trace_facets AS facet"
    f" WHERE facet.id IN ({_CHOSEN}) AND {PERSONS_VERDICT} IS NOT NULL"
)
_SCORED = text(
    "SELECT judged.trace_id FROM judgements AS judged JOIN trace_facets AS facet"
    " ON facet.id = judged.trace_id AND facet.head = judged.revision"
    f" WHERE judged.judge = :judge AND judged.trace_id IN ({_CHOSEN})"
    " AND judged.score BETWEEN :least AND :most ORDER BY 1"
)
_FOUND_NOTHING = text(
    "SELECT facet.id FROM trace_facets AS facet"
    f" WHERE facet.id IN ({_CHOSEN}) AND facet.finding_count = 0 AND facet.looked_by = :checks ORDER BY facet.id"
)
_UNTOUCHED = text(
    "SELECT id FROM trace_facets"
    f" WHERE id IN ({_CHOSEN}) AND state = 'pending' AND is_flagged = 0 AND has_draft = 0"
    " AND NOT EXISTS (SELECT 1 FROM assignments WHERE trace_id = trace_facets.id AND verdict != '') ORDER BY id"
)


class JudgementsRepo(Repo):
    """The judgements of one unit."""

    def put(self, made: Judgement) -> None:
        """Keep what a judge says of a revision, in the place of what it said of it before."""
        opinion = made.opinion
        row = {
            "trace_id": made.trace_id,
            "judge": made.judge,
            "revision": made.revision,
            "score": opinion.score,
            "verdict": opinion.verdict.value,
            "elements": to_json(opinion.elements),
            "reason": opinion.reason,
            "cost_usd": made.cost_usd,
            "job_id": made.job_id,
            "at": made.at,
        }
        new = insert(judgements).values(row)
        self._connection.execute(new.on_conflict_do_update(index_elements=["trace_id", "judge", "revision"], set_=row))
        settle_disputes(self._connection, (made.trace_id,))
        self._note(ChangeKind.TRACES, made.trace_id)

    def put_canary(self, made: CanaryOutcome) -> None:
        """Keep how a judge took a planted fault."""
        row: dict[str, Any] = {
            "trace_id": made.trace_id,
            "judge": made.judge,
            "revision": made.revision,
            "fault": made.fault,
            "score": made.score,
            "sound": made.sound,
            "is_caught": made.is_caught,
            "job_id": made.job_id,
            "at": made.at,
        }
        new = insert(judge_canaries).values(row)
        self._connection.execute(new.on_conflict_do_update(index_elements=["trace_id", "judge", "revision"], set_=row))

    def of(self, trace_id: TraceId) -> tuple[Judgement, ...]:
        """All that judges said of a trace, the newest revision first, then by judge."""
        order = (judgements.c.revision.desc(), judgements.c.judge)
        query = select(judgements).where(judgements.c.trace_id == trace_id).order_by(*order)
        return tuple(_judgement(row) for row in self._connection.execute(query))

    def one(self, trace_id: TraceId, judge: str, revision: int) -> Judgement | None:
        """What one judge said of one revision; None where it said nothing."""
        found = (held for held in self.of(trace_id) if (held.judge, held.revision) == (judge, revision))
        return next(found, None)

    def judges(self) -> tuple[str, ...]:
        """Everyone who judged something, by name."""
        query = select(judgements.c.judge).distinct().order_by(judgements.c.judge)
        return tuple(self._connection.execute(query).scalars())

    def costs(self, judge: str, *, limit: int) -> tuple[float, ...]:
        """What each of the newest judgements of a judge cost; those without a known price are left out."""
        query = select(judgements.c.cost_usd).where(judgements.c.judge == judge, judgements.c.cost_usd.is_not(None))
        return tuple(self._connection.execute(query.order_by(judgements.c.at.desc()).limit(limit)).scalars())

    def unjudged(self, ids: Iterable[TraceId], judge: str) -> tuple[TraceId, ...]:
        """Those of the traces whose current revision the judge has not judged."""
        return self._ids(_UNJUDGED, ids, judge=judge)

    def without_canary(self, ids: Iterable[TraceId], judge: str) -> tuple[TraceId, ...]:
        """Those of the traces that the judge was not shown with a fault in their current revision."""
        return self._ids(_WITHOUT_CANARY, ids, judge=judge)

    def compared(self, judge: str) -> tuple[ComparedJudgement, ...]:
        """What a judge says of current revisions beside what people say of them; what a rule decided is no word."""
        found = self._connection.execute(_COMPARED, {"judge": judge})
        return tuple(
            ComparedJudgement(
                TraceId(row.trace_id),
                row.score,
                Verdict(row.verdict),
                None if row.decided is None else Verdict(row.decided),
                row.rating,
            )
            for row in found
        )

    def canaries(self, judge: str) -> tuple[CanaryOutcome, ...]:
        """How a judge took all planted faults, by trace."""
        query = select(judge_canaries).where(judge_canaries.c.judge == judge).order_by(judge_canaries.c.trace_id)
        return tuple(CanaryOutcome(**row) for row in self._connection.execute(query).mappings())

    def decided_by_people(self, ids: Iterable[TraceId]) -> dict[TraceId, Verdict]:
        """What people say of those of the traces on which one decided: accept or reject."""
        found = self._connection.execute(_DECIDED, {"ids": _listed(ids)})
        return {TraceId(row.id): Verdict(row.decided) for row in found}

    def scored_by(self, judge: str, ids: Iterable[TraceId], *, least: float, most: float) -> tuple[TraceId, ...]:
        """Those of the traces to whose current revision one judge gave a score between two, both included."""
        return self._ids(_SCORED, ids, judge=judge, least=least, most=most)

    def without_findings(self, ids: Iterable[TraceId], *, checks: str) -> tuple[TraceId, ...]:
        """Those of the traces that the checks of a version looked at and found nothing in."""
        return self._ids(_FOUND_NOTHING, ids, checks=checks)

    def untouched(self, ids: Iterable[TraceId]) -> tuple[TraceId, ...]:
        """Those of the traces that are pending, without a flag, an opinion, or an edit that somebody began."""
        return self._ids(_UNTOUCHED, ids)

    def _ids(self, query: Any, ids: Iterable[TraceId], **values: object) -> tuple[TraceId, ...]:
        found = self._connection.execute(query, {"ids": _listed(ids), **values}).scalars()
        return tuple(TraceId(trace_id) for trace_id in found)


def _listed(ids: Iterable[TraceId]) -> str:
    chosen: Sequence[TraceId] = tuple(ids)
    return orjson.dumps(chosen).decode()


def _judgement(row: Row[Any]) -> Judgement:
    return Judgement(
        trace_id=TraceId(row.trace_id),
        judge=row.judge,
        revision=row.revision,
        opinion=Opinion(
            score=row.score,
            verdict=Verdict(row.verdict),
            elements=tuple(from_json(ElementMark, mark) for mark in row.elements),
            reason=row.reason,
        ),
        at=row.at,
        cost_usd=row.cost_usd,
        job_id=None if row.job_id is None else JobId(row.job_id),
    )
