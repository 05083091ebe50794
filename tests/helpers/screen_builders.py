# SPDX-License-Identifier: Apache-2.0
"""Small traces, rows and scores for tests of widgets."""

from __future__ import annotations

from datetime import UTC, datetime

from core.domain.messages import ToolCallPart, ToolResultPart
from core.domain.tasks import ProblemId
from core.domain.traces import Step, StepKind, TraceId, TraceRow, TraceState
from ui.models.score_rows import Score, ScoreRow


def thought(text: str) -> Step:
    return Step(StepKind.THOUGHT, text)


def answer(text: str) -> Step:
    return Step(StepKind.ANSWER, text)


def tool_call(**arguments: object) -> Step:
    return Step(StepKind.TOOL_CALL, call=ToolCallPart("c1", "set_priority", arguments))


def tool_result(content: str) -> Step:
    return Step(StepKind.TOOL_RESULT, result=ToolResultPart("c1", content))


def small_trace() -> tuple[Step, ...]:
    return (
        thought("Budget review takes 2 h and is due at 17:00."),
        thought("The call blocks 14:00 to 15:00.\nThat leaves two free blocks."),
        tool_call(task="Budget review", priority=1),
        tool_result('{"ok": true}'),
        answer("Start with the budget review."),
    )


def trace_row(number: int, **changes: object) -> TraceRow:
    values = {
        "id": TraceId(number),
        "problem_id": ProblemId(number),
        "task_type": "conflict_resolution",
        "difficulty": "hard",
        "split": "train",
        "teacher": "planner",
        "state": TraceState.PENDING,
        "is_flagged": False,
        "head": 0,
        "title": f"Problem {number}",
        "conclusion": "Budget review",
        "cost_usd": 0.0012,
        "created_at": datetime(2026, 1, 2, 9, tzinfo=UTC),
    }
    return TraceRow(**(values | changes))


def score(mean: float, spread: float = 0.05, n: int = 60) -> Score:
    return Score(mean, max(0.0, mean - spread), min(1.0, mean + spread), n)


def score_rows() -> tuple[ScoreRow, ...]:
    return (
        ScoreRow("all", "All categories", score(0.99), score(0.08), score(0.91), 0.42),
        ScoreRow("p", "Prioritization", score(0.98), None, score(0.85), 0.51),
    )
