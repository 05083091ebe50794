# SPDX-License-Identifier: Apache-2.0
"""What a comparison says, in plain sentences that carry their figures."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.evaluations import Baseline, Gap, Interval, Measure, PairedTest, Report, SubjectRole
from core.evaluation.baselines import best_baseline
from core.evaluation.intervals import do_overlap
from core.evaluation.words import bounds, category_label, figure, p_words, percent, points, split_label

_SURE = 0.05
_SHALLOW = 0.10
_NOUNS = {
    Measure.CONCLUSION: "conclusions",
    Measure.VALUE: "coverage by value",
}


def verdict(
    rows: Sequence[Report],
    gaps: Sequence[Gap],
    tests: Sequence[PairedTest],
    baselines: Sequence[Baseline],
    measures: Sequence[Measure] = tuple(Measure),
) -> tuple[str, ...]:
    """A few sentences for each student: against the base by each of the measures, against the teacher, and warnings."""
    teacher = next((row for row in rows if row.role is SubjectRole.TEACHER), None)
    base = next((row for row in rows if row.role is SubjectRole.BASE), None)
    students = [row for row in rows if row.role in (SubjectRole.STUDENT, SubjectRole.OTHER)]
    found: list[str] = []
    for student in students:
        if base is not None:
            found += [_against_base(student, base, measure, tests) for measure in _NOUNS if measure in measures]
        if teacher is not None:
            found += _against_teacher(student, teacher, [gap for gap in gaps if gap.report_id == student.id])
        found += _warnings(student, baselines)
    if not students and teacher is not None and base is not None:
        found += _against_teacher(base, teacher, [gap for gap in gaps if gap.report_id == base.id])
    return tuple(found)


def _against_base(student: Report, base: Report, measure: Measure, tests: Sequence[PairedTest]) -> str:
    own, start = student.overall.of(measure), base.overall.of(measure)
    assert own is not None and start is not None
    subject = f"{split_label(student.split)} {_NOUNS[measure]}"
    figures = f"{figure(own)} against {figure(start)}, n {own.n}"
    if not do_overlap(own, start):
        word = "beats" if own.mean > start.mean else "is worse than"
        return f"{student.label} {word} {base.label} on {subject}: {figures}; the intervals do not overlap."
    test = next((t for t in tests if (t.measure, t.first, t.second) == (measure, student.id, base.id)), None)
    if test is not None and test.p_value < _SURE:
        word = "is ahead of" if own.mean > start.mean else "is behind"
        sure = f"{p_words(test.p_value)} on the same cases ({test.method})"
        return f"{student.label} {word} {base.label} on {subject}: {figures}; the intervals overlap, but {sure}."
    return f"{student.label} and {base.label} cannot be told apart on {subject}: {figures}."


def _against_teacher(student: Report, teacher: Report, gaps: Sequence[Gap]) -> list[str]:
    conclusions = [gap for gap in gaps if gap.measure is Measure.CONCLUSION]
    overall = next((gap for gap in conclusions if not gap.category), None)
    if overall is None:
        return []
    kept = f"keeps {percent(overall.retention)}" if overall.retention is not None else "has none to keep"
    closed = f" ({percent(overall.closed)} of the gap closed)" if overall.closed is not None else ""
    sentence = (
        f"{student.label} {kept} of the right conclusions of {teacher.label}, "
        f"a gap of {points(overall.gap)} points{closed}"
    )
    rows = [gap for gap in conclusions if gap.category]
    if len(rows) > 1:
        worst = max(rows, key=lambda gap: gap.gap)
        sentence += f"; the widest is in {category_label(worst.category).lower()}, {points(worst.gap)} points"
    return [sentence + "."]


def _warnings(student: Report, baselines: Sequence[Baseline]) -> list[str]:
    found = []
    low = [words for category in student.by_category if (words := _like_shortcut(student, category, baselines))]
    if low:
        found.append(f"{student.label} may have learned a shortcut: {'; '.join(low)}.")
    mention, value = student.overall.mention, student.overall.value
    if mention.mean - value.mean > _SHALLOW and not do_overlap(mention, value):
        found.append(
            f"{student.label} mentions {percent(mention.mean)} of the expected elements, "
            f"but only {percent(value.mean)} are true in their case {bounds(value)}."
        )
    truncated = int(student.facts.get("truncated", 0))
    if truncated:
        found.append(f"{truncated} of {student.n} answers of {student.label} were cut off by the token limit.")
    failed = int(student.facts.get("failed", 0))
    if failed:
        found.append(f"{failed} of {student.n} cases of {student.label} failed and count as 0.")
    return found


def _like_shortcut(student: Report, category: str, baselines: Sequence[Baseline]) -> str:
    """Words about a category in which the student is not clearly above the best lazy rule; empty where it is."""
    best = best_baseline(baselines, category)
    own = student.by_category[category].conclusion
    if best is None or _is_above(own, best.by_category[category]):
        return ""
    rule = best.by_category[category]
    return f"{percent(own.mean)} in {category_label(category).lower()}, where “{best.label}” gives {percent(rule.mean)}"


def _is_above(own: Interval, rule: Interval) -> bool:
    """True when the rule's share, which is exact on these cases, lies under the student's interval."""
    return own.low > rule.mean
