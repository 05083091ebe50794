# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt

from core.domain.evaluations import Interval, Report, ReportId, Scores, SubjectRole
from core.domain.workday.situations import (
    Alternative,
    Booking,
    Clash,
    Duty,
    Meeting,
    Opening,
    Piece,
    Priorities,
    Project,
    Situation,
)
from ui.widgets.checklist import Checklist, ChecklistRow, Standing
from ui.widgets.day_bar import DayBar, Deadline, Stretch
from ui.widgets.empty_note import EmptyNote
from ui.widgets.pipeline_strip import PipelineStrip, Station
from ui.widgets.reason_chips import ReasonChips
from ui.widgets.report_card import ReportCard
from ui.widgets.situation_view import FactTable, SituationView

SITUATIONS = {
    "Budget review, 2:00 h, 17:00": Priorities(550, (Duty("Budget review", 120, 1020),), (Meeting("Call", 840, 900),)),
    "Brief, 1:30 h, due 16:00. Call, 14:00-15:00": Opening(
        510, Duty("Brief", 90, 960), 15, (Meeting("Call", 840, 900),)
    ),
    "Book, 0:30 h, –. Print, 0:45 h, Book": Project("Fair", (Piece("Book", 30), Piece("Print", 45, ("Book",)))),
    "Talk, 10:00-11:00, 3 people. Fest, 10:30-12:00, 9 people. Room Oak is free, 09:00-12:00": Clash(
        "Room Birch",
        "people",
        (Booking("Talk", 600, 660, 3), Booking("Fest", 630, 720, 9)),
        (Alternative("Room Oak", 540, 720),),
    ),
}


@pytest.mark.parametrize(("words", "situation"), SITUATIONS.items(), ids=lambda value: getattr(value, "kind", ""))
def test_that_every_kind_of_situation_reads_as_a_table(qtbot, words: str, situation: Situation) -> None:
    view = SituationView()
    qtbot.addWidget(view)
    view.resize(800, 300)
    view.set_situation(situation)
    view.grab()

    assert view.findChild(FactTable).accessibleDescription() == words


def test_that_the_day_gives_way_before_a_name_is_cut(qtbot) -> None:
    view = SituationView()
    qtbot.addWidget(view)
    view.resize(580, 300)
    view.set_situation(Opening(510, Duty("Train new colleagues", 90, 960), 15, (Meeting("Call", 840, 900),)))
    with qtbot.waitExposed(view):
        view.show()
    table, day = view.findChild(FactTable), view.findChild(DayBar)

    assert table.width() >= table.sizeHint().width()
    assert day.geometry().left() > table.geometry().right()
    assert day.width() >= 220


def test_that_a_problem_without_a_situation_says_so(qtbot) -> None:
    view = SituationView()
    qtbot.addWidget(view)
    view.show()

    assert not view.findChild(FactTable).isVisible()
    assert not view.findChild(DayBar).isVisible()


def test_that_the_day_is_told_in_words_and_stretches_over_whole_hours(qtbot) -> None:
    bar = DayBar()
    qtbot.addWidget(bar)
    bar.set_day(busy=[Stretch("Call", 840, 900)], deadlines=[Deadline("Report", 1010)], now=550)

    assert bar.description() == "Now 09:10. Call from 14:00 to 15:00. Report is due at 16:50."
    assert bar.hours() == (9, 17)


def test_that_overlapping_stretches_get_lanes_of_their_own(qtbot) -> None:
    bar = DayBar()
    qtbot.addWidget(bar)
    one = bar.sizeHint().height()
    bar.set_day(busy=[Stretch("a", 600, 660), Stretch("b", 630, 720), Stretch("c", 660, 690)])

    assert bar.sizeHint().height() > one
    bar.set_day(busy=[Stretch("a", 600, 660), Stretch("c", 660, 690)])
    assert bar.sizeHint().height() == one


