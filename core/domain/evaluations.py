# SPDX-License-Identifier: Apache-2.0
"""Benchmarks, case results, reports and the gap between student and teacher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from core.domain.jobs import JobId
from core.domain.json import JsonObject
from core.domain.tasks import Truth

ReportId = NewType("ReportId", int)


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
class CaseScores:
    """The four measures of one answer, each between 0 and 1.

    Attributes:
        mention: share of the expected elements that are mentioned.
        value: share of the expected elements whose claims are all there and true in this context.
        conclusion: 1 when the conclusion is right.
        tool: 1 when the tool call is valid and right; None where the case expects none.
    """

    mention: float
    value: float
    conclusion: float
    tool: float | None


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one subject answered to one case, and what it scored."""

    case_id: str
    category: str
    output: str
    conclusion: str
    scores: CaseScores
    latency_s: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % confidence interval and the number of cases behind it."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Scores:
    """The four measures over a set of cases."""

    mention: Interval
    value: Interval
    conclusion: Interval
    tool: Interval | None


@dataclass(frozen=True, slots=True)
class Report:
    """What one subject scored on one benchmark.

    Attributes:
        subject: provider name, ``run:ID`` or folder, as it was asked for; label what a person reads.
        role: teacher, base, student or baseline; decides its hue on every chart.
        by_category: category -> scores.
        by_element: element -> (mention, value) intervals as plain numbers.
    """

    id: ReportId
    subject: str
    label: str
    role: str
    benchmark: str
    split: str
    n: int
    overall: Scores
    by_category: dict[str, Scores]
    by_element: JsonObject
    facts: JsonObject
    job_id: JobId | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """How far a student is from its teacher in one row of a comparison, in points of 100.

    Attributes:
        closed: share of the base student's gap that training closed; None where there was no gap.
        retention: student score divided by teacher score; None where the teacher scored 0.
    """

    category: str
    measure: str
    teacher: float
    base: float | None
    student: float
    gap: float
    closed: float | None
    retention: float | None
