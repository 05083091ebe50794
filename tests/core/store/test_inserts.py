# SPDX-License-Identifier: Apache-2.0
"""Rows that are kept in one go are the same as rows that are kept one after the other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.changes import Change, ChangeFeed
from core.domain.jobs import JobId
from core.domain.messages import ReasoningSource, Sampling, ToolCallPart, ToolResultPart, Usage
from core.domain.tasks import NewProblem, ProblemId
from core.domain.traces import Confidence, ConfidenceMethod, NewTrace, Step, StepKind, TraceFilter, TraceId
from core.store.store import Store
from tests.helpers.review_builders import make_problem

STEPS = (
    Step(StepKind.THOUGHT, "Zwei Stunden für das Audit."),
    Step(StepKind.TOOL_CALL, call=ToolCallPart("1", "set_priority", {"task": "Audit", "rank": 1})),
    Step(StepKind.TOOL_RESULT, result=ToolResultPart("1", "done")),
    Step(StepKind.ANSWER, "Audit"),
)
_EVERY = {"trace_marks": "SELECT * FROM trace_marks ORDER BY kind, value, trace_id"}
TABLES = ("problems", "traces", "trace_search", "trace_facets", "trace_marks", "state_counts")


def _problems() -> list[NewProblem]:
    """Known ones, new ones, one twice, and one that no program can solve."""
    made = [make_problem(number) for number in (0, 1, 2, 1, 3)]
    return [*made, replace(make_problem(4), truth=None, context={"tasks": [{"title": "Audit"}]})]


def _trace(problem_id: ProblemId, key: str, **other: Any) -> NewTrace:
    made = NewTrace(
        problem_id=problem_id,
        teacher="planner",
        teacher_kind="planner",
        model="planner-1",
        steps=STEPS,
        conclusion="Audit",
        reasoning_source=ReasoningSource.PROMPTED,
        sampling=Sampling(temperature=0.5, max_tokens=9),
        usage=Usage(input_tokens=3, output_tokens=4),
        latency_s=0.1,
        request_key=key,
        prompt_hash="0",
    )
    return replace(made, **other)


def _traces() -> list[tuple[NewTrace, str]]:
    """A known one, new ones, one twice, one with everything, and a title that is too long."""
    rich = _trace(
        ProblemId(2),
        "rich",
        cost_usd=0.25,
        confidence=Confidence(0.9, ConfidenceMethod.VOTE),
        request_id="r",
        job_id=JobId(7),
        tags=("one", "two"),
    )
    plain = [(_trace(ProblemId(1), key), f"Trace {key}") for key in ("known", "a", "b", "a")]
    return [*plain, (rich, "t" * 300), (_trace(ProblemId(3), "c", steps=STEPS[-1:]), "c")]


def _keep(folder: Path, *, in_one_go: bool) -> tuple[Store, list[Any], list[Change]]:
    """Store the same things in one of the two ways; with the ids that were given and the news."""
    feed, heard, given = ChangeFeed(), list[Change](), list[Any]()
    folder.mkdir()
    store = Store(folder / "studio.db", feed)
    with store.begin() as unit:
        assert unit.problems.insert(make_problem(0)) == 1
        assert unit.traces.insert(_trace(ProblemId(1), "known"), "Trace known") == 1
    feed.subscribe(heard.append)
    with store.begin() as unit:
        if in_one_go:
            given += [unit.problems.insert_many(_problems()), unit.traces.insert_many(_traces())]
        else:
            given.append(tuple(unit.problems.insert(made) for made in _problems()))
            given.append(tuple(unit.traces.insert(made, title) for made, title in _traces()))
    return store, given, heard


@pytest.fixture
def both(tmp_path: Path) -> Iterator[list[tuple[Store, list[Any], list[Change]]]]:
    made = [_keep(tmp_path / "one", in_one_go=False), _keep(tmp_path / "many", in_one_go=True)]
    yield made
    for store, _given, _heard in made:
        store.close()


def _rows(store: Store, table: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(store.path)) as connection:
        connection.row_factory = sqlite3.Row
        found = [
            dict(row) for row in connection.execute(_EVERY.get(table, f"SELECT rowid, * FROM {table} ORDER BY rowid"))
        ]
    return [{name: value for name, value in row.items() if name != "created_at"} for row in found]


@pytest.mark.parametrize("table", TABLES)
def test_that_both_ways_write_the_same_rows(both, table):
    (one, *_), (many, *_) = both
    rows = _rows(one, table)
    assert rows == _rows(many, table)
    assert len(rows) == {"trace_marks": 2, "state_counts": 1}.get(table, 5)


def test_that_both_ways_give_the_same_ids_and_news(both):
    (_, given, heard), (_, given_at_once, heard_at_once) = both
    assert given_at_once == given == [(None, 2, 3, None, 4, 5), (None, 2, 3, None, 4, 5)]
    assert heard_at_once == heard
    assert len(heard) == 2


def test_that_what_was_kept_at_once_is_read_and_found_again(both):
    _, (store, _given, _heard) = both
    with store.read() as unit:
        assert unit.traces.get(TraceId(4)).original == _traces()[4][0]
        assert unit.queue.newest(TraceFilter(text="zwei"), limit=9) == (4, 3, 2, 1)
        assert unit.queue.newest(TraceFilter(text="set_priority"), limit=9) == (4, 3, 2, 1)
        assert [problem.made for problem in unit.problems.many((ProblemId(2), ProblemId(5)))] == [
            make_problem(1),
            _problems()[-1],
        ]


def test_that_nothing_at_all_can_be_kept(both):
    store, _given, heard = both[0]
    before = len(heard)
    with store.begin() as unit:
        assert unit.problems.insert_many(()) == ()
        assert unit.traces.insert_many(()) == ()
    assert len(heard) == before
