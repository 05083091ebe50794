# SPDX-License-Identifier: Apache-2.0
"""Drafts of Review: what is typed is kept while it is typed, goes on after a crash, and goes with the edit."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from core.domain.messages import ToolCallPart
from core.domain.traces import Step, StepKind, TraceFilter, TraceState
from core.studio import Studio
from tests.helpers.review_pages import copy_template, open_review
from tests.helpers.shell import open_shell
from tests.helpers.typist import digit
from ui.dialogs.question import Question
from ui.pages.review.state import QueueFilter
from ui.pages.review.trace_panel import Mode

CTRL = Qt.KeyboardModifier.ControlModifier
LOST_S = 2.0
"""How much of what was typed a crash may cost."""


@pytest.fixture
def shell(qtbot, tmp_path, template):
    copy_template(template, tmp_path)
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def review(shell):
    return shell.context.studio.review


@pytest.fixture
def ids(review):
    return review.ids()


@pytest.fixture
def open_page(qtbot, shell):
    def build():
        view = open_review(qtbot, shell, width=1_100, height=720)
        view.focus_first()
        qtbot.waitUntil(lambda: view.presenter.sheet is not None and view.presenter.standing.counts is not None)
        return view

    return build


@pytest.fixture
def view(open_page):
    return open_page()


def press(qtbot, key, modifiers=Qt.KeyboardModifier.NoModifier):
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    qtbot.keyClick(QApplication.focusWidget(), key, modifiers)


def type_edit(qtbot, view, text):
    press(qtbot, Qt.Key.Key_E)
    qtbot.keyClicks(QApplication.focusWidget(), text)


def kept(qtbot, view):
    qtbot.waitUntil(lambda: view._modes.drafts.is_idle, timeout=2_000)


def answer_question(qtbot, view, name):
    with qtbot.waitActive(view.window()):
        view.window().findChildren(Question)[-1].findChild(QWidget, f"answer.{name}").click()
        view.window().activateWindow()


def begun(review, trace_id, text, *, base=0, note=""):
    first, *rest = review.trace(trace_id).steps
    steps = (Step(first.kind, first.text + text), *rest)
    review.keep_draft(trace_id, steps, base=base, reviewer="Ada", note=note)
    return steps


def toasts(shell):
    return [toast.text for toast in shell.toasts]


def test_that_typing_is_kept_within_two_seconds_without_leaving_the_field(qtbot, review, view, ids):
    began = time.monotonic()
    type_edit(qtbot, view, " axu")
    qtbot.waitUntil(lambda: review.draft(ids[0], "Ada") is not None, timeout=2_000)
    assert time.monotonic() - began < LOST_S
    draft = review.draft(ids[0], "Ada")
    assert draft.steps[0].text.endswith(" axu")
    assert draft.steps[1:] == review.trace(ids[0]).steps[1:]
    assert (draft.base, review.trace(ids[0]).state) == (0, TraceState.PENDING)
    assert view.panel.mode is Mode.EDIT
    assert view.panel.editor.page().hasFocus()


def test_that_typing_on_does_not_put_the_draft_off(qtbot, review, view, ids):
    began = time.monotonic()
    press(qtbot, Qt.Key.Key_E)
    while review.draft(ids[0], "Ada") is None:
        assert time.monotonic() - began < LOST_S
        qtbot.keyClicks(QApplication.focusWidget(), "x")
        qtbot.wait(20)


def test_that_the_note_is_kept_with_the_steps(qtbot, review, view, ids):
    press(qtbot, Qt.Key.Key_E)
    view.panel.note.setFocus()
    qtbot.keyClicks(view.panel.note, "clearer")
    kept(qtbot, view)
    assert review.draft(ids[0], "Ada").note == "clearer"


def test_that_an_edit_that_came_back_to_where_it_began_is_no_draft(qtbot, review, view, ids):
    type_edit(qtbot, view, "x")
    kept(qtbot, view)
    assert review.draft(ids[0], "Ada") is not None
    press(qtbot, Qt.Key.Key_Backspace)
    kept(qtbot, view)
    assert review.draft(ids[0], "Ada") is None


def test_that_a_killed_window_loses_at_most_two_seconds_of_typing(qtbot, tmp_path, template):
    copy_template(template, tmp_path)
    with closing(Studio.open(tmp_path / "Quiet mornings")) as studio:
        (trace_id, *_) = studio.review.ids()
        before = studio.review.trace(trace_id).steps[0].text
    typed: list[tuple[int, float]] = []
    typist = [sys.executable, "-m", "tests.helpers.typist", str(tmp_path)]
    with subprocess.Popen(typist, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[4]) as child:
        for line in child.stdout:
            count, at = line.split()
            typed.append((int(count), float(at)))
            if typed[-1][1] - typed[0][1] > 3.5:
                killed_at = time.monotonic()
                child.kill()
                break
    with closing(Studio.open(tmp_path / "Quiet mornings")) as studio:
        draft = studio.review.draft(trace_id, "Ada")
        assert studio.review.trace(trace_id).state is TraceState.PENDING
    found = draft.steps[0].text.removeprefix(before)
    safe = max(count for count, at in typed if at <= killed_at - LOST_S)
    assert safe > 0
    assert found == "".join(digit(count) for count in range(len(found)))
    assert len(found) >= safe


def test_that_opening_a_trace_goes_on_with_its_draft(qtbot, shell, review, ids, open_page):
    steps = begun(review, ids[0], " half a sent", note="why")
    view = open_page()
    assert view.panel.mode is Mode.EDIT
    assert view.panel.editor.steps() == steps
    assert view.panel.editor.has_unsaved()
    assert view.panel.note.text() == "why"
    assert toasts(shell)[-1] == "Your edit of just now goes on."
    assert not shell.failures
    qtbot.keyClicks(view.panel.editor.page(), "ence")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: review.trace(ids[0]).state is TraceState.EDITED)
    assert review.trace(ids[0]).steps[0].text.endswith(" half a sentence")
    assert review.revisions(ids[0])[0].note == "why"
    kept(qtbot, view)
    assert review.draft(ids[0], "Ada") is None


def test_that_the_draft_of_another_reviewer_is_left_alone(qtbot, review, ids, open_page):
    review.keep_draft(ids[0], (Step(StepKind.THOUGHT, "Bo's."),), base=0, reviewer="Bo")
    view = open_page()
    assert view.panel.mode is Mode.READ
    type_edit(qtbot, view, " mine")
    kept(qtbot, view)
    assert review.draft(ids[0], "Bo").steps[0].text == "Bo's."


def test_that_what_cannot_be_saved_yet_is_kept_and_comes_back(qtbot, review, view, ids):
    stored = review.trace(ids[0]).steps
    call = next(step for step in stored if step.call is not None).call
    press(qtbot, Qt.Key.Key_E)
    view.panel.editor.page().set_current(next(place for place, step in enumerate(stored) if step.call == call))
    qtbot.keyClicks(view.panel.editor.page(), ' "bro')
    kept(qtbot, view)
    draft = review.draft(ids[0], "Ada")
    broken = next(step for step in draft.steps if step.kind is StepKind.TOOL_CALL)
    assert broken.text.endswith(' "bro')
    assert broken.call == ToolCallPart(call.id, "", {})
    view.panel.editor.set_steps(draft.steps, stored=stored)
    assert not view.panel.editor.is_valid()
    assert view.panel.editor.draft_steps() == draft.steps
    view.panel.editor.page().set_current(draft.steps.index(broken))
    for _ in ' "bro':
        qtbot.keyClick(view.panel.editor.page(), Qt.Key.Key_Backspace)
    assert view.panel.editor.steps() == stored


def test_that_leaving_without_saving_throws_the_draft_away(qtbot, review, view, ids):
    type_edit(qtbot, view, " lost")
    kept(qtbot, view)
    press(qtbot, Qt.Key.Key_Escape)
    answer_question(qtbot, view, "leave")
    kept(qtbot, view)
    assert review.draft(ids[0], "Ada") is None
    assert view.panel.mode is Mode.READ
    press(qtbot, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: view.presenter.sheet is not None and view.presenter.current == ids[1])
    press(qtbot, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: view.presenter.sheet is not None and view.presenter.current == ids[0])
    assert view.panel.mode is Mode.READ


def test_that_leaving_before_the_first_second_is_over_leaves_no_draft(qtbot, review, view, ids):
    type_edit(qtbot, view, " lost")
    press(qtbot, Qt.Key.Key_Escape)
    answer_question(qtbot, view, "leave")
    kept(qtbot, view)
    assert not view._modes.drafts._timer.isActive()
    assert review.draft(ids[0], "Ada") is None


def test_that_a_draft_is_kept_for_later_with_its_last_words(qtbot, shell, review, view, ids):
    type_edit(qtbot, view, " later")
    view.queue.queue.choose(ids[2])
    answer_question(qtbot, view, "keep")
    qtbot.waitUntil(lambda: view.presenter.sheet is not None and view.presenter.current == ids[2])
    assert view.panel.mode is Mode.READ
    kept(qtbot, view)
    assert review.draft(ids[0], "Ada").steps[0].text.endswith(" later")
    view.queue.queue.choose(ids[0])
    qtbot.waitUntil(lambda: view.panel.mode is Mode.EDIT)
    assert view.panel.editor.steps()[0].text.endswith(" later")
    assert view.presenter.current == ids[0]


def test_that_editing_again_goes_on_with_a_draft_that_was_kept(qtbot, review, view, ids):
    type_edit(qtbot, view, " later")
    press(qtbot, Qt.Key.Key_Escape)
    answer_question(qtbot, view, "keep")
    assert view.panel.mode is Mode.READ
    type_edit(qtbot, view, "!")
    assert view.panel.editor.steps()[0].text.endswith(" later!")


def test_that_saving_drops_the_draft_and_typing_on_begins_another(qtbot, review, view, ids):
    type_edit(qtbot, view, " saved")
    kept(qtbot, view)
    press(qtbot, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: not view.panel.editor.has_unsaved())
    kept(qtbot, view)
    assert review.draft(ids[0], "Ada") is None
    qtbot.keyClicks(QApplication.focusWidget(), " more")
    kept(qtbot, view)
    draft = review.draft(ids[0], "Ada")
    assert (draft.base, draft.steps[0].text.endswith(" saved more")) == (1, True)


def test_that_an_edit_after_one_that_was_taken_back_can_be_saved_twice(qtbot, shell, review, view, ids):
    first, *rest = review.trace(ids[0]).steps
    review.edit(ids[0], (Step(first.kind, "Taken back."), *rest), author="Ada")
    review.undo("Ada")
    qtbot.waitUntil(lambda: bool(view.presenter.sheet.revisions) and view.presenter.sheet.trace.head == 0)
    type_edit(qtbot, view, " one")
    for count, text in enumerate((" two", ""), start=2):
        press(qtbot, Qt.Key.Key_S, CTRL)
        qtbot.waitUntil(lambda count=count: review.trace(ids[0]).head == count)
        qtbot.waitUntil(lambda: not view.panel.editor.has_unsaved())
        qtbot.keyClicks(QApplication.focusWidget(), text)
    assert not shell.failures


def test_that_a_draft_on_an_outdated_base_is_told(qtbot, shell, review, ids, open_page):
    steps = begun(review, ids[0], " mine")
    review.edit(ids[0], (Step(StepKind.THOUGHT, "Bo's."), *steps[1:]), author="Bo")
    view = open_page()
    assert view.panel.mode is Mode.EDIT
    assert view.panel.editor.steps() == steps
    assert shell.failures[-1].message == f"Trace {ids[0]} was changed since you began this edit."
    press(qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(shell.failures) == 2)
    assert "somebody else" in shell.failures[-1].message
    assert review.draft(ids[0], "Ada").steps == steps
    assert review.trace(ids[0]).steps[0].text == "Bo's."


def test_that_a_draft_does_not_take_the_keyboard_from_the_search(qtbot, review, view, ids):
    begun(review, ids[2], " axolotl")
    search = view.queue.search
    search.setFocus()
    view.presenter.choose(ids[2])
    qtbot.waitUntil(lambda: view.panel.mode is Mode.EDIT)
    assert search.hasFocus()


def test_that_the_queue_can_be_of_drafts_alone(qtbot, review, view, ids):
    begun(review, ids[1], " half")
    qtbot.waitUntil(lambda: view.presenter.queue.model.row_at(1).has_draft)
    box = view.queue.state
    with qtbot.waitSignal(view.presenter.queue.was_read):
        box.setCurrentIndex(box.findText("Drafts"))
    assert view.presenter.queue.wanted == QueueFilter(TraceFilter(has_draft=True))
    assert [view.presenter.queue.model.id_at(place) for place in range(len(view.presenter.queue))] == [ids[1]]
    qtbot.waitUntil(lambda: view.panel.mode is Mode.EDIT)
    with qtbot.waitSignal(view.presenter.queue.was_read):
        box.setCurrentIndex(box.findText("All traces", Qt.MatchFlag.MatchStartsWith))
    assert view.presenter.queue.wanted == QueueFilter(TraceFilter())
    assert box.currentText().startswith("All traces")


def test_that_only_waiting_drafts_are_no_other_choice_of_states(view):
    wanted = QueueFilter(TraceFilter(states=(TraceState.REJECTED,), has_draft=True))
    view.queue.show_filter(wanted)
    assert view.queue.state.currentText().startswith("Rejected")
    view.queue.flagged.setChecked(True)
    assert view.queue.wanted.wanted == TraceFilter(states=(TraceState.REJECTED,), has_draft=True, is_flagged=True)


def test_that_a_row_shows_its_draft(qtbot, review, view, ids):
    qtbot.waitUntil(lambda: view.presenter.queue.model.row_at(1) is not None)
    before = view.queue.queue.grab().toImage()
    begun(review, ids[1], " half")
    qtbot.waitUntil(lambda: view.presenter.queue.model.row_at(1).has_draft)
    qtbot.waitUntil(lambda: view.queue.queue.grab().toImage() != before)


def test_that_the_last_words_are_written_when_the_workspace_closes(qtbot, shell, review, view, ids):
    type_edit(qtbot, view, " last words")
    shell.context.work.close()
    assert review.draft(ids[0], "Ada").steps[0].text.endswith(" last words")


def test_that_a_draft_that_cannot_be_written_is_told_once(qtbot, shell, view, ids):
    qtbot.waitUntil(lambda: view.presenter.sheet.is_checked and not shell.context.jobs.running(), timeout=20_000)
    with closing(sqlite3.connect(shell.context.studio.workspace.root / "studio.db")) as connection:
        connection.execute("DROP TABLE drafts")
    type_edit(qtbot, view, "x")
    qtbot.waitUntil(lambda: len(shell.failures) + len(shell.bugs) == 1, timeout=3_000)
    qtbot.keyClicks(QApplication.focusWidget(), "y")
    kept(qtbot, view)
    assert len(shell.failures) + len(shell.bugs) == 1
    assert view.panel.editor.has_unsaved()


def test_that_what_is_typed_while_an_edit_is_being_saved_is_not_saved(qtbot, review, view, ids):
    type_edit(qtbot, view, " saved")
    press(qtbot, Qt.Key.Key_S, CTRL)
    qtbot.keyClicks(QApplication.focusWidget(), " not yet")
    qtbot.waitUntil(lambda: view._modes._base == 1)
    assert review.trace(ids[0]).steps[0].text.endswith(" saved")
    assert view.panel.editor.has_unsaved()
    kept(qtbot, view)
    draft = review.draft(ids[0], "Ada")
    assert (draft.base, draft.steps[0].text.endswith(" saved not yet")) == (1, True)
    press(qtbot, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: review.trace(ids[0]).head == 2)
    assert review.trace(ids[0]).steps[0].text.endswith(" saved not yet")
    qtbot.waitUntil(lambda: not view.panel.editor.has_unsaved())


@pytest.mark.parametrize(
    ("second", "state"), [(Qt.Key.Key_S, TraceState.PENDING), (Qt.Key.Key_Return, TraceState.EDITED)]
)
@pytest.mark.parametrize("typed", ["", " newer"])
def test_that_a_second_save_before_the_first_is_stored_saves_the_newest_text(
    qtbot, shell, review, view, ids, second, state, typed
):
    type_edit(qtbot, view, " saved")
    press(qtbot, Qt.Key.Key_S, CTRL)
    qtbot.keyClicks(QApplication.focusWidget(), typed)
    press(qtbot, second, CTRL)
    assert view.presenter.edits.is_busy
    is_last = 2 if typed else 1
    qtbot.waitUntil(lambda: (review.trace(ids[0]).head, review.trace(ids[0]).state) == (is_last, state))
    qtbot.waitUntil(lambda: view.presenter.is_idle)
    kept(qtbot, view)
    assert review.trace(ids[0]).steps[0].text.endswith(f" saved{typed}")
    assert (review.draft(ids[0], "Ada"), shell.failures) == (None, [])
    assert view._modes.is_editing is (second == Qt.Key.Key_S)


def test_that_a_draft_that_was_kept_outlives_a_mark_and_its_undo_and_can_be_saved(qtbot, shell, review, view, ids):
    for has_undo in (True, False):
        type_edit(qtbot, view, " later")
        press(qtbot, Qt.Key.Key_Escape)
        answer_question(qtbot, view, "keep")
        kept(qtbot, view)
        press(qtbot, Qt.Key.Key_Down)
        press(qtbot, Qt.Key.Key_W)
        qtbot.waitUntil(lambda: _is_moved_on(view.presenter.sheet))
        if has_undo:
            press(qtbot, Qt.Key.Key_Z, CTRL)
            qtbot.waitUntil(lambda: not view.presenter.sheet.labels)
    marked = dict(review.labels(ids[0]))
    press(qtbot, Qt.Key.Key_E)
    press(qtbot, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: not view.panel.editor.has_unsaved())
    assert review.trace(ids[0]).steps[0].text.endswith(" later later")
    assert (review.labels(ids[0]), shell.failures) == (marked, [])


def _is_moved_on(sheet):
    """Whether the sheet knows the mark, and the draft as an edit of the revision with it."""
    return bool(sheet.labels) and sheet.draft is not None and sheet.draft.base == sheet.trace.head


def test_that_what_is_typed_while_an_edit_is_being_accepted_stays_as_a_draft(qtbot, review, view, ids):
    type_edit(qtbot, view, " saved")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.keyClicks(view.panel.editor.page(), " late")
    qtbot.waitUntil(lambda: view.panel.mode is Mode.READ)
    kept(qtbot, view)
    assert review.trace(ids[0]).state is TraceState.EDITED
    draft = review.draft(ids[0], "Ada")
    assert (draft.base, draft.steps[0].text.endswith(" saved late")) == (1, True)
