# SPDX-License-Identifier: Apache-2.0
"""Benchmarks, case results, reports and the gap between student and teacher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.domain.jobs import JobId
from core.domain.json import JsonObject
from core.domain.messages import ToolCallPart
from core.domain.tasks import Truth

ReportId = NewType("ReportId", int)


class SubjectRole(StrEnum):
    """What a subject stands for in a comparison; decides its hue on every chart."""

    TEACHER = "teacher"
    BASE = "base"
    STUDENT = "student"
    OTHER = "other"


class Measure(StrEnum):
    """The four measures of an answer; the two coverages are never mixed."""

    CONCLUSION = "conclusion"
    VALUE = "value"
    MENTION = "mention"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a benchmark.

    Attributes:
        input: the user's message.
        expected_reasoning_elements: names of the elements, defined by the task of the category.
        truth: claims, accepted conclusions and expected call, each with a testable matcher.
    """

    id: str
    category: str
    input: str
    expected_reasoning_elements: tuple[str, ...]
    expected_conclusion: str
    truth: Truth
    split: str
    difficulty: str


@dataclass(frozen=True, slots=True)
class BenchmarkInfo:
    """What a person chooses a benchmark by.

    Attributes:
        categories, splits: how many cases there are of each.
        is_shipped: True for the one that comes with Stillroom; False for those made in the workspace.
    """

    name: str
    label: str
    n: int
    categories: dict[str, int]
    splits: dict[str, int]
    is_shipped: bool


@dataclass(frozen=True, slots=True)
class ElementScore:
    """One expected element of one answer: mentioned, and true; None where the case makes no claim about it."""

    element: str
    is_mentioned: bool
    is_true: bool | None


@dataclass(frozen=True, slots=True)
class CaseScores:
    """The four measures of one answer, each between 0 and 1.

    Attributes:
        mention: share of the expected elements that are mentioned.
        value: share of the expected elements with claims whose claims are all there and true in this context.
        conclusion: 1 when the conclusion is right.
        tool: 1 when the tool call is valid and right; None where the case expects none.
        elements: what the two coverages are made of.
    """

    mention: float
    value: float
    conclusion: float
    tool: float | None
    elements: tuple[ElementScore, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one subject answered to one case, and what it scored.

    Attributes:
        output: the text of the answer, reasoning first where the model keeps it apart.
        conclusion: the conclusion in normal form, as the category's reader found it; empty where there is none.
        finish: why the model stopped: ``stop``, ``tool_calls``, ``length``, ``refusal``; empty where it failed.
        error: why there is no answer; such a case scores 0 and is counted.
    """

    case_id: str
    category: str
    output: str
    conclusion: str
    scores: CaseScores
    latency_s: float
    error: str = ""
    finish: str = ""
    calls: tuple[ToolCallPart, ...] = ()
    output_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % confidence interval and the number of cases behind it."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Scores:
    """The four measures over a set of cases; tool is None where no case expects a call."""

    mention: Interval
    value: Interval
    conclusion: Interval
    tool: Interval | None

    def of(self, measure: Measure) -> Interval | None:
        """The interval of one measure."""
        held = {
            Measure.MENTION: self.mention,
            Measure.VALUE: self.value,
            Measure.CONCLUSION: self.conclusion,
            Measure.TOOL: self.tool,
        }
        return held[measure]


@dataclass(frozen=True, slots=True)
class ElementScores:
    """How often one element was mentioned and how often true; value is None where no case makes a claim about it."""

    mention: Interval
    value: Interval | None


@dataclass(frozen=True, slots=True)
class NewReport:
    """What one subject scored on one benchmark, before it is kept.

    Attributes:
        subject: provider name, ``run:ID`` or folder, as it was asked for; label what a person reads.
        split: the split that was asked for; empty where all were.
        cases_hash: over the ids and inputs of the cases, so that only like is compared with like.
        by_category: category -> scores.
        by_split: split -> scores, so that held-out and out-of-distribution are kept apart where both were asked for.
        by_element: element -> how often mentioned and how often true.
        facts: seconds, tokens, tokens_per_s, model, temperature, truncated, empty, failed, versions, hardware.
    """

    subject: str
    label: str
    role: SubjectRole
    benchmark: str
    split: str
    cases_hash: str
    n: int
    overall: Scores
    by_category: dict[str, Scores]
    by_split: dict[str, Scores]
    by_element: dict[str, ElementScores]
    facts: JsonObject
    job_id: JobId | None


@dataclass(frozen=True, slots=True)
class Report(NewReport):
    """A report that is kept; its fields are those of NewReport."""

    id: ReportId
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Baseline:
    """How often a lazy rule, such as the earliest deadline first, reaches a right conclusion."""

    name: str
    label: str
    overall: Interval
    by_category: dict[str, Interval]


@dataclass(frozen=True, slots=True)
class Gap:
    """How far a student is from its teacher in one row of a comparison.

    Attributes:
        category: empty for all categories together.
        teacher, base, student: scores between 0 and 1.
        gap: teacher less student, in points of 100.
        closed: share of the base student's gap that training closed; None where there was no gap or no base.
        retention: student score divided by teacher score; None where the teacher scored 0.
        report_id: the student's report.
    """

    category: str
    measure: Measure
    teacher: float
    base: float | None
    student: float
    gap: float
    closed: float | None
    retention: float | None
    report_id: ReportId


@dataclass(frozen=True, slots=True)
class PairedTest:
    """Whether two subjects differ on the same cases.

    Attributes:
        difference: first less second, with its 95 % interval, as shares of 1.
        p_value: two-sided.
        method: ``McNemar, exact`` or ``paired bootstrap``.
    """

    measure: Measure
    category: str
    first: ReportId
    second: ReportId
    difference: Interval
    p_value: float
    method: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Teacher, base and students side by side on the same cases.

    Attributes:
        rows: teachers first, then bases, then students, then others.
        gaps: for each student, measure and category (empty category first); empty without a teacher.
        tests: each student against the base, over all cases.
        verdict: what the figures say, a sentence each.
    """

    benchmark: str
    split: str
    n: int
    categories: tuple[str, ...]
    rows: tuple[Report, ...]
    gaps: tuple[Gap, ...]
    tests: tuple[PairedTest, ...]
    baselines: tuple[Baseline, ...]
    verdict: tuple[str, ...]
