# SPDX-License-Identifier: Apache-2.0
"""Problems, traces and a store with some of them, for tests of review and datasets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.changes import ChangeFeed
from core.domain.messages import ReasoningSource, Sampling, ToolCallPart, ToolSpec, Usage
from core.domain.tasks import Claim, Difficulty, Element, ExpectedCall, NewProblem, ProblemId, Split, Truth
from core.domain.traces import NewTrace, Step, StepKind, TraceId
from core.store.store import Store, Unit

ELEMENTS = (
    Element("time_estimation", "Time estimation", "How long each task takes.", ("takes", "duration")),
    Element("deadline_awareness", "Deadline awareness", "When each task is due.", ("due", "deadline")),
)
TOOL = ToolSpec("set_priority", "Put a task first.", {"type": "object", "properties": {"task": {"type": "string"}}})


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, start: datetime = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def thought(text: str) -> Step:
    return Step(StepKind.THOUGHT, text)


def answer(text: str) -> Step:
    return Step(StepKind.ANSWER, text)


def call(task: str = "Audit", name: str = "set_priority", call_id: str = "toolu_1") -> Step:
    return Step(StepKind.TOOL_CALL, call=ToolCallPart(call_id, name, {"task": task}))


def make_steps(number: int = 0) -> tuple[Step, ...]:
    return (
        thought(f"Audit number {number} takes 2:00 h and is due 15:00."),
        thought("Budget takes 1:00 h and is due 17:00."),
        answer("Answer: Audit"),
        call(),
    )


def make_problem(
    number: int = 0, *, task_type: str = "prioritization", split: Split = Split.TRAIN, prompt: str | None = None
) -> NewProblem:
    truth = Truth(
        conclusion="Audit",
        accepted=("Audit",),
        claims=(
            Claim("time_estimation", ("Audit",), ("2:00 h",)),
            Claim("deadline_awareness", ("Audit",), ("15:00",)),
        ),
        call=ExpectedCall("set_priority", {"task": "Audit"}),
        shortcuts={},
        candidates=("Audit", "Budget"),
    )
    return NewProblem(
        key=f"{task_type}-{split.value}-{number}",
        task_type=task_type,
        task_version=1,
        template_id="plain",
        split=split,
        difficulty=Difficulty.EASY,
        domain="office",
        seed=number,
        prompt=prompt if prompt is not None else f"Audit or Budget first? Case {number} of {task_type} {split.value}.",
        context={},
        truth=truth,
    )


def add_trace(
    store: Store,
    number: int = 0,
    *,
    sample: int = 0,
    steps: tuple[Step, ...] | None = None,
    teacher: str = "planner",
    task_type: str = "prioritization",
    split: Split = Split.TRAIN,
    prompt: str | None = None,
) -> TraceId:
    """One more trace for problem ``number``, which is stored when it is not there yet."""
    problem = make_problem(number, task_type=task_type, split=split, prompt=prompt)
    with store.begin() as unit:
        return _insert(unit, problem, steps or make_steps(number), teacher=teacher, sample=sample)


def add_traces(
    store: Store,
    count: int,
    *,
    teacher: str = "planner",
    task_type: str = "prioritization",
    split: Split = Split.TRAIN,
) -> tuple[TraceId, ...]:
    """One trace for each of so many problems."""
    with store.begin() as unit:
        return tuple(
            _insert(unit, make_problem(number, task_type=task_type, split=split), make_steps(number), teacher=teacher)
            for number in range(count)
        )


def make_trace(
    problem_id: ProblemId, steps: tuple[Step, ...] | None = None, *, request_key: str, teacher: str = "planner"
) -> NewTrace:
    return NewTrace(
        problem_id=problem_id,
        teacher=teacher,
        teacher_kind="planner",
        model="planner-1",
        steps=steps or make_steps(),
        conclusion="Audit",
        reasoning_source=ReasoningSource.PROMPTED,
        sampling=Sampling(),
        usage=Usage(),
        latency_s=0.1,
        request_key=request_key,
        prompt_hash="0",
    )


def _insert(unit: Unit, problem: NewProblem, steps: tuple[Step, ...], *, teacher: str, sample: int = 0) -> TraceId:
    problem_id = unit.problems.insert(problem) or unit.problems.of_keys((problem.key,))[problem.key][0]
    made = make_trace(problem_id, steps, request_key=f"{problem.key}-{teacher}-{sample}", teacher=teacher)
    stored = unit.traces.insert(made, problem.prompt)
    assert stored is not None
    return stored


def open_store(folder: Path) -> Store:
    return Store(folder / "studio.db", ChangeFeed())


def standing_of(store: Store, ids: Sequence[TraceId]) -> list[tuple[str, int, bool]]:
    """State, revision and flag of each trace."""
    with store.read() as unit:
        return [(found.state.value, found.head, found.is_flagged) for found in unit.standings.of(ids)]
