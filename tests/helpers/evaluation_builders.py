# SPDX-License-Identifier: Apache-2.0
"""Small benchmarks and reports for tests of evaluation."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime

from core.domain.codec import from_json, to_json
from core.domain.evaluations import (
    Case,
    CaseResult,
    CaseScores,
    ElementScore,
    NewReport,
    Report,
    ReportId,
    SubjectRole,
)
from core.domain.messages import ToolCallPart
from core.domain.tasks import Claim, ExpectedCall, Truth
from core.evaluation.tally import new_report

ELEMENTS = ("time_estimation", "deadline_awareness", "priority_logic")
CATEGORIES = ("prioritization", "scheduling", "decomposition", "conflict_resolution")


def make_case(number: int, category: str = "prioritization", *, split: str = "held_out", right: str = "Audit") -> Case:
    """A case of which the right conclusion is ``right``, and of which the first named is right every third time."""
    truth = Truth(
        conclusion=right,
        accepted=(right,),
        claims=tuple(Claim(element, (right,), ("15:00",)) for element in ELEMENTS),
        call=ExpectedCall("set_priority", {"task": right}),
        shortcuts={"first_named": right if number % 3 == 0 else "Budget"},
        candidates=("Audit", "Budget"),
    )
    return Case(
        id=f"{category}-{split}-{number:03d}",
        category=category,
        input=f"It is 9:00. Which comes first, number {number}?",
        expected_reasoning_elements=ELEMENTS,
        expected_conclusion=right,
        truth=truth,
        split=split,
        difficulty="easy",
    )


def make_cases(per_category: int = 15, *, splits: Sequence[str] = ("held_out",)) -> tuple[Case, ...]:
    """The same number of cases in each category and split."""
    return tuple(
        make_case(number, category, split=split)
        for split in splits
        for category in CATEGORIES
        for number in range(per_category)
    )


def make_result(case: Case, *, is_right: bool, mentions: int = 3, values: int = 3, output: str = "So.") -> CaseResult:
    """An answer that mentions and gets right that many elements."""
    elements = tuple(
        ElementScore(name, is_mentioned=index < mentions, is_true=index < values) for index, name in enumerate(ELEMENTS)
    )
    scores = CaseScores(mentions / 3, values / 3, float(is_right), float(is_right), elements)
    call = ToolCallPart("c1", "set_priority", {"task": "Audit" if is_right else "Budget"})
    return CaseResult(
        case_id=case.id,
        category=case.category,
        output=output,
        conclusion="Audit" if is_right else "Budget",
        scores=scores,
        latency_s=0.5,
        finish="stop",
        calls=(call,),
        output_tokens=120,
    )


def make_results(cases: Sequence[Case], *, share: float, value: float | None = None, seed: int = 1) -> list[CaseResult]:
    """Answers of a subject that is right about as often as ``share``; elements are true about as often as ``value``."""
    dice = random.Random(seed)
    true_share = share if value is None else value
    results = []
    for case in cases:
        values = sum(dice.random() < true_share for _ in ELEMENTS)
        results.append(make_result(case, is_right=dice.random() < share, mentions=3, values=values))
    return results


def make_report(
    report_id: int, role: SubjectRole, cases: Sequence[Case], results: Sequence[CaseResult], *, label: str = ""
) -> Report:
    """A report as the store would give it back."""
    new: NewReport = new_report(
        cases,
        results,
        subject=label or role.value,
        label=label or role.value,
        role=role,
        benchmark="workday",
        split="held_out",
        facts={"model": "tiny", "seconds": 12.5, "tokens_per_s": 375.0},
        job_id=None,
    )
    kept = {"id": ReportId(report_id), "created_at": datetime(2026, 1, 1, tzinfo=UTC).isoformat()}
    return from_json(Report, to_json(new) | kept)
