# SPDX-License-Identifier: Apache-2.0
"""What Review shows: a filtered queue, and everything about the trace that is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from core.domain.findings import KeptFinding
from core.domain.judgements import Judgement
from core.domain.messages import ToolSpec
from core.domain.opinions import DoubleReview, Opinion, own_history
from core.domain.reviews import Draft, ElementEvidence, HistoryEntry, ReviewCounts, SavedFilter
from core.domain.tasks import Problem, Task
from core.domain.traces import WAITING, Revision, StepLabel, Trace, TraceFilter, TraceId, TraceOrder, TraceState
from core.domain.workday.situations import Situation, situation_from_json
from core.domain.workday.text import HOUSE, OTHER, situation_text
from core.errors import InvalidInput, UnknownName

if TYPE_CHECKING:
    from core.studio import Studio

NOT_A_MODEL = "built-in planner, not a language model"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which traces stand in the queue, and in which order.

    Attributes:
        chosen: the traces that another page sent here, in their order; they stand before every other wish.
    """

    wanted: TraceFilter = TraceFilter(states=WAITING)
    order: TraceOrder = TraceOrder.OLDEST
    chosen: tuple[TraceId, ...] = ()

    @property
    def is_waiting_only(self) -> bool:
        """True where decided traces do not belong into the queue."""
        states = self.wanted.states
        return bool(states) and not self.chosen and all(state in WAITING for state in states)

    @property
    def is_narrowed(self) -> bool:
        """True where more than the states decides what is shown."""
        return bool(self.chosen) or replace(self.wanted, states=()) != TraceFilter()

    @property
    def all_of_it(self) -> TraceFilter:
        """The filter that an act on the whole queue speaks of."""
        return TraceFilter(trace_ids=self.chosen) if self.chosen else self.wanted


@dataclass(frozen=True, slots=True)
class QueueChoices:
    """What the filters offer: task types, teachers with their labels, and what traces were marked with."""

    task_types: tuple[str, ...]
    teachers: tuple[tuple[str, str], ...]
    reviewers: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    saved: tuple[SavedFilter, ...] = ()
    assignees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueProgress:
    """Where the reader stands in the queue, and how the day goes.

    Attributes:
        place: 1 for the first trace of the queue; 0 where none of it is shown.
        total: traces in the queue.
        waiting: traces of the whole workspace that nobody decided on, but for those that do not come back.
    """

    place: int
    total: int
    waiting: int
    today: int
    median_seconds: float | None


@dataclass(frozen=True, slots=True)
class TraceSheet:
    """One trace with all that a decision needs.

    Attributes:
        situation: None where the problem has none that can be drawn.
        is_checked: False while the checks have not looked at this revision; reading does not wait for them.
        question: the prompt without the situation that is drawn; the whole prompt where nothing is drawn.
        task: None where nobody knows the task type any more, as with imported chats.
        draft: the edit that the reviewer who reads began and did not save.
        double: set where the reviewer who reads is one of several; while it is blind, nothing of the others is here.
        opinions: what the reviewers say of a trace that needs adjudication.
        tools: those on offer; none where the task is not known.
    """

    trace: Trace
    problem: Problem
    situation: Situation | None
    question: str
    task: Task | None
    evidence: tuple[ElementEvidence, ...]
    history: tuple[HistoryEntry, ...]
    revisions: tuple[Revision, ...]
    rating: int | None = None
    note: str = ""
    labels: Mapping[int, StepLabel] = field(default_factory=dict)
    findings: tuple[KeptFinding, ...] = ()
    is_checked: bool = True
    draft: Draft | None = None
    judgements: tuple[Judgement, ...] = ()
    double: DoubleReview | None = None
    opinions: tuple[Opinion, ...] = ()
    tools: tuple[ToolSpec, ...] = ()

    @property
    def is_planner(self) -> bool:
        """True where a program answered, not a language model."""
        return self.trace.original.teacher_kind == "planner"


def progress_of(counts: ReviewCounts | None, *, place: int, total: int) -> QueueProgress:
    """Where the reader stands, with the figures of the workspace as far as they are read."""
    if counts is None:
        return QueueProgress(place, total, waiting=0, today=0, median_seconds=None)
    waiting = sum(counts.by_state.get(state, 0) for state in WAITING) - counts.kept_away
    return QueueProgress(place, total, waiting, counts.decided_today, counts.median_seconds)


def read_sheet(studio: Studio, trace_id: TraceId, *, reviewer: str) -> TraceSheet:
    """Read everything about one trace, with the draft of ``reviewer``; any thread. Raises UnknownName."""
    trace = studio.review.trace(trace_id)
    problem = studio.tasks.problem(trace.problem_id)
    try:
        task = studio.tasks.task(problem.task_type)
    except UnknownName:
        task = None
    situation, question = read_question(problem)
    standing, findings = studio.review.standing(trace_id), studio.review.kept_findings(trace_id)
    sheet = TraceSheet(
        trace=trace,
        problem=problem,
        situation=situation,
        question=question,
        task=task,
        evidence=studio.review.evidence(trace_id),
        history=studio.review.history(trace_id),
        revisions=studio.review.revisions(trace_id),
        rating=standing.rating,
        note=standing.note,
        labels=studio.review.labels(trace_id),
        findings=findings or (),
        is_checked=findings is not None,
        draft=studio.review.draft(trace_id, reviewer),
        judgements=studio.judging.judgements(trace_id),
        double=studio.people.double_review(trace_id, reviewer),
        opinions=studio.people.opinions(trace_id) if trace.state is TraceState.NEEDS_ADJUDICATION else (),
        tools=() if task is None else studio.tasks.tools(task),
    )
    return _blinded(sheet, reviewer)


def _blinded(sheet: TraceSheet, reviewer: str) -> TraceSheet:
    """The sheet without anything that others said, as long as their opinions must not be known."""
    if sheet.double is None or not sheet.double.is_blind:
        return sheet
    own = tuple(revision for revision in sheet.revisions if revision.author == reviewer)
    return replace(sheet, history=own_history(sheet.history, reviewer), revisions=own, rating=None, note="")


def read_choices(studio: Studio) -> QueueChoices:
    """The task types and teachers that traces can be filtered by; any thread."""
    kinds = {profile.name: profile.kind for profile in studio.generation.profiles()}
    teachers = tuple(
        (name, f"{name}: {NOT_A_MODEL}" if kinds.get(name) == "planner" else name) for name in studio.review.teachers()
    )
    review = studio.review
    return QueueChoices(
        tuple(task.type for task in studio.tasks.tasks()),
        teachers,
        reviewers=review.reviewers(),
        reasons=review.marks("reason"),
        tags=review.marks("tag"),
        findings=review.marks("finding"),
        saved=review.saved_filters(),
        assignees=tuple(load.reviewer for load in studio.people.workloads()),
    )


def read_question(problem: Problem) -> tuple[Situation | None, str]:
    """The situation behind a prompt, and what the prompt says beside it."""
    try:
        situation = situation_from_json(problem.made.context)
    except InvalidInput:
        return None, problem.prompt
    for form in (HOUSE, OTHER):
        before, found, after = problem.prompt.partition(situation_text(situation, form))
        if found:
            return situation, "\n".join(part.strip() for part in (before, after) if part.strip())
    return situation, problem.prompt
