# SPDX-License-Identifier: Apache-2.0
"""Drafts in the store: an edit that somebody has begun and not saved, one for each trace and reviewer."""

from __future__ import annotations

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.sqlite import insert

from core.changes import ChangeKind
from core.domain.codec import from_json, to_json
from core.domain.continuations import Continuation
from core.domain.reviews import Draft
from core.domain.traces import Step, TraceId
from core.store.review_tables import drafts, trace_facets
from core.store.rows import Repo


class DraftsRepo(Repo):
    """The drafts of one unit."""

    def put(self, made: Draft) -> None:
        """Keep a draft in the place of the one before."""
        row = {
            "trace_id": made.trace_id,
            "reviewer": made.reviewer,
            "base": made.base,
            "steps": to_json(made.steps),
            "labels": dict(made.labels),
            "note": made.note,
            "at": made.at,
            "continued": to_json(made.continued),
        }
        new = insert(drafts).values(row)
        self._connection.execute(new.on_conflict_do_update(index_elements=["trace_id", "reviewer"], set_=row))
        self._mark(made.trace_id)

    def of(self, trace_id: TraceId, reviewer: str) -> Draft | None:
        """The draft of one reviewer; None where there is none."""
        query = select(drafts).where(drafts.c.trace_id == trace_id, drafts.c.reviewer == reviewer)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        return Draft(
            trace_id=TraceId(row.trace_id),
            reviewer=row.reviewer,
            base=row.base,
            steps=tuple(from_json(Step, step) for step in row.steps),
            labels=row.labels,
            note=row.note,
            at=row.at,
            continued=tuple(from_json(Continuation, found) for found in row.continued),
        )

    def drop(self, trace_id: TraceId, reviewer: str) -> bool:
        """Forget a draft; True where there was one."""
        gone = delete(drafts).where(drafts.c.trace_id == trace_id, drafts.c.reviewer == reviewer)
        had_one = self._connection.execute(gone).rowcount > 0
        if had_one:
            self._mark(trace_id)
        return had_one

    def _mark(self, trace_id: TraceId) -> None:
        """Let the facets say whether the trace has a draft; news goes out only where that is new."""
        has_one = exists().where(drafts.c.trace_id == trace_id).select()
        is_there = bool(self._connection.execute(has_one).scalar_one())
        moved = update(trace_facets).where(trace_facets.c.id == trace_id, trace_facets.c.has_draft != is_there)
        if self._connection.execute(moved.values(has_draft=is_there)).rowcount:
            self._note(ChangeKind.TRACES, trace_id)
