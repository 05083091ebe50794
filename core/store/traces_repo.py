# SPDX-License-Identifier: Apache-2.0
"""Traces in the store: originals that never change, their place in review, and the lists that people read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, text, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from core.changes import ChangeKind
from core.domain.codec import from_json, to_json
from core.domain.jobs import JobId
from core.domain.messages import ReasoningSource, Sampling, Usage
from core.domain.reviews import TraceStanding
from core.domain.tasks import ProblemId
from core.domain.traces import (
    Confidence,
    ConfidenceMethod,
    NewTrace,
    Step,
    Trace,
    TraceFilter,
    TraceId,
    TraceRow,
    TraceState,
)
from core.errors import UnknownName
from core.store.full_text import match_query
from core.store.rows import Repo, content_hash, in_chunks, now
from core.store.tables import problems, traces

_NEWEST_MATCHES = 20_000
_SEARCH = "SELECT rowid AS id FROM trace_search WHERE trace_search MATCH :query ORDER BY rowid DESC LIMIT :cap"


class TracesRepo(Repo):
    """The traces of one unit."""

    def insert(self, new: NewTrace, title: str) -> TraceId | None:
        """Keep a trace as pending; None when its request key is there already, so an answer is kept exactly once."""
        steps = to_json(new.steps)
        row = _columns(new, steps) | {
            "title": title[:200],
            "content_hash": content_hash(steps),
            "state": TraceState.PENDING.value,
            "is_flagged": False,
            "head": 0,
            "created_at": now(),
        }
        statement = sqlite_insert(traces).values(row).on_conflict_do_nothing(index_elements=["request_key"])
        found = self._connection.execute(statement.returning(traces.c.id)).scalar_one_or_none()
        if found is None:
            return None
        prompt = select(problems.c.prompt).where(problems.c.id == new.problem_id)
        self._index(found, self._connection.execute(prompt).scalar_one(), new.steps)
        self._note(ChangeKind.TRACES, found)
        return TraceId(found)

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
                found[row["id"]] = _trace(dict(row))
        return tuple(found[trace_id] for trace_id in ids if trace_id in found)

    def rows(self, wanted: TraceFilter, *, limit: int = 200, after: TraceId | None = None) -> tuple[TraceRow, ...]:
        """Rows of a list, oldest first, ``after`` that id."""
        query = self._rows(wanted).order_by(traces.c.id).limit(limit)
        if after is not None:
            query = query.where(traces.c.id > after)
        return tuple(_row(dict(row)) for row in self._connection.execute(query).mappings())

    def rows_of(self, ids: Sequence[TraceId]) -> tuple[TraceRow, ...]:
        """Rows for one page of a table, in the order of the ids."""
        found: dict[int, TraceRow] = {}
        for chunk in in_chunks(ids):
            query = self._rows(TraceFilter()).where(traces.c.id.in_(chunk))
            found |= {row["id"]: _row(dict(row)) for row in self._connection.execute(query).mappings()}
        return tuple(found[trace_id] for trace_id in ids if trace_id in found)

    def ids(self, wanted: TraceFilter) -> tuple[TraceId, ...]:
        """All ids that the filter lets through, oldest first."""
        query = self._filtered(select(traces.c.id), wanted).order_by(traces.c.id)
        return tuple(TraceId(found) for found in self._connection.execute(query).scalars())

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
        return {task_type: count for task_type, count in found}

    def count_flagged(self) -> int:
        """How many traces are flagged."""
        query = select(func.count()).select_from(traces).where(traces.c.is_flagged)
        return int(self._connection.execute(query).scalar_one())

    def teachers(self) -> tuple[str, ...]:
        """The names of all teachers that have a trace."""
        query = select(traces.c.teacher).distinct().order_by(traces.c.teacher)
        return tuple(self._connection.execute(query).scalars())

    def mean_output_tokens(self, teacher: str) -> float | None:
        """The mean number of output tokens of a teacher's traces; None where it has none."""
        tokens = func.json_extract(traces.c.usage, "$.output_tokens")
        found = self._connection.execute(select(func.avg(tokens)).where(traces.c.teacher == teacher)).scalar_one()
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
        return tuple(_row(dict(row)) for row in self._connection.execute(query).mappings())

    def _rows(self, wanted: TraceFilter) -> Select[Any]:
        columns = [traces.c[name] for name in _ROW_COLUMNS]
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

    def _index(self, trace_id: int, prompt: str, steps: tuple[Step, ...]) -> None:
        self._connection.execute(
            text("INSERT INTO trace_search(rowid, prompt, body) VALUES (:id, :prompt, :body)"),
            {"id": trace_id, "prompt": prompt, "body": _searchable(steps)},
        )

    def _reindex(self, trace_id: int, steps: tuple[Step, ...]) -> None:
        self._connection.execute(
            text("UPDATE trace_search SET body = :body WHERE rowid = :id"),
            {"id": trace_id, "body": _searchable(steps)},
        )


