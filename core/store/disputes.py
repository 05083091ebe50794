# SPDX-License-Identifier: Apache-2.0
"""How far judges and people are apart on a trace: kept in its facets whenever one of them says something."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from sqlalchemy import Connection, text

from core.domain.traces import TraceId
from core.store.persons import IS_PERSONS

PERSONS_VERDICT = (
    f"CASE WHEN NOT {IS_PERSONS.format(name='facet.reviewer')} THEN NULL"
    " WHEN facet.state IN ('accepted', 'edited') THEN 'accept'"
    " WHEN facet.state IN ('rejected', 'needs_work') THEN 'reject' END"
)
"""A person's word on the current revision as a judge would say it; NULL while nobody decided, or only a rule did."""

_SETTLE = text(
    "UPDATE trace_facets SET judge_score = held.score, dispute = 0.0 - held.apart FROM ("
    " SELECT facet.id AS id, avg(judged.score) AS score, max("
    f"coalesce(avg(judged.verdict != {PERSONS_VERDICT}), 0.0),"
    " coalesce(abs(avg(judged.score) - facet.rating) / 4.0, 0.0),"
    " coalesce((max(judged.score) - min(judged.score)) / 4.0, 0.0)) AS apart"
    " FROM trace_facets AS facet"
    " LEFT JOIN judgements AS judged ON judged.trace_id = facet.id AND judged.revision = facet.head"
    " WHERE facet.id IN (SELECT trace_id FROM judgements WHERE trace_id IN (SELECT value FROM json_each(:ids)))"
    " GROUP BY facet.id) AS held WHERE held.id = trace_facets.id"
)


def settle_disputes(connection: Connection, ids: Sequence[TraceId]) -> None:
    """Write the mean score and the dispute of those of the traces that a judge ever judged.

    Only judgements of the current revision count. The dispute is the negative of the greatest of three distances, each
    from 0 to 1: the share of judges whose verdict is not the person's; the mean score and the person's rating, over
    the width of the scale; the highest and the lowest score of several judges, over the same width. What nobody said
    makes no distance.
    """
    connection.execute(_SETTLE, {"ids": orjson.dumps(ids).decode()})
