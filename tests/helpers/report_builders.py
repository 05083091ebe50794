# SPDX-License-Identifier: Apache-2.0
"""Reports kept in a studio without asking anybody, for tests of the screen."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.evaluations import Case, ReportId, SubjectRole
from core.evaluation.facts import PLANNER_NOTE
from core.evaluation.tally import new_report
from core.studio import Studio
from tests.helpers.evaluation_builders import make_cases, make_results


def keep_report(
    studio: Studio,
    role: SubjectRole,
    cases: Sequence[Case],
    *,
    share: float = 0.5,
    label: str = "",
    note: str = "",
    split: str | None = None,
) -> ReportId:
    """Keep a report of a subject that is right about as often as ``share``."""
    splits = {case.split for case in cases}
    results = make_results(cases, share=share, seed=len(label) + 1)
    new = new_report(
        cases,
        results,
        subject=label or role.value,
        label=label or role.value,
        role=role,
        benchmark="made",
        split=split if split is not None else next(iter(splits)) if len(splits) == 1 else "",
        facts={"model": "tiny", "truncated": 0, "failed": 0, **({"note": note} if note else {})},
        job_id=None,
    )
    with studio.store.begin() as unit:
        return unit.reports.insert(new, results)


def keep_three(studio: Studio, *, splits: Sequence[str] = ("held_out",)) -> tuple[ReportId, ...]:
    """Keep teacher, base and student on the same cases."""
    cases = make_cases(2, splits=splits)
    return (
        keep_report(studio, SubjectRole.TEACHER, cases, share=1.0, label="built-in planner", note=PLANNER_NOTE),
        keep_report(studio, SubjectRole.BASE, cases, share=0.1, label="base student"),
        keep_report(studio, SubjectRole.STUDENT, cases, share=0.8, label="trained student"),
    )
