# SPDX-License-Identifier: Apache-2.0
"""Teacher, base and students side by side: gaps, paired tests and what they say; only like is compared with like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from core.domain.evaluations import (
    Baseline,
    CaseResult,
    Comparison,
    Gap,
    Measure,
    PairedTest,
    Report,
    ReportId,
    Scores,
    SubjectRole,
)
from core.errors import InvalidInput
from core.evaluation.intervals import mcnemar_exact, paired_difference
from core.evaluation.verdict import verdict
from core.evaluation.words import split_label

Results: TypeAlias = Mapping[ReportId, Sequence[CaseResult]]

_ORDER = (SubjectRole.TEACHER, SubjectRole.BASE, SubjectRole.STUDENT, SubjectRole.OTHER)
_NO_GAP = 1e-9


def compare(
    reports: Sequence[Report],
    results: Results,
    baselines: Sequence[Baseline],
    measures: Sequence[Measure] = tuple(Measure),
) -> Comparison:
    """Put reports side by side; ``measures`` are those that are tested and told of, since tests take the time.

    Raises:
        InvalidInput: no report, one twice, or reports that stand on different cases.
    """
    check_alike(reports)
    rows = tuple(sorted(reports, key=lambda report: (_ORDER.index(report.role), report.id)))
    first = rows[0]
    categories = tuple(first.by_category)
    gaps = tuple(gap for learner in learners(rows) for gap in _gaps(rows, learner, categories))
    tests = tuple(
        found
        for learner in learners(rows)
        for other in (base_of(rows), teacher_of(rows))
        if other is not None and other.id != learner.id
        for found in paired_tests(learner.id, other.id, results, measures)
    )
    return Comparison(
        benchmark=first.benchmark,
        split=first.split,
        n=first.n,
        categories=categories,
        rows=rows,
        gaps=gaps,
        tests=tests,
        baselines=tuple(baselines),
        verdict=verdict(rows, gaps, tests, baselines, measures),
    )


def teacher_of(rows: Sequence[Report]) -> Report | None:
    """The teacher that gaps are measured from: the first one."""
    return next((row for row in rows if row.role is SubjectRole.TEACHER), None)


def base_of(rows: Sequence[Report]) -> Report | None:
    """The untrained student that closing is measured from: the first one."""
    return next((row for row in rows if row.role is SubjectRole.BASE), None)


def learners(rows: Sequence[Report]) -> tuple[Report, ...]:
    """Whose gap is shown: the students, else the others, else the bases."""
    for role in (SubjectRole.STUDENT, SubjectRole.OTHER, SubjectRole.BASE):
        found = tuple(row for row in rows if row.role is role)
        if found:
            return found
    return ()


def paired_tests(
    first: ReportId, second: ReportId, results: Results, measures: Sequence[Measure] = tuple(Measure)
) -> tuple[PairedTest, ...]:
    """Whether two subjects differ, measure by measure, over the cases that both answered."""
    ours = {result.case_id: result for result in results.get(first, ())}
    theirs = {result.case_id: result for result in results.get(second, ())}
    shared = [case_id for case_id in ours if case_id in theirs]
    found = []
    for measure in measures:
        pairs = [(_score(ours[case_id], measure), _score(theirs[case_id], measure)) for case_id in shared]
        scored = [(one, other) for one, other in pairs if one is not None and other is not None]
        if scored:
            found.append(_test(measure, first, second, scored))
    return tuple(found)


def _test(measure: Measure, first: ReportId, second: ReportId, pairs: Sequence[tuple[float, float]]) -> PairedTest:
    ours, theirs = [one for one, _ in pairs], [other for _, other in pairs]
    difference, p_value = paired_difference(ours, theirs)
    method = "paired bootstrap"
    if measure in (Measure.CONCLUSION, Measure.TOOL):
        method = "McNemar, exact"
        p_value = mcnemar_exact(
            sum(one > other for one, other in pairs),
            sum(one < other for one, other in pairs),
        )
    return PairedTest(measure, "", first, second, difference, p_value, method)


def _score(result: CaseResult, measure: Measure) -> float | None:
    scores = result.scores
    match measure:
        case Measure.CONCLUSION:
            return scores.conclusion
        case Measure.VALUE:
            return scores.value
        case Measure.MENTION:
            return scores.mention
        case Measure.TOOL:
            return scores.tool


def _gaps(rows: Sequence[Report], learner: Report, categories: Sequence[str]) -> list[Gap]:
    teacher, base = teacher_of(rows), base_of(rows)
    if teacher is None:
        return []
    base = None if base is None or base.id == learner.id else base
    found = []
    for measure in Measure:
        for category in ("", *categories):
            gap = _gap(category, measure, teacher, base, learner)
            if gap is not None:
                found.append(gap)
    return found


def _gap(category: str, measure: Measure, teacher: Report, base: Report | None, learner: Report) -> Gap | None:
    best = scores_of(teacher, category).of(measure)
    own = scores_of(learner, category).of(measure)
    start = scores_of(base, category).of(measure) if base is not None else None
    if best is None or own is None:
        return None
    room = best.mean - start.mean if start is not None else 0.0
    return Gap(
        category=category,
        measure=measure,
        teacher=best.mean,
        base=None if start is None else start.mean,
        student=own.mean,
        gap=100 * (best.mean - own.mean),
        closed=(own.mean - start.mean) / room if start is not None and room > _NO_GAP else None,
        retention=own.mean / best.mean if best.mean > 0 else None,
        report_id=learner.id,
    )


def scores_of(report: Report, category: str) -> Scores:
    """The report's scores in a category; overall for the empty one."""
    return report.by_category[category] if category else report.overall


def check_alike(reports: Sequence[Report]) -> None:
    """Refuse what cannot be put side by side. Raises InvalidInput, as ``compare`` does."""
    if not reports:
        raise InvalidInput("There is no report to compare.", hint="Evaluate a subject first, then name its report.")
    if len({report.id for report in reports}) != len(reports):
        raise InvalidInput("A report is named twice.", hint="Name each report once.")
    first = reports[0]
    for other in reports[1:]:
        if other.benchmark != first.benchmark:
            raise InvalidInput(
                f"Report {first.id} stands on the benchmark “{first.benchmark}” and report {other.id} on "
                f"“{other.benchmark}”.",
                hint="Evaluate both subjects on one benchmark, then compare those reports.",
            )
        if other.cases_hash != first.cases_hash:
            raise InvalidInput(
                f"Report {first.id} stands on {_case_words(first)} of “{first.benchmark}” and report {other.id} on "
                f"{_case_words(other, beside=first)}.",
                hint="Evaluate both subjects on the same split with the same limit, then compare those reports.",
            )


def _case_words(report: Report, *, beside: Report | None = None) -> str:
    is_alike = beside is not None and (beside.n, beside.split) == (report.n, report.split)
    return f"{report.n} {'other ' if is_alike else ''}{split_label(report.split)} cases"
