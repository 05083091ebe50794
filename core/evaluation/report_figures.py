# SPDX-License-Identifier: Apache-2.0
"""From a comparison to the rows of its charts."""

from __future__ import annotations

from core.domain.evaluations import Comparison, Measure, Report, Scores, SubjectRole
from core.evaluation.baselines import best_baseline
from core.evaluation.charts_svg import Dot, DumbbellRow, dumbbell, shares
from core.evaluation.words import category_label, measure_label, percent, split_label

_LANES = (SubjectRole.TEACHER, SubjectRole.STUDENT, SubjectRole.OTHER, SubjectRole.BASE)


def gap_chart(comparison: Comparison, measure: Measure) -> str:
    """A row for each category, then one for all, or for each split where there are several."""
    rows = [
        _row(
            comparison,
            measure,
            category_label(category),
            [row.by_category.get(category) for row in comparison.rows],
            category,
        )
        for category in comparison.categories
    ]
    splits = comparison.rows[0].by_split
    if len(splits) > 1:
        for split in splits:
            rows.append(
                _row(comparison, measure, f"All {split_label(split)}", [r.by_split.get(split) for r in comparison.rows])
            )
    elif len(comparison.categories) > 1:
        rows.append(_row(comparison, measure, category_label(""), [row.overall for row in comparison.rows]))
    return dumbbell([row for row in rows if row.dots], title=f"{measure_label(measure)} by category")


def element_chart(row: Report) -> str:
    """Mentioned beside true, for each element of one subject."""
    rows = [(category_label(name), scores.mention, scores.value) for name, scores in row.by_element.items()]
    return shares(rows, title=f"Reasoning elements of {row.label}")


def _row(
    comparison: Comparison, measure: Measure, label: str, held: list[Scores | None], category: str = ""
) -> DumbbellRow:
    dots = []
    for row, scores in zip(comparison.rows, held, strict=True):
        interval = scores.of(measure) if scores is not None else None
        if interval is not None:
            dots.append(Dot(row.label, row.role, interval))
    dots.sort(key=lambda dot: _LANES.index(dot.role))
    n = max((dot.interval.n for dot in dots), default=0)
    best = best_baseline(comparison.baselines, category) if category and measure is Measure.CONCLUSION else None
    if best is None:
        return DumbbellRow(label, f"n {n}", tuple(dots))
    rule = best.by_category[category].mean
    return DumbbellRow(label, f"n {n} · “{best.label}” {percent(rule)}", tuple(dots), rule=rule)