def test_that_the_checklist_says_which_evidence_to_show_and_when_to_stop(qtbot) -> None:
    checklist = Checklist()
    qtbot.addWidget(checklist)
    checklist.set_rows([ChecklistRow("time", "Time", Standing.TRUE), ChecklistRow("due", "Deadlines", Standing.FALSE)])
    focused: list[str] = []
    checklist.element_focused.connect(focused.append)
    with qtbot.waitActive(checklist):
        checklist.show()
    checklist.setFocus()

    qtbot.keyClick(checklist, Qt.Key.Key_Down)
    qtbot.keyClick(checklist, Qt.Key.Key_Down)
    checklist.clearFocus()

    assert focused == ["time", "due", "due", ""]
    assert checklist.accessibleDescription() == "Time: There, and true here. Deadlines: There, but not true here"


def test_that_reasons_are_switched_by_number_and_confirmed_by_enter(qtbot) -> None:
    chips = ReasonChips()
    qtbot.addWidget(chips)
    chips.set_reasons(["Wrong duration", "Tool & call", "Too long"])

    for key in (Qt.Key.Key_3, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_1, Qt.Key.Key_9):
        qtbot.keyClick(chips, key)
    with qtbot.waitSignal(chips.confirmed) as confirmed:
        qtbot.keyClick(chips, Qt.Key.Key_Return)
    with qtbot.waitSignal(chips.cancelled):
        qtbot.keyClick(chips, Qt.Key.Key_Escape)

    assert confirmed.args == [("Tool & call", "Too long")]
    chips.clear()
    assert chips.chosen() == ()


def test_that_chips_start_a_new_line_where_the_width_ends(qtbot) -> None:
    chips = ReasonChips()
    qtbot.addWidget(chips)
    chips.set_reasons([f"Reason number {number}" for number in range(8)])

    assert chips.heightForWidth(200) > 3 * chips.heightForWidth(4_000)


def test_that_the_pipeline_is_walked_by_keyboard_and_names_the_next_step(qtbot) -> None:
    strip = PipelineStrip()
    qtbot.addWidget(strip)
    stations = [Station("tasks", "Tasks", "400", "4 types"), Station("review", "Reviewed", "195", "17 to review", True)]
    strip.set_stations(stations)
    with qtbot.waitActive(strip):
        strip.show()
    tile = strip.button("tasks")
    tile.setFocus()
    opened: list[str] = []
    strip.station_activated.connect(opened.append)

    qtbot.keyClick(tile, Qt.Key.Key_Right)
    qtbot.keyClick(strip.focusWidget(), Qt.Key.Key_Return)
    strip.set_stations(stations)

    assert opened == ["review"]
    assert strip.button("tasks") is tile
    assert strip.button("review").accessibleName() == "Reviewed, 195, 17 to review, next step"


def test_that_an_empty_note_offers_its_step(qtbot) -> None:
    note = EmptyNote("Nothing here yet.", step="Sample problems")
    qtbot.addWidget(note)

    assert note.text() == "Nothing here yet."
    with qtbot.waitSignal(note.step_requested):
        note.findChild(type(note._step)).click()


def interval(mean: float) -> Interval:
    return Interval(mean, mean - 0.1, mean + 0.1, 60)


def test_that_a_report_card_tells_its_measures_and_can_be_chosen(qtbot) -> None:
    scores = Scores(mention=interval(0.8), value=interval(0.6), conclusion=interval(0.7), tool=None)
    report = Report(
        id=ReportId(1),
        subject="planner",
        label="Planner",
        role=SubjectRole.TEACHER,
        benchmark="core",
        split="held_out",
        cases_hash="",
        n=60,
        overall=scores,
        by_category={},
        by_split={},
        by_element={},
        facts={},
        job_id=None,
        created_at=datetime(2026, 1, 2, tzinfo=UTC),
    )
    card = ReportCard(report)
    qtbot.addWidget(card)

    assert card.description() == (
        "core, held out, n = 60. Conclusion 70 % (60 to 80), Value 60 % (50 to 70), Mention 80 % (70 to 90)"
    )
    with qtbot.waitSignal(card.toggled) as toggled:
        qtbot.keyClick(card, Qt.Key.Key_Space)
    assert toggled.args == [True]
    with qtbot.waitSignal(card.toggled) as toggled:
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert toggled.args == [False]
