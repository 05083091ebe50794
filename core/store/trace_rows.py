# SPDX-License-Identifier: Apache-2.0
"""Rows of the trace table, from and to the dataclasses of the domain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.domain.answers import conclusion_of
from core.domain.codec import from_json, to_json
from core.domain.jobs import JobId
from core.domain.messages import ReasoningSource, Sampling, Usage
from core.domain.tasks import ProblemId
from core.domain.traces import (
    Confidence,
    ConfidenceMethod,
    NewTrace,
    Step,
    Trace,
    TraceId,
    TraceRow,
    TraceState,
)
from core.store.rows import content_hash

ROW_COLUMNS = (
    "id",
    "problem_id",
    "teacher",
    "title",
    "conclusion",
    "cost_usd",
    "created_at",
    "confidence",
    "head_steps",
)
FACET_COLUMNS = (
    "state",
    "is_flagged",
    "head",
    "rating",
    "task_type",
    "difficulty",
    "split",
    "finding_count",
    "has_draft",
    "length",
)
"""What a line of a list is read from: the trace and its facets."""


def searchable(steps: tuple[Step, ...]) -> str:
    """The text of an answer that full-text search finds."""
    parts = [step.text for step in steps if step.text]
    for step in steps:
        if step.call is not None:
            parts.append(f"{step.call.name} {' '.join(str(value) for value in step.call.arguments.values())}")
        if step.result is not None:
            parts.append(step.result.content)
    return "\n".join(parts)


def columns_of(new: NewTrace, *, title: str, created_at: datetime) -> dict[str, Any]:
    """The columns of a new trace."""
    steps = to_json(new.steps)
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
        "title": title[:200],
        "content_hash": content_hash(steps),
        "created_at": created_at,
    }


def _steps(data: Any) -> tuple[Step, ...]:
    return tuple(from_json(Step, step) for step in data)


def trace_of(row: dict[str, Any]) -> Trace:
    """A trace with the steps of its current revision."""
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


def row_of(row: dict[str, Any]) -> TraceRow:
    """One line of a list; what an edited trace concludes is read from its current steps."""
    steps = row.pop("head_steps")
    concluded = conclusion_of(_steps(steps)) if row["head"] else row["conclusion"]
    return TraceRow(**row | {"state": TraceState(row["state"]), "conclusion": concluded})