def _searchable(steps: tuple[Step, ...]) -> str:
    parts = [step.text for step in steps if step.text]
    for step in steps:
        if step.call is not None:
            parts.append(f"{step.call.name} {' '.join(str(value) for value in step.call.arguments.values())}")
        if step.result is not None:
            parts.append(step.result.content)
    return "\n".join(parts)


def _columns(new: NewTrace, steps: Any) -> dict[str, Any]:
    return {
        "problem_id": new.problem_id,
        "teacher": new.teacher,
        "teacher_kind": new.teacher_kind,
        "model": new.model,
        "steps": steps,
        "conclusion": new.conclusion,
        "reasoning_source": new.reasoning_source.value,
        "sampling": to_json(new.sampling),
        "usage": to_json(new.usage),
        "latency_s": new.latency_s,
        "cost_usd": new.cost_usd,
        "confidence": new.confidence.value if new.confidence else None,
        "confidence_method": new.confidence.method.value if new.confidence else None,
        "request_id": new.request_id,
        "request_key": new.request_key,
        "prompt_hash": new.prompt_hash,
        "job_id": new.job_id,
        "tags": list(new.tags),
    }


def _steps(data: Any) -> tuple[Step, ...]:
    return tuple(from_json(Step, step) for step in data)


def _trace(row: dict[str, Any]) -> Trace:
    method = row["confidence_method"]
    original = NewTrace(
        problem_id=ProblemId(row["problem_id"]),
        teacher=row["teacher"],
        teacher_kind=row["teacher_kind"],
        model=row["model"],
        steps=_steps(row["steps"]),
        conclusion=row["conclusion"],
        reasoning_source=ReasoningSource(row["reasoning_source"]),
        sampling=from_json(Sampling, row["sampling"]),
        usage=from_json(Usage, row["usage"]),
        latency_s=row["latency_s"],
        request_key=row["request_key"],
        prompt_hash=row["prompt_hash"],
        cost_usd=row["cost_usd"],
        confidence=Confidence(row["confidence"], ConfidenceMethod(method)) if method else None,
        request_id=row["request_id"],
        job_id=None if row["job_id"] is None else JobId(row["job_id"]),
        tags=tuple(row["tags"]),
    )
    return Trace(
        id=TraceId(row["id"]),
        original=original,
        state=TraceState(row["state"]),
        is_flagged=bool(row["is_flagged"]),
        head=row["head"],
        steps=_steps(row["head_steps"]) if row["head"] else original.steps,
        created_at=row["created_at"],
    )


def _row(row: dict[str, Any]) -> TraceRow:
    state = TraceState(row.pop("state"))
    return TraceRow(**row, state=state)


_ROW_COLUMNS = (
    "id",
    "problem_id",
    "teacher",
    "state",
    "is_flagged",
    "head",
    "title",
    "conclusion",
    "cost_usd",
    "created_at",
)
