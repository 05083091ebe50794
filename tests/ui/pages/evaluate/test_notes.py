# SPDX-License-Identifier: Apache-2.0
"""Notes beside figures: whatever is noted of several reports is said once, with the names that it is about."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.domain.evaluations import Report, ReportId, SubjectRole
from core.evaluation.tally import new_report
from tests.helpers.evaluation_builders import make_cases, make_results
from ui.pages.evaluate.notes import notes_words, shared_notes
from ui.pages.evaluate.report_list import ReportListModel

PLANNER = "built-in planner, not a language model"
WHEN = "recorded 2026-11-22 by “stillroom demo”"
CASES = make_cases(1)


def report(label: str, *notes: str) -> Report:
    made = new_report(
        CASES,
        make_results(CASES, share=1.0, seed=1),
        subject=label,
        label=label,
        role=SubjectRole.OTHER,
        benchmark="made",
        split="held_out",
        facts={"model": "tiny", "note": "; ".join(notes)},
        job_id=None,
    )
    own = {name: getattr(made, name) for name in made.__dataclass_fields__}
    return Report(**own, id=ReportId(1), created_at=datetime(2026, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("reports", "said"),
    [
        ([], ""),
        ([report("base")], ""),
        ([report("built-in planner", PLANNER)], f"B{PLANNER[1:]}."),
        ([report("gold", PLANNER), report("base")], f"gold: {PLANNER}."),
        ([report("base", WHEN), report("student", WHEN)], f"All: {WHEN}."),
        ([report("base", WHEN), report("student", WHEN), report("gold")], f"base, student: {WHEN}."),
        ([report("gold", WHEN, PLANNER), report("base", WHEN)], f"gold: {PLANNER}.  All: {WHEN}."),
    ],
)
def test_that_every_note_is_said_once(qapp, reports, said):
    assert notes_words(reports) == said


def test_that_one_report_shares_its_notes_with_nobody():
    assert shared_notes([report("base", WHEN)]) == frozenset()


def test_that_a_line_of_the_list_says_what_tells_its_report_from_the_others(qapp):
    model = ReportListModel()
    model.set_reports([report("gold", PLANNER, WHEN), report("base", WHEN)])
    assert model.index(0).data(ReportListModel.LINE) == PLANNER
    assert model.index(1).data(ReportListModel.LINE).startswith("Other · ")
    assert WHEN in model.index(1).data()
