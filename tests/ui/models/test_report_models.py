# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from PySide6.QtCore import Qt

from core.domain.evaluations import CaseResult, CaseScores
from tests.helpers.pictures import picture
from tests.helpers.screen_builders import score_rows
from ui.models.case_table import CaseTableModel
from ui.models.scores_table import ScoresTableModel


def test_that_the_scores_read_with_interval_gap_and_n(qapp) -> None:
    model = ScoresTableModel()
    model.set_rows(score_rows())

    assert picture(model).splitlines() == [
        "Category | Teacher | Base student | Student | Gap | Closed | Retention | Shortcut | n",
        "All categories | 99 (94–100) | 8 (3–13) | 91 (86–96) | +8.0 | 91 % | 92 % | 42 % | 60",
        "Prioritization | 98 (93–100) | – | 85 (80–90) | +13.0 | – | 87 % | 51 % | 60",
    ]


def cases() -> list[CaseResult]:
    return [
        CaseResult("b", "scheduling", "out", "15:00", CaseScores(1, 0.5, 1, None), 2.0),
        CaseResult("a", "prioritization", "out", "Budget\nreview", CaseScores(0.66, 0.33, 0, 1.0), 1.5),
        CaseResult("c", "scheduling", "", "", CaseScores(0, 0, 0, 0.0), 0.0, error="Timed out after 60 s"),
    ]


def test_that_cases_read_with_their_scores_and_their_errors(qapp) -> None:
    model = CaseTableModel()
    model.set_results(cases())

    assert picture(model).splitlines() == [
        "Case | Category | Conclusion | Right | Mention | Value | Tool call | Seconds",
        "b | scheduling | 15:00 | yes | 100 % | 50 % | – | 2.0",
        "a | prioritization | Budget review | no | 66 % | 33 % | 100 % | 1.5",
        "c | scheduling | Timed out after 60 s | no | 0 % | 0 % | 0 % | 0.0",
    ]


def test_that_cases_sort_by_figures_and_by_words(qapp) -> None:
    model = CaseTableModel()
    model.set_results(cases())

    orders = {}
    for column in (0, 5, 6):
        model.sort(column, Qt.SortOrder.AscendingOrder)
        orders[column] = [model.result_at(place).case_id for place in range(3)]
    model.sort(7, Qt.SortOrder.DescendingOrder)

    assert orders == {0: ["a", "b", "c"], 5: ["c", "a", "b"], 6: ["b", "c", "a"]}
    assert model.result_at(0).case_id == "b"
