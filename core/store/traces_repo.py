# SPDX-License-Identifier: Apache-2.0
"""Traces in the store: originals that never change, their place in review, and the lists that people read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.sqlite import insert

from core.changes import ChangeKind
from core.domain.codec import to_json
from core.domain.tasks import ProblemId
from core.domain.traces import NewTrace, Step, Trace, TraceId, TraceRow
from core.errors import UnknownName
from core.store.facets import add_facets
from core.store.review_tables import trace_facets
from core.store.rows import Repo, in_chunks, now
from core.store.tables import traces
from core.store.trace_rows import FACET_COLUMNS, ROW_COLUMNS, columns_of, row_of, searchable, trace_of

_KEEP = insert(traces)
_KEEP_ONCE = _KEEP.on_conflict_do_nothing(index_elements=["request_key"]).returning(traces.c.id)
_INDEX = text(
    "INSERT INTO trace_search(rowid, prompt, body) SELECT :trace, prompt, :body FROM problems WHERE id = :problem"
)
_NEWEST_USAGES = 1_000
_LINES = select(*(traces.c[name] for name in ROW_COLUMNS), *(trace_facets.c[name] for name in FACET_COLUMNS)).join(
    trace_facets, trace_facets.c.id == traces.c.id
)
_STANDING = tuple(trace_facets.c[name] for name in ("state", "is_flagged", "head"))


class TracesRepo(Repo):
    """The traces of one unit."""

    def insert(self, new: NewTrace, title: str) -> TraceId | None:
        """Keep a trace as pending; None when its request key is there already, so an answer is kept exactly once."""
        at = now()
        found = self._connection.execute(_KEEP_ONCE, columns_of(new, title=title, created_at=at)).scalar_one_or_none()
        if found is None:
            return None
        add_facets(self._connection, [(found, new)], at)
        self._connection.execute(_INDEX, _search_row(found, new))
        self._note(ChangeKind.TRACES, found)
        return TraceId(found)

    def insert_many(self, made: Sequence[tuple[NewTrace, str]]) -> tuple[TraceId | None, ...]:
        """Keep many traces with their titles, as ``insert`` would one after the other, in a fraction of the time."""
        keys = tuple(new.request_key for new, _title in made)
        ids = self._fresh_ids(traces, keys, self.known_keys(keys))
        at = now()
        kept = [(found, new, title) for found, (new, title) in zip(ids, made, strict=True) if found is not None]
        if kept:
            rows = [columns_of(new, title=title, created_at=at) | {"id": found} for found, new, title in kept]
            self._connection.execute(_KEEP, rows)
            add_facets(self._connection, [(found, new) for found, new, _title in kept], at)
            self._connection.execute(_INDEX, [_search_row(found, new) for found, new, _title in kept])
        for found, _new, _title in kept:
            self._note(ChangeKind.TRACES, found)
        return tuple(None if found is None else TraceId(found) for found in ids)

    def get(self, trace_id: TraceId) -> Trace:
        """One trace with the steps of its current revision. Raises UnknownName."""
        found = self.many((trace_id,))
        if not found:
            raise UnknownName("trace", str(trace_id))
        return found[0]

    def many(self, ids: Sequence[TraceId]) -> tuple[Trace, ...]:
        """The traces of these ids in the order of the ids; unknown ids are left out."""
        found: dict[int, Trace] = {}
        for chunk in in_chunks(ids):
            query = select(traces, *_STANDING).join(trace_facets, trace_facets.c.id == traces.c.id)
            for row in self._connection.execute(query.where(traces.c.id.in_(chunk))).mappings():
                found[row["id"]] = trace_of(dict(row))
        return tuple(found[trace_id] for trace_id in ids if trace_id in found)

    def rows_of(self, ids: Sequence[TraceId]) -> tuple[TraceRow, ...]:
        """Rows for one page of a table, in the order of the ids."""
        found: dict[int, TraceRow] = {}
        for chunk in in_chunks(ids):
            query = _LINES.where(traces.c.id.in_(chunk))
            found |= {row["id"]: row_of(dict(row)) for row in self._connection.execute(query).mappings()}
        return tuple(found[trace_id] for trace_id in ids if trace_id in found)

    def of_problems(self, problem_ids: Sequence[ProblemId]) -> tuple[TraceId, ...]:
        """The ids of all traces that answer one of these problems, oldest first."""
        found: list[int] = []
        for chunk in in_chunks(problem_ids):
            found += self._connection.execute(select(traces.c.id).where(traces.c.problem_id.in_(chunk))).scalars()
        return tuple(TraceId(trace_id) for trace_id in sorted(found))

    def output_tokens(self, teacher: str) -> tuple[int, ...]:
        """The output tokens of a teacher's answers to the newest problems, those that it counted."""
        tokens = func.json_extract(traces.c.usage, "$.output_tokens")
        own = select(tokens).where(traces.c.teacher == teacher).order_by(traces.c.problem_id.desc())
        found = self._connection.execute(own.limit(_NEWEST_USAGES)).scalars()
        return tuple(int(count) for count in found if count is not None)

    def latencies_s(self, teacher: str) -> tuple[float, ...]:
        """How long a teacher took for the newest problems, in seconds."""
        own = select(traces.c.latency_s).where(traces.c.teacher == teacher).order_by(traces.c.problem_id.desc())
        return tuple(self._connection.execute(own.limit(_NEWEST_USAGES)).scalars())

    def known_keys(self, request_keys: Sequence[str]) -> frozenset[str]:
        """Those of the request keys that have a trace already."""
        found: set[str] = set()
        for chunk in in_chunks(request_keys):
            found |= set(
                self._connection.execute(select(traces.c.request_key).where(traces.c.request_key.in_(chunk))).scalars()
            )
        return frozenset(found)

    def set_steps(self, trace_id: TraceId, head: int, steps: tuple[Step, ...]) -> None:
        """Let a trace have the steps of another revision; 0 is the original."""
        values = {"head_steps": to_json(steps) if head else None}
        self._connection.execute(update(traces).where(traces.c.id == trace_id).values(values))
        length = sum(len(step.text) for step in steps)
        self._connection.execute(update(trace_facets).where(trace_facets.c.id == trace_id).values(length=length))
        self._reindex(trace_id, steps)
        self._note(ChangeKind.TRACES, trace_id)

    def _reindex(self, trace_id: int, steps: tuple[Step, ...]) -> None:
        self._connection.execute(
            text("UPDATE trace_search SET body = :body WHERE rowid = :id"),
            {"id": trace_id, "body": searchable(steps)},
        )


def _search_row(trace_id: int, new: NewTrace) -> dict[str, Any]:
    return {"trace": trace_id, "problem": new.problem_id, "body": searchable(new.steps)}
