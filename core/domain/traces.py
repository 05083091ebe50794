# SPDX-License-Identifier: Apache-2.0
"""Traces: a teacher's answer to one problem, step by step, and the revisions that people make of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.domain.jobs import JobId
from core.domain.json import JsonObject
from core.domain.messages import (
    Message,
    Part,
    ReasoningPart,
    ReasoningSource,
    Role,
    Sampling,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    Usage,
)
from core.domain.tasks import ProblemId

TraceId = NewType("TraceId", int)


class StepKind(StrEnum):
    """What a step of a trace is."""

    THOUGHT = "thought"
    TOOL_CALL = "tool_call"
    TOOL_RESULT = "tool_result"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trace; ``call`` is set for tool calls, ``result`` for tool results, text for the others."""

    kind: StepKind
    text: str = ""
    call: ToolCallPart | None = None
    result: ToolResultPart | None = None


class StepLabel(StrEnum):
    """What a reviewer marked a step as; a step without a label is right."""

    WRONG = "wrong"
    UNNECESSARY = "unnecessary"
    MISSING_BEFORE = "missing_before"


class TraceState(StrEnum):
    """Where a trace stands in review. Pending is where every trace starts; only the two kept states can be exported."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    NEEDS_WORK = "needs_work"
    SKIPPED = "skipped"
    NEEDS_ADJUDICATION = "needs_adjudication"

    @property
    def is_kept(self) -> bool:
        """True for the states that may be trained on: a person accepted the original or an edit of it."""
        return self in (TraceState.ACCEPTED, TraceState.EDITED)


WAITING = (TraceState.PENDING, TraceState.SKIPPED)
"""The states of traces that nobody has decided on yet."""


class ConfidenceMethod(StrEnum):
    """How a confidence was obtained; figures of two methods are never compared."""

    LOGPROB = "logprob"
    VOTE = "vote"
    VERBALISED = "verbalised"
    SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class Confidence:
    """A confidence between 0 and 1 with the method that it came from."""

    value: float
    method: ConfidenceMethod


@dataclass(frozen=True, slots=True)
class NewTrace:
    """A trace that is not stored yet.

    Attributes:
        teacher: name of the provider profile; teacher_kind its kind in the providers catalog; model as returned.
        request_key: identifies problem, teacher, sampling and sample number; the store keeps one trace for a key.
        cost_usd: None where the price is unknown, never zero for that.
    """

    problem_id: ProblemId
    teacher: str
    teacher_kind: str
    model: str
    steps: tuple[Step, ...]
    conclusion: str
    reasoning_source: ReasoningSource
    sampling: Sampling
    usage: Usage
    latency_s: float
    request_key: str
    prompt_hash: str
    cost_usd: float | None = None
    confidence: Confidence | None = None
    request_id: str | None = None
    job_id: JobId | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """A stored trace: the immutable original with its place in review.

    Attributes:
        head: number of the current revision; 0 is the original.
        steps: the steps of the current revision.
    """

    id: TraceId
    original: NewTrace
    state: TraceState
    is_flagged: bool
    head: int
    steps: tuple[Step, ...]
    created_at: datetime

    @property
    def problem_id(self) -> ProblemId:
        """The problem that this trace answers."""
        return self.original.problem_id

    @property
    def is_edited(self) -> bool:
        """True when the current revision is not the original."""
        return self.head > 0


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One line of a list of traces: what a table shows of it; ``conclusion`` is that of the current revision."""

    id: TraceId
    problem_id: ProblemId
    task_type: str
    difficulty: str
    split: str
    teacher: str
    state: TraceState
    is_flagged: bool
    head: int
    title: str
    conclusion: str
    cost_usd: float | None
    created_at: datetime
    confidence: float | None = None
    rating: int | None = None
    finding_count: int = 0
    has_draft: bool = False
    length: int = 0


def step_parts(steps: tuple[Step, ...], source: ReasoningSource) -> tuple[Part, ...]:
    """The steps as typed message parts: thoughts as reasoning, the answer as text, calls and results as themselves."""
    parts: list[Part] = []
    for step in steps:
        if step.call is not None:
            parts.append(step.call)
        elif step.result is not None:
            parts.append(step.result)
        elif step.kind is StepKind.THOUGHT:
            parts.append(ReasoningPart(step.text, source))
        else:
            parts.append(TextPart(step.text))
    return tuple(parts)


def assistant_message(steps: tuple[Step, ...], source: ReasoningSource) -> Message:
    """One assistant message that holds all the steps in order."""
    return Message(role=Role.ASSISTANT, parts=step_parts(steps, source))


def steps_text(steps: tuple[Step, ...]) -> str:
    """Thoughts and answer as plain text, one step a line; what scorers and search read."""
    return "\n".join(step.text for step in steps if step.text)


@dataclass(frozen=True, slots=True)
class Revision:
    """An edit of a trace, kept as a diff against the original.

    Attributes:
        number: 1 for the first edit of a trace.
        patch: operations over the original's steps, as ``core.review.patches`` writes and applies them.
        labels: index of a step of this revision, as text -> name of its StepLabel.
    """

    trace_id: TraceId
    number: int
    patch: tuple[JsonObject, ...]
    author: str
    at: datetime
    note: str = ""
    labels: JsonObject = field(default_factory=dict)


class TraceOrder(StrEnum):
    """In which order a queue is read; the same filter and order give the same queue on every machine."""

    OLDEST = "oldest"
    RANDOM = "random"
    LEAST_CONFIDENT = "least_confident"
    MOST_FINDINGS = "most_findings"
    MOST_DISPUTED = "most_disputed"
    LONGEST_GAP = "gap"


@dataclass(frozen=True, slots=True)
class Bounds:
    """A stretch of numbers, both ends included; None leaves an end open."""

    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class TraceFilter:
    """Which traces a list, a queue or a bulk act speaks of; an empty tuple means any, None no limit.

    Attributes:
        text: words to find in prompt, reasoning, answer and tool calls; quotes for phrases, minus to leave out.
        reviewers: who gave the verdict that stands. reasons: of that verdict. findings: names of checks that spoke.
        since, until: when the trace was made, the end not included.
        length: characters of its steps. cost_usd, confidence, rating: the bounds are included.
        judge_score: mean of the scores that judges gave the current revision, 1 to 5.
        has_draft: True for those with an edit that is not saved yet.
        assignees: to whom it is assigned. is_opinion_missing: only where one of these has said nothing of it yet.
        asked_by: whose queue it is; skipped traces that do not come back to this reviewer stay out, and those that
            wait only for what others say.
    """

    states: tuple[TraceState, ...] = ()
    task_types: tuple[str, ...] = ()
    teachers: tuple[str, ...] = ()
    splits: tuple[str, ...] = ()
    is_flagged: bool | None = None
    text: str = ""
    trace_ids: tuple[TraceId, ...] = ()
    job_id: JobId | None = None
    difficulties: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    length: Bounds = Bounds()
    cost_usd: Bounds = Bounds()
    confidence: Bounds = Bounds()
    rating: Bounds = Bounds()
    has_draft: bool | None = None
    assignees: tuple[str, ...] = ()
    is_opinion_missing: bool = False
    judge_score: Bounds = Bounds()
    asked_by: str = ""

    @property
    def is_of_waiting(self) -> bool:
        """True where it asks for the states in which traces wait, and for no other."""
        return set(self.states) == set(WAITING)


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a trace stands in an order: what the next page is asked behind.

    Attributes:
        key: the value that the order sorts by; traces with the same one stand in the order of their ids.
    """

    key: float
    trace_id: TraceId
