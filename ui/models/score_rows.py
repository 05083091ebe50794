# SPDX-License-Identifier: Apache-2.0
"""Scores side by side: one row per category, for the dumbbell chart and the table under it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from core.domain.evaluations import Comparison, Measure, Report, SubjectRole


@dataclass(frozen=True, slots=True)
class Score:
    """A mean between 0 and 1 with its 95 % interval and the number of cases behind it."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The scores of one category.

    Attributes:
        key: what signals carry; label what a person reads.
        shortcut: the best score of a rule that does not reason.
    """

    key: str
    label: str
    teacher: Score | None = None
    base: Score | None = None
    student: Score | None = None
    shortcut: float | None = None

    def scores(self) -> tuple[tuple[str, Score], ...]:
        """(role, score) of those that are there, in painting order."""
        pairs = (("base", self.base), ("teacher", self.teacher), ("student", self.student))
        return tuple((role, score) for role, score in pairs if score is not None)

    @property
    def gap(self) -> float | None:
        """Points of 100 by which the student is behind the teacher."""
        if self.teacher is None or self.student is None:
            return None
        return (self.teacher.mean - self.student.mean) * 100

    @property
    def closed(self) -> float | None:
        """Share of the base student's gap that training closed; None where there was no gap or no base."""
        if self.teacher is None or self.student is None or self.base is None or self.teacher.mean <= self.base.mean:
            return None
        return (self.student.mean - self.base.mean) / (self.teacher.mean - self.base.mean)

    @property
    def retention(self) -> float | None:
        """The student's score divided by the teacher's; None where the teacher scored 0."""
        if self.teacher is None or self.student is None or self.teacher.mean == 0:
            return None
        return self.student.mean / self.teacher.mean


ALL = "all"
"""Key of the row that speaks of all categories together."""


def rows_of(comparison: Comparison, measure: Measure) -> tuple[ScoreRow, ...]:
    """A comparison as rows for chart and table: all categories together first, then each one."""
    reports = {report.role: report for report in reversed(comparison.rows)}
    return tuple(
        ScoreRow(
            key=category or ALL,
            label=category_words(category),
            teacher=_score(reports.get(SubjectRole.TEACHER), category, measure),
            base=_score(reports.get(SubjectRole.BASE), category, measure),
            student=_score(reports.get(SubjectRole.STUDENT), category, measure),
            shortcut=_best_shortcut(comparison, category) if category and measure is Measure.CONCLUSION else None,
        )
        for category in ("", *comparison.categories)
    )


def category_words(category: str) -> str:
    """A category as people read it; empty means all of them."""
    return category.replace("_", " ").capitalize() if category else QCoreApplication.translate("scores", "All")


def _score(report: Report | None, category: str, measure: Measure) -> Score | None:
    scores = None if report is None else report.by_category.get(category) if category else report.overall
    found = None if scores is None else scores.of(measure)
    return None if found is None else Score(found.mean, found.low, found.high, found.n)


def _best_shortcut(comparison: Comparison, category: str) -> float | None:
    """A rule belongs to its category, so there is none for all of them together."""
    found = [rule.by_category.get(category) for rule in comparison.baselines]
    return max((interval.mean for interval in found if interval is not None and interval.n), default=None)
