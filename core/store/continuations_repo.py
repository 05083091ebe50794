# SPDX-License-Identifier: Apache-2.0
"""Continuations in the store: what teachers wrote of a revision, with its usage and cost; never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Row, insert, select

from core.domain.codec import from_json, to_json
from core.domain.continuations import Continuation
from core.domain.messages import Usage
from core.domain.traces import Revision, TraceId
from core.store.review_tables import continuations
from core.store.rows import Repo


class ContinuationsRepo(Repo):
    """The continuations of one unit."""

    def add(self, revision: Revision, made: Sequence[Continuation]) -> None:
        """Keep what teachers wrote of a revision, in the order in which they did."""
        if not made:
            return
        of = {"trace_id": revision.trace_id, "number": revision.number}
        rows = [of | {"place": place} | _columns(continuation) for place, continuation in enumerate(made)]
        self._connection.execute(insert(continuations), rows)

    def of(self, trace_id: TraceId) -> dict[int, tuple[Continuation, ...]]:
        """Number of a revision -> its continuations."""
        query = select(continuations).where(continuations.c.trace_id == trace_id)
        found: dict[int, tuple[Continuation, ...]] = {}
        for row in self._connection.execute(query.order_by(continuations.c.number, continuations.c.place)):
            found[row.number] = (*found.get(row.number, ()), _continuation(row))
        return found


def _columns(made: Continuation) -> dict[str, Any]:
    return {field.name: to_json(getattr(made, field.name)) for field in fields(made)}


def _continuation(row: Row[Any]) -> Continuation:
    return Continuation(
        teacher=row.teacher,
        teacher_kind=row.teacher_kind,
        model=row.model,
        from_step=row.from_step,
        step_count=row.step_count,
        usage=from_json(Usage, row.usage),
        cost_usd=row.cost_usd,
        latency_s=row.latency_s,
        is_stopped=row.is_stopped,
        request_id=row.request_id,
    )
