# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt

from core.domain.evaluations import CaseResult, CaseScores
from core.domain.traces import TraceId, TraceRow, TraceState
from tests.helpers.screen_builders import score_rows, trace_row
from ui.models.trace_table import TraceTableModel
from ui.widgets.case_table import CaseTable
from ui.widgets.scores_table import ScoresTable
from ui.widgets.trace_queue import TraceQueue
from ui.widgets.trace_table import TraceTable

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
STATES = list(TraceState)


def rows(ids: Sequence[TraceId]) -> list[TraceRow]:
    return [trace_row(number, state=STATES[number % 6], is_flagged=number % 2 == 0) for number in ids]


@pytest.fixture
def model(qapp) -> TraceTableModel:
    model = TraceTableModel(rows)
    model.set_ids(TraceId(number) for number in range(1, 1_001))
    return model


@pytest.fixture
def table(model: TraceTableModel, qtbot) -> TraceTable:
    table = TraceTable(model)
    qtbot.addWidget(table)
    table.resize(1_100, 400)
    table.show()
    return table


def test_that_choosing_all_is_a_flag_and_not_a_thousand_lines(table: TraceTable, qtbot) -> None:
    with qtbot.waitSignal(table.selection_changed):
        qtbot.keyClick(table, Qt.Key.Key_A, CTRL)

    assert table.selection().is_all
    assert table.selection().ids == ()
    assert table.selected_count() == 1_000
    assert not table.selectionModel().isRowSelected(0)


def test_that_any_other_choice_takes_all_back(table: TraceTable, qtbot) -> None:
    table.selectAll()
    table.setCurrentIndex(table.model().index(4, 0))

    assert table.selection().ids == (5,)
    assert not table.selection().is_all


def test_that_escape_chooses_nothing(table: TraceTable, qtbot) -> None:
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_Escape)

    assert table.selected_count() == 0


def test_that_a_range_is_chosen_with_shift(table: TraceTable, qtbot) -> None:
    table.setCurrentIndex(table.model().index(2, 0))
    for _ in range(3):
        qtbot.keyClick(table, Qt.Key.Key_Down, SHIFT)

    assert table.selection().ids == (3, 4, 5, 6)
    assert table.selected_count() == 4


def test_that_the_header_is_not_asked_about_the_selection(table: TraceTable) -> None:
    flags = QItemSelectionModel.SelectionFlag
    table.selectionModel().select(table.model().index(1, 0), flags.ClearAndSelect | flags.Rows)

    assert table.selectionModel().isRowSelected(1)
    assert not table.horizontalHeader().selectionModel().hasSelection()


def test_that_all_is_forgotten_with_other_traces(table: TraceTable, model: TraceTableModel) -> None:
    table.selectAll()
    model.set_ids([TraceId(1)])

    assert not table.is_all_selected()


def test_that_columns_of_less_weight_give_way_to_the_problem(table: TraceTable, model: TraceTableModel) -> None:
    table.resize(700, 400)
    hidden_when_narrow = table.isColumnHidden(model.column("split"))
    table.resize(1_900, 400)

    assert hidden_when_narrow
    assert not table.isColumnHidden(model.column("split"))
    assert not table.isColumnHidden(model.column("state"))


def test_that_enter_opens_the_current_line_and_tab_leaves_the_table(table: TraceTable, qtbot) -> None:
    table.show_trace(TraceId(7))
    with qtbot.waitSignal(table.row_activated) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)

    assert opened.args == [6]
    assert not table.tabKeyNavigation()


@pytest.mark.parametrize("is_all", [True, False])
def test_that_every_line_is_painted_as_chosen_while_all_are(table: TraceTable, is_all: bool) -> None:
    before = table.grab().toImage()
    if is_all:
        table.selectAll()

    assert (table.grab().toImage() != before) == is_all


def test_that_the_queue_chooses_steps_and_leaves_letters_to_the_page(model: TraceTableModel, qtbot) -> None:
    queue = TraceQueue(model)
    qtbot.addWidget(queue)
    chosen: list[int] = []
    queue.trace_chosen.connect(chosen.append)

    queue.choose(TraceId(5))
    queue.step(1)
    queue.step(-1)
    qtbot.keyClicks(queue, "p")
    qtbot.keyClick(queue, Qt.Key.Key_Down)
    queue.grab()

    assert chosen == [5, 6, 5, 6]
    assert queue.current_id() == 6


def test_that_the_queue_stops_at_both_ends(model: TraceTableModel, qtbot) -> None:
    queue = TraceQueue(model)
    qtbot.addWidget(queue)
    queue.choose(TraceId(1))
    queue.step(-1)
    assert queue.current_id() == 1
    queue.step(5_000)
    assert queue.current_id() == 1_000


def test_that_an_empty_queue_can_be_painted_and_stepped(qtbot) -> None:
    model = TraceTableModel(rows)
    queue = TraceQueue(model)
    qtbot.addWidget(queue)
    queue.set_empty_text("All done.")
    queue.grab()
    queue.step(1)

    assert queue.current_id() is None


def test_that_a_category_of_the_scores_is_opened(qtbot) -> None:
    table = ScoresTable()
    qtbot.addWidget(table)
    table.set_rows(score_rows())
    table.setCurrentIndex(table.model().index(1, 0))
    table.grab()

    with qtbot.waitSignal(table.category_activated) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == ["p"]


def test_that_a_case_is_focused_and_opened_also_after_sorting(qtbot) -> None:
    table = CaseTable()
    qtbot.addWidget(table)
    table.set_results([CaseResult(name, "x", "o", "c", CaseScores(0, 0, 1, None), 1.0) for name in "bca"])
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    focused: list[str] = []
    table.case_focused.connect(focused.append)
    table.setCurrentIndex(table.model().index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Down)

    with qtbot.waitSignal(table.case_activated) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)

    assert focused == ["a", "b"]
    assert opened.args == ["b"]
    assert table.current_result() is not None
