# SPDX-License-Identifier: Apache-2.0
"""Traces in the store: originals that never change, their place in review, and the lists that people read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, text, update
from sqlalchemy.dialects.sqlite import insert

from core.changes import ChangeKind
from core.domain.codec import to_json
from core.domain.reviews import TraceStanding
from core.domain.tasks import ProblemId
from core.domain.traces import NewTrace, Step, Trace, TraceFilter, TraceId, TraceRow, TraceState
from core.errors import UnknownName
from core.store.full_text import match_query
from core.store.rows import Repo, in_chunks, now
from core.store.tables import problems, traces
from core.store.trace_rows import ROW_COLUMNS, columns_of, row_of, searchable, trace_of

_KEEP = insert(traces)
_KEEP_ONCE = _KEEP.on_conflict_do_nothing(index_elements=["request_key"]).returning(traces.c.id)
_INDEX = text(
    "INSERT INTO trace_search(rowid, prompt, body) SELECT :trace, prompt, :body FROM problems WHERE id = :problem"
)
_NEWEST_MATCHES = 20_000
_NEWEST_USAGES = 1_000
_SEARCH = "SELECT rowid AS id FROM trace_search WHERE trace_search MATCH :query ORDER BY rowid DESC LIMIT :cap"


class TracesRepo(Repo):
    """The traces of one unit."""

    def insert(self, new: NewTrace, title: str) -> TraceId | None:
        """Keep a trace as pending; None when its request key is there already, so an answer is kept exactly once."""
        row = columns_of(new, title=title, created_at=now())
        found = self._connection.execute(_KEEP_ONCE, row).scalar_one_or_none()
        if found is None:
            return None
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
            for row in self._connection.execute(select(traces).where(traces.c.id.in_(chunk))).mappings():
                found[row["id"]] = trace_of(dict(row))
        return tuple(found[trace_id] for trace_id in ids if trace_id in found)

    def rows(self, wanted: TraceFilter, *, limit: int = 200, after: TraceId | None = None) -> tuple[TraceRow, ...]:
        """Rows of a list, oldest first, ``after`` that id."""
        query = self._rows(wanted).order_by(traces.c.id).limit(limit)
        if after is not None:
            query = query.where(traces.c.id > after)
        return tuple(row_of(dict(row)) for row in self._connection.execute(query).mappings())

    def rows_of(self, ids: Sequence[TraceId]) -> tuple[TraceRow, ...]:
        """Rows for one page of a table, in the order of the ids."""
        found: dict[int, TraceRow] = {}
        for chunk in in_chunks(ids):
            query = self._rows(TraceFilter()).where(traces.c.id.in_(chunk))
            found |= {row["id"]: row_of(dict(row)) for row in self._connection.execute(query).mappings()}
        return tuple(found[trace_id] for trace_id in ids if trace_id in found)

    def ids(self, wanted: TraceFilter) -> tuple[TraceId, ...]:
        """All ids that the filter lets through, oldest first."""
        # Sorted here: with an order of its own SQLite would read whole rows, in which the ids lie far apart.
        query = self._filtered(select(traces.c.id), wanted)
        return tuple(TraceId(found) for found in sorted(self._connection.execute(query).scalars()))

    def of_problems(self, problem_ids: Sequence[ProblemId]) -> tuple[TraceId, ...]:
        """The ids of all traces that answer one of these problems, oldest first."""
        found: list[int] = []
        for chunk in in_chunks(problem_ids):
            found += self._connection.execute(select(traces.c.id).where(traces.c.problem_id.in_(chunk))).scalars()
        return tuple(TraceId(trace_id) for trace_id in sorted(found))

    def next_in(self, wanted: TraceFilter, *, after: TraceId | None = None) -> TraceId | None:
        """The first id behind ``after`` that the filter lets through."""
        query = self._filtered(select(traces.c.id), wanted).order_by(traces.c.id).limit(1)
        if after is not None:
            query = query.where(traces.c.id > after)
        found = self._connection.execute(query).scalar_one_or_none()
        return None if found is None else TraceId(found)

    def count_by_state(self, wanted: TraceFilter) -> dict[TraceState, int]:
        """How many traces stand in each state; states without one are left out."""
        query = self._filtered(select(traces.c.state, func.count()), wanted).group_by(traces.c.state)
        return {TraceState(state): count for state, count in self._connection.execute(query)}

    def count_by_task(self, wanted: TraceFilter) -> dict[str, int]:
        """How many traces there are of each task type; types without one are left out."""
        query = select(problems.c.task_type, func.count()).join(traces, traces.c.problem_id == problems.c.id)
        found = self._connection.execute(self._where(query, wanted).group_by(problems.c.task_type))
        return {str(task_type): int(count) for task_type, count in found}

    def count_flagged(self) -> int:
        """How many traces are flagged."""
        query = select(func.count()).select_from(traces).where(traces.c.is_flagged)
        return int(self._connection.execute(query).scalar_one())

    def teachers(self) -> tuple[str, ...]:
        """The names of all teachers that have a trace."""
        query = select(traces.c.teacher).distinct().order_by(traces.c.teacher)
        return tuple(self._connection.execute(query).scalars())

    def mean_output_tokens(self, teacher: str) -> float | None:
        """The mean number of output tokens of a teacher's traces for the newest problems; None where it has none."""
        tokens = func.json_extract(traces.c.usage, "$.output_tokens").label("tokens")
        own = select(tokens).where(traces.c.teacher == teacher).order_by(traces.c.problem_id.desc())
        newest = own.limit(_NEWEST_USAGES).subquery()
        found = self._connection.execute(select(func.avg(newest.c.tokens))).scalar_one()
        return None if found is None else float(found)

    def known_keys(self, request_keys: Sequence[str]) -> frozenset[str]:
        """Those of the request keys that have a trace already."""
        found: set[str] = set()
        for chunk in in_chunks(request_keys):
            found |= set(
                self._connection.execute(select(traces.c.request_key).where(traces.c.request_key.in_(chunk))).scalars()
            )
        return frozenset(found)

    def standing(self, ids: Sequence[TraceId]) -> tuple[TraceStanding, ...]:
        """Where these traces stand, in the order of the ids."""
        found: dict[int, TraceStanding] = {}
        columns = (traces.c.id, traces.c.state, traces.c.head, traces.c.is_flagged)
        for chunk in in_chunks(ids):
            for trace_id, state, head, is_flagged in self._connection.execute(
                select(*columns).where(traces.c.id.in_(chunk))
            ):
                found[trace_id] = TraceStanding(TraceId(trace_id), TraceState(state), head, bool(is_flagged))
        missing = [trace_id for trace_id in ids if trace_id not in found]
        if missing:
            raise UnknownName("trace", str(missing[0]))
        return tuple(found[trace_id] for trace_id in ids)

    def set_standing(self, standing: TraceStanding, *, head_steps: tuple[Step, ...] | None = None) -> None:
        """Move a trace; ``head_steps`` is needed only where the current revision changes."""
        values: dict[str, Any] = {
            "state": standing.state.value,
            "head": standing.head,
            "is_flagged": standing.is_flagged,
        }
        if head_steps is not None:
            values["head_steps"] = to_json(head_steps) if standing.head else None
            self._reindex(standing.trace_id, head_steps)
        self._connection.execute(update(traces).where(traces.c.id == standing.trace_id).values(values))
        self._note(ChangeKind.TRACES, standing.trace_id)

    def move(self, standings: Sequence[TraceStanding]) -> None:
        """Set state and flag of many traces at once; their current revisions stay."""
        if not standings:
            return
        statement = update(traces).where(traces.c.id == bindparam("trace"))
        values: dict[str, Any] = {"state": bindparam("to_state"), "is_flagged": bindparam("to_flag")}
        rows = [
            {"trace": held.trace_id, "to_state": held.state.value, "to_flag": held.is_flagged} for held in standings
        ]
        self._connection.execute(statement.values(values), rows)
        for held in standings:
            self._note(ChangeKind.TRACES, held.trace_id)

    def search(self, typed: str, *, limit: int = 50) -> tuple[TraceRow, ...]:
        """The newest traces that hold what was typed; bad syntax is read as plain words."""
        query = self._rows(TraceFilter(text=typed)).order_by(traces.c.id.desc()).limit(limit)
        return tuple(row_of(dict(row)) for row in self._connection.execute(query).mappings())

    def _rows(self, wanted: TraceFilter) -> Select[Any]:
        columns = [traces.c[name] for name in ROW_COLUMNS]
        about = (problems.c.task_type, problems.c.difficulty, problems.c.split)
        joined = select(*columns, *about).join(problems, problems.c.id == traces.c.problem_id)
        return self._where(joined, wanted)

    def _filtered(self, query: Select[Any], wanted: TraceFilter) -> Select[Any]:
        if wanted.task_types or wanted.splits:
            query = query.join(problems, problems.c.id == traces.c.problem_id)
        return self._where(query, wanted)

    def _where(self, query: Select[Any], wanted: TraceFilter) -> Select[Any]:
        for condition in self._conditions(wanted):
            query = query.where(condition)
        return query

    def _conditions(self, wanted: TraceFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if wanted.states:
            found.append(traces.c.state.in_([state.value for state in wanted.states]))
        if wanted.teachers:
            found.append(traces.c.teacher.in_(wanted.teachers))
        if wanted.task_types:
            found.append(problems.c.task_type.in_(wanted.task_types))
        if wanted.splits:
            found.append(problems.c.split.in_(wanted.splits))
        if wanted.is_flagged is not None:
            found.append(traces.c.is_flagged == wanted.is_flagged)
        if wanted.job_id is not None:
            found.append(traces.c.job_id == wanted.job_id)
        if wanted.trace_ids:
            found.append(traces.c.id.in_(wanted.trace_ids))
        query = match_query(wanted.text)
        if query is not None:
            hits = text(_SEARCH).bindparams(query=query, cap=_NEWEST_MATCHES).columns(traces.c.id)
            found.append(traces.c.id.in_(select(hits.subquery().c.id)))
        return found

    def _reindex(self, trace_id: int, steps: tuple[Step, ...]) -> None:
        self._connection.execute(
            text("UPDATE trace_search SET body = :body WHERE rowid = :id"),
            {"id": trace_id, "body": searchable(steps)},
        )


def _search_row(trace_id: int, new: NewTrace) -> dict[str, Any]:
    return {"trace": trace_id, "problem": new.problem_id, "body": searchable(new.steps)}
