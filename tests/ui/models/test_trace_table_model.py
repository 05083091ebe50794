# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt

from core.domain.traces import TraceId, TraceState
from tests.helpers.pictures import picture
from tests.helpers.screen_builders import trace_row
from ui.models.trace_table import KEPT_PAGES, PAGE, ROW_ROLE, TraceTableModel


class Shelf:
    """A store of rows that counts what it was asked for."""

    def __init__(self, **changes: object) -> None:
        self.asked: list[tuple[TraceId, ...]] = []
        self.changes = changes

    def __call__(self, ids: tuple[TraceId, ...]) -> list:
        self.asked.append(ids)
        return [trace_row(number, **self.changes) for number in ids]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def model(qapp, shelf: Shelf) -> TraceTableModel:
    model = TraceTableModel(shelf)
    model.set_ids(TraceId(number) for number in range(1, 10_001))
    return model


def test_that_the_table_reads_as_it_should(qapp) -> None:
    rows = {
        7: trace_row(
            7, title="Budget\nreview?", state=TraceState.NEEDS_WORK, created_at=datetime(2026, 1, 2, tzinfo=UTC)
        ),
        5: trace_row(5, cost_usd=None, split="held_out", teacher="mistral"),
    }
    model = TraceTableModel(lambda ids: [rows[number] for number in ids])
    model.set_ids((TraceId(7), TraceId(5)))

    assert picture(model, columns=8).splitlines() == [
        "State | Problem | Conclusion | Category | Difficulty | Split | Teacher | Cost",
        "Needs work | Budget review? | Budget review | conflict resolution | hard | train | planner | $0.0012",
        "Pending | Problem 5 | Budget review | conflict resolution | hard | held out | mistral | –",
    ]


def test_that_nothing_is_fetched_before_it_is_seen(model: TraceTableModel, shelf: Shelf) -> None:
    assert model.rowCount() == 10_000
    assert shelf.asked == []

    model.index(450, 1).data()
    model.index(401, 1).data()

    assert [(ids[0], len(ids)) for ids in shelf.asked] == [(401, PAGE)]


def test_that_only_so_many_pages_are_kept(model: TraceTableModel, shelf: Shelf) -> None:
    model.set_ids(TraceId(number) for number in range(PAGE * (KEPT_PAGES + 1)))
    for page in range(KEPT_PAGES + 1):
        model.row_at(page * PAGE)
    model.row_at(PAGE)
    count = len(shelf.asked)

    model.row_at(0)

    assert count == KEPT_PAGES + 1
    assert len(shelf.asked) == count + 1


def test_that_rows_may_come_later(qapp, qtbot) -> None:
    asked: list[tuple[TraceId, ...]] = []
    model = TraceTableModel(lambda ids: asked.append(ids))  # type: ignore[func-returns-value]
    model.set_ids((TraceId(1), TraceId(2)))

    assert model.index(0, 1).data() == "…"
    assert model.index(1, 1).data() == "…"
    with qtbot.waitSignal(model.dataChanged):
        model.put_rows([trace_row(1), trace_row(2), trace_row(99)])

    assert asked == [(1, 2)]
    assert model.index(1, 1).data() == "Problem 2"


def test_that_a_changed_trace_is_fetched_anew(model: TraceTableModel, shelf: Shelf, qtbot) -> None:
    model.row_at(0)
    shelf.changes = {"state": TraceState.ACCEPTED}

    with qtbot.waitSignal(model.dataChanged):
        model.refresh([TraceId(1)])

    assert model.index(0, 0).data() == "Accepted"


def test_that_new_traces_are_added_at_the_end(model: TraceTableModel, qtbot) -> None:
    model.row_at(9_999)
    with qtbot.waitSignal(model.rowsInserted):
        model.append_ids([TraceId(20_000)])

    assert model.rowCount() == 10_001
    assert model.place_of(TraceId(20_000)) == 10_000
    assert model.index(10_000, 1).data() == "Problem 20000"


def test_that_a_trace_is_found_by_its_id(model: TraceTableModel) -> None:
    assert model.place_of(TraceId(5_000)) == 4_999
    assert model.place_of(TraceId(123_456)) == -1
    assert model.id_at(4_999) == 5_000
    assert model.index(4_999, 3).data(ROW_ROLE) == trace_row(5_000)


def test_that_sorting_is_a_wish(model: TraceTableModel, qtbot) -> None:
    with qtbot.waitSignal(model.sort_requested) as wished:
        model.sort(model.column("created_at"), Qt.SortOrder.DescendingOrder)

    assert wished.args == ["created_at", True]


def test_that_a_tooltip_is_never_markup_of_a_stranger(qapp) -> None:
    model = TraceTableModel(Shelf(title='<img src="/etc/x.png">'))
    model.set_ids((TraceId(1),))

    tip = model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)

    assert "<img" not in tip
    assert "&lt;img" in tip
