# SPDX-License-Identifier: Apache-2.0
"""The bulk view by real keys: choose some or all, one verdict, one undo, and back to one trace."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from core.domain.traces import TraceOrder, TraceState
from tests.helpers.review_pages import copy_template, open_review
from tests.helpers.shell import open_shell
from ui.pages.review import bulk_keys

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@pytest.fixture
def shell(qtbot, tmp_path, template):
    copy_template(template, tmp_path)
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def ids(shell):
    return shell.context.studio.review.ids()


@pytest.fixture
def view(qtbot, shell):
    made = open_review(qtbot, shell, width=1_280, height=800)
    made.focus_first()
    qtbot.waitUntil(lambda: made.presenter.sheet is not None and made.presenter.standing.counts is not None)
    press(qtbot, Key.Key_V)
    return made


def press(qtbot, *keys, modifiers=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key, modifiers)


def states(shell, ids):
    return [shell.context.studio.review.trace(trace).state for trace in ids]


def settled(qtbot, view):
    qtbot.waitUntil(lambda: view.presenter.is_idle and view.presenter.context.work.is_idle)


def test_that_space_chooses_lines_and_one_verdict_and_one_undo_mean_all_of_them(qtbot, shell, view, ids):
    press(qtbot, Key.Key_Space, Key.Key_Down, Key.Key_Down, Key.Key_Space)
    assert view.board.bulk.table.selection().ids == (ids[0], ids[2])
    press(qtbot, Key.Key_A)
    settled(qtbot, view)
    accepted, pending = TraceState.ACCEPTED, TraceState.PENDING
    assert states(shell, ids) == [accepted, pending, accepted, pending]
    assert shell.toasts[-1].text == "Accepted 2 traces"
    qtbot.waitUntil(lambda: view.presenter.standing.undo_words == "Accept 2 traces")
    press(qtbot, Key.Key_U)
    settled(qtbot, view)
    assert states(shell, ids) == [pending] * 4


def test_that_nothing_is_decided_while_nothing_is_chosen(qtbot, shell, view, ids):
    press(qtbot, Key.Key_Down, Key.Key_A, Key.Key_X, Key.Key_F, Key.Key_E)
    settled(qtbot, view)
    assert states(shell, ids) == [TraceState.PENDING] * 4
    assert not view.board.bulk.is_asking


def test_that_a_stretch_is_rejected_with_numbered_reasons(qtbot, shell, view, ids):
    press(qtbot, Key.Key_Space)
    press(qtbot, Key.Key_Down, modifiers=SHIFT)
    press(qtbot, Key.Key_X, Key.Key_2, Key.Key_Return)
    settled(qtbot, view)
    assert states(shell, ids) == [TraceState.REJECTED] * 2 + [TraceState.PENDING] * 2
    assert shell.context.studio.review.history(ids[1])[-1].reasons == ("arithmetic wrong",)
    assert view.board.bulk.table.hasFocus()


def test_that_escape_takes_the_reasons_back_and_then_the_choice(qtbot, shell, view, ids):
    press(qtbot, Key.Key_Space, Key.Key_X, Key.Key_Escape)
    assert not view.board.bulk.is_asking
    assert view.board.bulk.table.selected_count() == 1
    press(qtbot, Key.Key_Escape)
    assert view.board.bulk.table.selected_count() == 0
    assert states(shell, ids) == [TraceState.PENDING] * 4


def test_that_all_of_the_filter_is_a_flag_and_is_decided_as_a_job(qtbot, shell, view, ids):
    press(qtbot, Key.Key_A, modifiers=CTRL)
    assert view.board.bulk.table.selection().is_all
    assert view.findChild(QLabel, "review_chosen").text() == "All of the filter chosen"
    press(qtbot, Key.Key_A)
    qtbot.waitUntil(lambda: states(shell, ids) == [TraceState.ACCEPTED] * 4)
    qtbot.waitUntil(lambda: view.presenter.standing.undo_words == "Accept 4 traces")
    press(qtbot, Key.Key_U)
    qtbot.waitUntil(lambda: states(shell, ids) == [TraceState.PENDING] * 4)


def test_that_very_many_chosen_ones_are_decided_as_a_job_too(qtbot, monkeypatch, shell, view, ids):
    monkeypatch.setattr(bulk_keys, "MOST_AT_ONCE", 1)
    press(qtbot, Key.Key_Space)
    press(qtbot, Key.Key_Down, modifiers=SHIFT)
    press(qtbot, Key.Key_A)
    qtbot.waitUntil(lambda: states(shell, ids) == [TraceState.ACCEPTED] * 2 + [TraceState.PENDING] * 2)
    assert shell.context.studio.recent_jobs()[0].kind == "review.decide"


def test_that_enter_opens_the_line_as_one_trace(qtbot, view, ids):
    press(qtbot, Key.Key_Down, Key.Key_Down, Key.Key_Return)
    qtbot.waitUntil(lambda: view.presenter.sheet is not None and view.presenter.current == ids[2])
    assert view.board.is_reading
    assert view.queue.queue.isVisible()
    assert view.side.isVisible()


def test_that_j_and_k_walk_the_lines_and_v_goes_back_to_the_trace(qtbot, view, ids):
    press(qtbot, Key.Key_J, Key.Key_J, Key.Key_K, Key.Key_V)
    qtbot.waitUntil(lambda: view.presenter.sheet is not None and view.presenter.current == ids[1])
    assert view.board.is_reading


def test_that_a_trace_of_another_page_is_shown_as_one_trace(qtbot, view, ids):
    view.show_target(ids[3])
    qtbot.waitUntil(lambda: view.presenter.sheet is not None and view.presenter.current == ids[3])
    assert view.board.is_reading


def test_that_a_head_with_an_index_orders_the_queue_and_no_other_does(qtbot, view):
    model = view.presenter.queue.model
    with qtbot.waitSignal(view.presenter.queue.was_read):
        model.sort(model.column("confidence"))
    assert view.presenter.queue.wanted.order is TraceOrder.LEAST_CONFIDENT
    model.sort(model.column("length"))
    settled(qtbot, view)
    assert view.presenter.queue.wanted.order is TraceOrder.LEAST_CONFIDENT
