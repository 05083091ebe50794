# SPDX-License-Identifier: Apache-2.0
"""A few answers of the student for the report page: one right and one wrong in each category, as plain text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from core.domain.codec import to_json
from core.domain.evaluations import Case, CaseResult, Comparison, ReportId, SubjectRole
from core.evaluation.markup import plain
from core.evaluation.words import category_label, percent

_LONGEST = 6000


def answers(comparison: Comparison, results: Mapping[ReportId, Sequence[CaseResult]], cases: Sequence[Case]) -> str:
    """The section with example answers; empty where cases or results are missing."""
    by_id = {case.id: case for case in cases}
    parts = []
    for row in comparison.rows:
        if row.role not in (SubjectRole.STUDENT, SubjectRole.OTHER):
            continue
        own = [result for result in results.get(row.id, ()) if result.case_id in by_id]
        shown = "".join(_example(result, by_id[result.case_id]) for result in choose(own, comparison.categories))
        if shown:
            parts.append(f"<h3>{plain(row.label)}</h3>{shown}")
    if not parts:
        return ""
    return (
        "<h2>Answers</h2>"
        '<p class="quiet">One right and one wrong conclusion in each category where there is one, word for word.</p>'
        + "".join(parts)
    )


def choose(results: Sequence[CaseResult], categories: Sequence[str]) -> list[CaseResult]:
    """The first right and the first wrong result of each category, in the order of the cases."""
    chosen = []
    for category in categories:
        own = [result for result in results if result.category == category]
        right = next((result for result in own if result.scores.conclusion >= 1), None)
        wrong = next((result for result in own if result.scores.conclusion < 1), None)
        chosen += [result for result in (right, wrong) if result is not None]
    return chosen


def _example(result: CaseResult, case: Case) -> str:
    is_right = result.scores.conclusion >= 1
    word = '<span class="right">Right</span>' if is_right else '<span class="wrong">Wrong</span>'
    found = result.conclusion or "no conclusion found"
    said = f"{category_label(case.category)}: {found}" + ("" if is_right else f", expected {case.expected_conclusion}")
    calls = "\n".join(
        f"{call.name}({json.dumps(to_json(call.arguments), ensure_ascii=False)})" for call in result.calls
    )
    output = result.error or "\n\n".join(part for part in (result.output, calls) if part) or "(empty answer)"
    scores = f"Mentioned {percent(result.scores.mention)}, true {percent(result.scores.value)}"
    if result.scores.tool is not None:
        scores += f", tool call {'right' if result.scores.tool >= 1 else 'not right'}"
    return (
        f"<details><summary>{word} · {plain(said)}</summary>"
        f'<div class="sides"><div><p class="caption">Case {plain(case.id)}</p>'
        f"<pre>{plain(_cut(case.input))}</pre></div>"
        f'<div><p class="caption">{plain(scores)}</p><pre>{plain(_cut(output))}</pre></div></div></details>'
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + f"\n(and {len(text) - _LONGEST} more characters)"
