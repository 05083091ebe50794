# SPDX-License-Identifier: Apache-2.0
"""Review by keyboard alone: every key does what is printed on its button."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QWidget

from core.domain.traces import TraceState
from tests.helpers.review_pages import copy_template, open_review
from tests.helpers.shell import open_shell
from ui.dialogs.question import Question
from ui.pages.review.reading_keys import ReadingKeys
from ui.pages.review.trace_panel import Mode
from ui.widgets.key_button import KeyButton

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shell(qtbot, tmp_path, request):
    if "ids" in request.fixturenames:
        copy_template(request.getfixturevalue("template"), tmp_path)
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def ids(shell):
    return shell.context.studio.review.ids()


@pytest.fixture
def page(qtbot, shell):
    view = open_review(qtbot, shell, width=1_100, height=720)
    view.focus_first()
    return view


@pytest.fixture
def view(qtbot, ids, page):
    qtbot.waitUntil(lambda: page.presenter.sheet is not None and page.presenter.standing.counts is not None)
    return page


def press(qtbot, key, modifiers=Qt.KeyboardModifier.NoModifier):
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key, modifiers)


def shown(qtbot, view, trace_id):
    qtbot.waitUntil(lambda: view.presenter.sheet is not None and view.presenter.current == trace_id)


def state_of(shell, trace_id):
    return shell.context.studio.review.trace(trace_id).state


def words(view, name):
    return view.findChild(QLabel, name).text()


def test_that_accept_skip_and_undo_have_their_keys(qtbot, shell, view, ids):
    press(qtbot, Qt.Key.Key_A)
    shown(qtbot, view, ids[1])
    press(qtbot, Qt.Key.Key_Space)
    shown(qtbot, view, ids[2])
    qtbot.waitUntil(lambda: state_of(shell, ids[1]) is TraceState.SKIPPED)
    qtbot.waitUntil(lambda: view.presenter.standing.undo_words == f"Skip trace {ids[1]}")
    assert shell.context.actions.action("review.undo").text() == f"Undo: Skip trace {ids[1]}"
    press(qtbot, Qt.Key.Key_U)
    shown(qtbot, view, ids[1])
    assert state_of(shell, ids[0]) is TraceState.ACCEPTED
    assert state_of(shell, ids[1]) is TraceState.PENDING


def test_that_a_rejection_takes_numbered_reasons_and_enter(qtbot, shell, view, ids):
    press(qtbot, Qt.Key.Key_X)
    assert view.panel.mode is Mode.REASONS
    press(qtbot, Qt.Key.Key_2)
    press(qtbot, Qt.Key.Key_A)
    assert view.presenter.current == ids[0]
    press(qtbot, Qt.Key.Key_Return)
    shown(qtbot, view, ids[1])
    qtbot.waitUntil(lambda: state_of(shell, ids[0]) is TraceState.REJECTED)
    assert shell.context.studio.review.history(ids[0])[-1].reasons == ("arithmetic wrong",)


def test_that_a_trace_is_sent_back_with_what_needs_work(qtbot, shell, view, ids):
    press(qtbot, Qt.Key.Key_B)
    assert view.panel.mode is Mode.REASONS
    assert words(view, "review_why").startswith("What needs work?")
    press(qtbot, Qt.Key.Key_4)
    view.panel.reasons.note.setFocus()
    qtbot.keyClicks(view.panel.reasons.note, "say when the call ends")
    press(qtbot, Qt.Key.Key_Return)
    shown(qtbot, view, ids[1])
    qtbot.waitUntil(lambda: state_of(shell, ids[0]) is TraceState.NEEDS_WORK)
    entry = shell.context.studio.review.history(ids[0])[-1]
    assert (entry.reasons, entry.note) == (("step missing",), "say when the call ends")
    qtbot.waitUntil(lambda: view.presenter.standing.undo_words == f"Send back trace {ids[0]}")
    press(qtbot, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: state_of(shell, ids[0]) is TraceState.PENDING)


def test_that_the_reasons_of_one_verdict_are_not_those_of_another(qtbot, view, ids):
    press(qtbot, Qt.Key.Key_B)
    press(qtbot, Qt.Key.Key_4)
    press(qtbot, Qt.Key.Key_Escape)
    press(qtbot, Qt.Key.Key_X)
    assert view.panel.reasons.chips.chosen() == ()
    assert view.findChild(KeyButton, "review_confirm_reject").isVisibleTo(view)
    assert not view.findChild(KeyButton, "review_confirm_send_back").isVisibleTo(view)


def test_that_escape_takes_the_rejection_back(qtbot, shell, view, ids):
    press(qtbot, Qt.Key.Key_X)
    press(qtbot, Qt.Key.Key_Escape)
    assert view.panel.mode is Mode.READ
    assert state_of(shell, ids[0]) is TraceState.PENDING


def test_that_an_edit_is_saved_and_accepted_by_keyboard(qtbot, shell, view, ids):
    press(qtbot, Qt.Key.Key_E)
    assert view.panel.mode is Mode.EDIT
    qtbot.keyClicks(QApplication.focusWidget(), " axu")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    shown(qtbot, view, ids[1])
    stored = shell.context.studio.review.trace(ids[0])
    assert stored.state is TraceState.EDITED
    assert stored.steps[0].text.endswith(" axu")
    assert view.panel.mode is Mode.READ


def test_that_a_draft_is_saved_and_compared_with_the_original(qtbot, shell, view, ids):
    press(qtbot, Qt.Key.Key_E)
    qtbot.keyClicks(QApplication.focusWidget(), " more")
    press(qtbot, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: len(view.presenter.sheet.revisions) == 1 if view.presenter.sheet else False)
    assert view.panel.mode is Mode.EDIT
    assert not view.panel.editor.has_unsaved()
    qtbot.keyClicks(QApplication.focusWidget(), " and more")
    press(qtbot, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: len(view.presenter.sheet.revisions) == 2 if view.presenter.sheet else False)
    press(qtbot, Qt.Key.Key_Escape)
    press(qtbot, Qt.Key.Key_D)
    assert view.panel.mode is Mode.DIFF
    assert view.panel.diff.summary().startswith("1 step changed")
    box = view.findChild(QComboBox, "review_revision")
    assert [box.itemText(place) for place in range(box.count())] == [
        "Original",
        "Revision 1 of 2",
        "Revision 2 of 2",
    ]
    box.setCurrentIndex(0)
    qtbot.waitUntil(lambda: view.panel.diff.summary() == "Nothing changed.")


def test_that_leaving_an_unsaved_edit_asks_first(qtbot, view, ids):
    press(qtbot, Qt.Key.Key_E)
    qtbot.keyClicks(QApplication.focusWidget(), " lost?")
    press(qtbot, Qt.Key.Key_Escape)
    question = view.window().findChild(Question)
    assert question is not None
    question.reject()
    assert view.panel.mode is Mode.EDIT
    view.queue.queue.choose(ids[2])
    assert view.presenter.current == ids[0]
    assert view.queue.queue.current_id() == ids[0]
    view.window().findChildren(Question)[-1].findChild(QWidget, "answer.leave").click()
    shown(qtbot, view, ids[2])
    assert view.panel.mode is Mode.READ


def test_that_j_and_k_walk_the_queue_and_arrows_the_steps(qtbot, view, ids):
    press(qtbot, Qt.Key.Key_J)
    shown(qtbot, view, ids[1])
    press(qtbot, Qt.Key.Key_K)
    shown(qtbot, view, ids[0])
    press(qtbot, Qt.Key.Key_Down)
    assert view.panel.reader.current() == 1
    press(qtbot, Qt.Key.Key_Up)
    assert view.panel.reader.current() == 0


def test_that_letters_write_in_the_search_and_escape_leaves_it(qtbot, shell, view, ids):
    press(qtbot, Qt.Key.Key_Slash)
    search = view.findChild(QLineEdit, "review_search")
    assert search.hasFocus()
    with qtbot.waitSignal(view.presenter.queue.was_read):
        qtbot.keyClicks(search, "axu")
    assert search.text() == "axu"
    assert state_of(shell, ids[0]) is TraceState.PENDING
    assert view.findChild(QWidget, "review_no_match").isVisible()
    with qtbot.waitSignal(view.presenter.queue.was_read):
        qtbot.keyClick(search, Qt.Key.Key_Escape)
    shown(qtbot, view, ids[0])
    assert search.text() == ""


def test_that_the_checklist_tints_its_evidence(qtbot, view):
    press(qtbot, Qt.Key.Key_R)
    assert view.side.checklist.hasFocus()
    assert view.panel.reader.reader().extraSelections()
    view.panel.reader.setFocus()
    assert not view.panel.reader.reader().extraSelections()


def test_that_space_on_a_button_presses_the_button(qtbot, shell, view, ids):
    edit = view.findChild(KeyButton, "review_edit")
    edit.setFocus()
    qtbot.keyClick(edit, Qt.Key.Key_Space)
    assert view.panel.mode is Mode.EDIT
    assert state_of(shell, ids[0]) is TraceState.PENDING


def test_that_the_keys_are_printed_on_the_buttons(view):
    printed = {button.text(): button.key() for button in view.findChildren(KeyButton)}
    assert printed["Accept"] == "A"
    assert printed["Skip"] == "Space"
    assert printed["Flag"] == "F"
    assert view.findChild(KeyButton, "review_send_back").key() == "B"
    assert "Backspace" not in printed.values()


@pytest.mark.parametrize("width", [440, 500, 560, 900])
def test_that_no_verdict_is_cut_where_the_row_is_narrow(qtbot, view, width):
    keys = view.panel.findChild(ReadingKeys)
    keys.setFixedWidth(width)
    qtbot.waitUntil(lambda: keys.width() == width)
    shown_keys = [button for button in keys.findChildren(KeyButton) if button.isVisibleTo(keys)]
    qtbot.waitUntil(lambda: all(button.width() >= button.sizeHint().width() for button in shown_keys))
    names = {button.objectName() for button in shown_keys}
    assert names >= {"review_accept", "review_edit", "review_reject", "review_skip"}
    assert len(names) == 6 or width < 900


def test_that_the_planner_is_never_taken_for_a_model(view):
    assert "built-in planner, not a language model" in words(view, "review_fact_0")


def test_that_a_false_conclusion_is_set_beside_the_truth(qtbot, shell, view, ids):
    review = shell.context.studio.review
    trace = review.trace(ids[0])
    truth = shell.context.studio.tasks.problem(trace.problem_id).truth
    other = next(name for name in truth.candidates if name not in truth.accepted)
    said = trace.original.conclusion
    steps = tuple(
        step if step.call or said not in step.text else type(step)(step.kind, step.text.replace(said, other))
        for step in trace.steps
    )
    review.edit(ids[0], steps, author="Bo")
    solver = view.findChild(QWidget, "review_solver")
    qtbot.waitUntil(lambda: solver.label.text() == f"The solver says: {truth.conclusion}")


def test_that_guidelines_take_the_place_of_the_side_and_go_again(qtbot, view):
    press(qtbot, Qt.Key.Key_G)
    assert view.findChild(QWidget, "review_guidelines").isVisible()
    press(qtbot, Qt.Key.Key_G)
    assert view.side.isVisible()


def test_that_all_reviewed_goes_on_to_datasets(qtbot, shell, view, ids):
    for place in range(len(ids)):
        shown(qtbot, view, ids[place])
        press(qtbot, Qt.Key.Key_A)
    done = view.findChild(QWidget, "review_all_done")
    qtbot.waitUntil(done.isVisible)
    with qtbot.waitSignal(shell.context.navigator.page_requested) as went:
        shell.context.actions.run("review.to_datasets")
    assert went.args[0] == "datasets"


def test_that_an_empty_workspace_sends_the_user_to_generate(qtbot, shell, page):
    qtbot.waitUntil(lambda: page.presenter.standing.counts is not None)
    assert page.findChild(QWidget, "review_empty").isVisible()
    with qtbot.waitSignal(shell.context.navigator.page_requested) as went:
        shell.context.actions.run("review.to_generate")
    assert went.args[0] == "generate"


def test_that_another_page_can_send_a_trace(qtbot, view, ids):
    view.show_target(ids[3])
    shown(qtbot, view, ids[3])
    assert view.queue.queue.current_id() == ids[3]
