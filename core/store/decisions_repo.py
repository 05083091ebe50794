# SPDX-License-Identifier: Apache-2.0
"""Decisions of people that stand: what the figures about people and the packets are made of; a rule is nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, insert, text

from core.domain.opinions import StandingDecision
from core.domain.reviews import ActId, ActKind, Verdict
from core.domain.traces import TraceId, TraceState
from core.store.columns import UtcTime
from core.store.persons import IS_PERSONS
from core.store.review_tables import decisions
from core.store.rows import Repo
from core.store.undone import STANDS

_RATING = (
    "SELECT json_extract(rated.after, '$.rating') FROM act_traces AS rated JOIN acts AS rate ON rate.id = rated.act_id"
    f" WHERE rated.trace_id = decision.trace_id AND rate.kind = '{ActKind.RATE.value}'"
    f" AND rate.reviewer = decision.reviewer AND {STANDS.format(act='rate.id')} ORDER BY rate.id DESC LIMIT 1"
)
_QUERY = (
    "SELECT decision.trace_id, decision.reviewer, decision.verdict, decision.at, decision.revision, decision.reasons,"
    f" decision.note, coalesce(decision.rating, ({_RATING})) AS rating,"
    " iif(made.number IS NULL, NULL, json_extract(moved.before, '$.head')) AS base,"
    f" json_extract(moved.before, '$.state') = '{TraceState.NEEDS_ADJUDICATION.value}' AS is_settling"
    " FROM decisions AS decision"
    " JOIN act_traces AS moved ON moved.act_id = decision.act_id AND moved.trace_id = decision.trace_id"
    " LEFT JOIN revisions AS made ON made.trace_id = decision.trace_id AND made.number = decision.revision"
    " AND made.act_id = decision.act_id"
    f" WHERE {STANDS.format(act='decision.act_id')} AND {IS_PERSONS.format(name='decision.reviewer')}"
)
_OF = f"{_QUERY} AND decision.trace_id IN (SELECT value FROM json_each(:ids)) ORDER BY decision.id"
_NEWEST = (
    f"{_QUERY} AND decision.id > coalesce((SELECT id FROM decisions WHERE {IS_PERSONS.format(name='reviewer')}"
    " ORDER BY id DESC LIMIT 1 OFFSET :limit), 0) ORDER BY decision.id"
)
_TYPES = {"at": UtcTime(), "reasons": decisions.c.reasons.type}


class DecisionsRepo(Repo):
    """The decisions of one unit."""

    def add(self, act_id: ActId, made: StandingDecision) -> None:
        """Append one decision on any revision, with the time that it was given at."""
        row = {
            "act_id": act_id,
            "trace_id": made.trace_id,
            "revision": made.revision,
            "verdict": made.verdict.value,
            "reasons": list(made.reasons),
            "note": made.note,
            "reviewer": made.reviewer,
            "at": made.at,
            "rating": made.rating,
        }
        self._connection.execute(insert(decisions).values(row))

    def newest(self, limit: int) -> Iterator[StandingDecision]:
        """Those of the newest decisions of people that are not taken back, in the order in which they came."""
        yield from map(_decision, self._connection.execute(text(_NEWEST).columns(**_TYPES), {"limit": limit}))

    def of(self, ids: Sequence[TraceId]) -> tuple[StandingDecision, ...]:
        """Those on these traces."""
        query = text(_OF).columns(**_TYPES)
        return tuple(map(_decision, self._connection.execute(query, {"ids": orjson.dumps(ids).decode()})))

    def reasons(self) -> dict[str, int]:
        """How many traces have each reason in the verdict that stands, the most frequent first."""
        query = text("SELECT value, count(*) FROM trace_marks WHERE kind = 'reason' GROUP BY value ORDER BY 2 DESC, 1")
        return {str(reason): int(count) for reason, count in self._connection.execute(query)}


def _decision(row: Row[Any]) -> StandingDecision:
    at: datetime = row.at
    return StandingDecision(
        trace_id=TraceId(row.trace_id),
        reviewer=row.reviewer,
        verdict=Verdict(row.verdict),
        at=at,
        revision=row.revision,
        reasons=tuple(row.reasons),
        note=row.note,
        base=row.base,
        rating=row.rating,
        is_settling=bool(row.is_settling),
    )
