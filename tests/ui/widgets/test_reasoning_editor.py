# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json

import pytest
import shiboken6
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt

from core.domain.messages import ToolCallPart, ToolResultPart
from core.domain.traces import Step, StepKind
from tests.helpers.screen_builders import answer, small_trace, thought, tool_call
from ui.widgets.reasoning_editor import ReasoningEditor
from ui.widgets.step_editor import StepEditor
from ui.widgets.streamed_steps import StreamedSteps
from ui.widgets.visible_text import NEW_LINE, TEXT_LIMIT

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def editor(qtbot) -> ReasoningEditor:
    editor = ReasoningEditor()
    qtbot.addWidget(editor)
    editor.resize(760, 500)
    editor.set_steps(small_trace())
    editor.show()
    return editor


def texts(editor: ReasoningEditor) -> list[str]:
    return [step.text or step.kind.value for step in editor.steps()]


def test_that_untouched_steps_come_back_exactly_as_they_were(editor: ReasoningEditor) -> None:
    strange = (thought("a\u2028b\r\nc\x00d\u202e"), tool_call(b=1, a=[1.0, None]), answer(" spaces \n\n"))
    editor.set_steps(strange)

    assert editor.steps() == strange
    assert not editor.has_unsaved()


def test_that_typing_changes_one_step_and_says_so(editor: ReasoningEditor, qtbot) -> None:
    with qtbot.waitSignal(editor.unsaved_changed) as said:
        qtbot.keyClicks(editor.page(), " Yes.")

    assert said.args == [True]
    assert editor.steps()[0] == thought("Budget review takes 2 h and is due at 17:00. Yes.")
    assert editor.steps()[1:] == small_trace()[1:]


def test_that_enter_splits_a_step_and_backspace_joins_it_again(editor: ReasoningEditor, qtbot) -> None:
    cursor = editor.page().textCursor()
    cursor.setPosition(len("Budget review"))
    editor.page().setTextCursor(cursor)

    qtbot.keyClick(editor.page(), Qt.Key.Key_Return)
    assert texts(editor)[:2] == ["Budget review", " takes 2 h and is due at 17:00."]

    qtbot.keyClick(editor.page(), Qt.Key.Key_Backspace)
    assert editor.steps() == small_trace()


def test_that_shift_enter_starts_a_line_within_the_step(editor: ReasoningEditor, qtbot) -> None:
    qtbot.keyClick(editor.page(), Qt.Key.Key_Return, SHIFT)
    qtbot.keyClicks(editor.page(), "More.")

    assert texts(editor)[0] == "Budget review takes 2 h and is due at 17:00.\nMore."
    assert len(editor.steps()) == 5


def test_that_a_step_moves_with_its_content_and_back_to_where_nothing_changed(editor: ReasoningEditor, qtbot) -> None:
    qtbot.keyClick(editor.page(), Qt.Key.Key_Down, ALT)
    qtbot.keyClick(editor.page(), Qt.Key.Key_Down, ALT)
    first, second, call, result, last = small_trace()

    assert editor.steps() == (second, call, first, result, last)
    assert editor.page().current() == 2

    qtbot.keyClick(editor.page(), Qt.Key.Key_Up, ALT)
    qtbot.keyClick(editor.page(), Qt.Key.Key_Up, ALT)
    assert editor.steps() == small_trace()
    assert not editor.has_unsaved()


@pytest.mark.parametrize("place", range(5))
def test_that_deleting_takes_out_one_step_and_undo_brings_it_back(editor: ReasoningEditor, qtbot, place: int) -> None:
    editor.page().set_current(place)

    qtbot.keyClick(editor.page(), Qt.Key.Key_K, CTRL | SHIFT)
    assert editor.steps() == small_trace()[:place] + small_trace()[place + 1 :]

    editor.page().undo()
    assert editor.steps() == small_trace()


def test_that_undo_goes_back_to_where_nothing_is_unsaved(editor: ReasoningEditor, qtbot) -> None:
    for keys in ("one", "two"):
        qtbot.keyClick(editor.page(), Qt.Key.Key_Return)
        qtbot.keyClicks(editor.page(), keys)
    qtbot.keyClick(editor.page(), Qt.Key.Key_Up, ALT)
    assert editor.has_unsaved()

    while editor.page().document().isUndoAvailable():
        editor.page().undo()

    assert editor.steps() == small_trace()
    assert not editor.has_unsaved()


def test_that_steps_of_different_kinds_do_not_melt_into_one(editor: ReasoningEditor, qtbot) -> None:
    for place in (2, 3, 4):
        cursor = editor.page().textCursor()
        cursor.setPosition(editor.page().document().findBlockByNumber(place).position())
        editor.page().setTextCursor(cursor)
        qtbot.keyClick(editor.page(), Qt.Key.Key_Backspace)

    assert editor.steps() == small_trace()


def test_that_the_arguments_of_a_call_are_edited_as_json(editor: ReasoningEditor, qtbot) -> None:
    editor.page().set_current(2)
    qtbot.keyClick(editor.page(), Qt.Key.Key_Backspace)

    assert not editor.is_valid()
    assert [place for place, _ in editor.page().faults()] == [2]

    qtbot.keyClicks(editor.page(), ', "why": "due 17:00"}')

    assert editor.is_valid()
    call = editor.steps()[2].call
    assert call is not None
    expected = {"task": "Budget review", "priority": 1, "why": "due 17:00"}
    assert (call.id, call.name, call.arguments) == ("c1", "set_priority", expected)


@pytest.mark.parametrize("text", ["not a name {}", "name\u2028[1, 2]", 'name\u2028{"a": }', '{"a": 1}'])
def test_that_a_broken_call_cannot_be_saved_and_says_why(editor: ReasoningEditor, qtbot, text: str) -> None:
    editor.page().set_current(4)
    editor.page().add_step(StepKind.TOOL_CALL)
    block = editor.page().textCursor().block()
    cursor = editor.page().textCursor()
    cursor.setPosition(block.position())
    cursor.setPosition(block.position() + len(block.text()), cursor.MoveMode.KeepAnchor)
    cursor.insertText(text)

    with qtbot.assertNotEmitted(editor.save_requested):
        qtbot.keyClick(editor.page(), Qt.Key.Key_Return, CTRL)

    assert editor.page().current() == 5
    assert editor.page().faults()[0][1].endswith(".")


def test_that_a_new_call_gets_an_id_of_its_own(editor: ReasoningEditor) -> None:
    editor.page().set_current(1)
    editor.page().add_step(StepKind.TOOL_CALL)

    assert [step.call.id for step in editor.steps() if step.call is not None] == ["call_1", "c1"]


def test_that_control_enter_asks_to_save_and_escape_to_leave(editor: ReasoningEditor, qtbot) -> None:
    qtbot.keyClicks(editor.page(), "!")
    with qtbot.waitSignal(editor.save_requested) as saved:
        qtbot.keyClick(editor.page(), Qt.Key.Key_Return, CTRL)
    with qtbot.waitSignal(editor.leave_requested):
        qtbot.keyClick(editor.page(), Qt.Key.Key_Escape)

    assert saved.args[0] == editor.steps()


def test_that_rich_text_is_pasted_as_plain_lines_each_a_step(editor: ReasoningEditor) -> None:
    data = QMimeData()
    data.setHtml("<b>never</b><img src='x'>")
    data.setText("one\n\ntwo\x00")
    editor.page().insertFromMimeData(data)

    assert texts(editor)[:2] == ["Budget review takes 2 h and is due at 17:00.one", "two"]
    assert "never" not in editor.page().toPlainText()


def test_that_empty_steps_are_left_out(editor: ReasoningEditor, qtbot) -> None:
    qtbot.keyClick(editor.page(), Qt.Key.Key_Return)

    assert len(editor.steps()) == 5


def test_that_a_step_beyond_the_cap_is_kept_as_it_is(editor: ReasoningEditor, qtbot) -> None:
    long = thought("x" * (TEXT_LIMIT + 1))
    editor.set_steps((long, answer("so")), current=0)
    qtbot.keyClicks(editor.page(), "abc")

    assert editor.steps()[0] is long
    assert editor.page().document().characterCount() < 200


def test_that_tab_leaves_the_page_of_steps(editor: ReasoningEditor) -> None:
    assert editor.page().tabChangesFocus()


def test_that_arguments_survive_editing_of_their_neighbours(editor: ReasoningEditor, qtbot) -> None:
    steps = (Step(StepKind.THOUGHT, "a"), tool_call(deep={"x": [1, {"y": "ü\n"}]}))
    editor.set_steps(steps)
    qtbot.keyClicks(editor.page(), "b")

    assert json.dumps(editor.steps()[1].call.arguments) == json.dumps(steps[1].call.arguments)  # type: ignore[union-attr]


def test_that_a_draft_keeps_what_cannot_be_saved_and_shows_it_again(editor: ReasoningEditor, qtbot) -> None:
    qtbot.keyClick(editor.page(), Qt.Key.Key_Return)
    editor.page().add_step(StepKind.TOOL_CALL)
    qtbot.keyClicks(editor.page(), "ask me")
    begun = editor.draft_steps()
    shown = editor.page().toPlainText()

    editor.set_steps(begun, stored=small_trace())

    assert begun[1:3] == (thought(""), Step(StepKind.TOOL_CALL, "ask me\n{}"))
    assert (editor.page().toPlainText(), editor.draft_steps()) == (shown, begun)
    assert (editor.has_unsaved(), editor.is_valid()) == (True, False)


def test_that_a_draft_that_lost_a_step_is_a_change(editor: ReasoningEditor) -> None:
    editor.set_steps(small_trace()[1:], stored=small_trace())

    assert editor.has_unsaved()
    assert editor.steps() == small_trace()[1:]


def test_that_an_empty_step_of_a_draft_is_not_saved(editor: ReasoningEditor) -> None:
    editor.set_steps((*small_trace(), thought(" "), thought("")), stored=small_trace())

    assert editor.steps() == small_trace()
    assert editor.has_unsaved()


def test_that_a_call_keeps_its_id_and_a_result_its_error_through_a_draft(editor: ReasoningEditor) -> None:
    stored = (
        Step(StepKind.TOOL_CALL, call=ToolCallPart("toolu_9", "look_up", {"name": "Ada"})),
        Step(StepKind.TOOL_RESULT, result=ToolResultPart("toolu_9", "nobody", is_error=True)),
    )
    editor.set_steps(stored)
    for place in range(2):
        editor.page().set_current(place)
        editor.page().textCursor().insertText(" ")
    begun = editor.draft_steps()

    editor.set_steps(begun, stored=stored)

    assert begun[0].call == ToolCallPart("toolu_9", "", {})
    assert editor.steps() == (
        stored[0],
        Step(StepKind.TOOL_RESULT, result=ToolResultPart("toolu_9", "nobody ", is_error=True)),
    )


@settings(deadline=None, max_examples=60)
@given(typed=st.lists(st.text('ab {}[]":,\u2028é𝄞\u202e', max_size=12), max_size=6), data=st.data())
def test_that_whatever_is_typed_comes_back_from_a_draft(qapp, typed: list[str], data: st.DataObject) -> None:
    stored = small_trace()
    page = StepEditor()
    try:
        page.set_steps(stored)
        for text in typed:
            page.set_current(data.draw(st.integers(0, page.step_count())))
            if data.draw(st.booleans()):
                page.add_step(data.draw(st.sampled_from(StepKind)))
            page.textCursor().insertText(text.replace("\u2028", NEW_LINE))
        begun, shown = page.draft_steps(), page.toPlainText()

        page.set_steps(begun, stored=stored)

        assert (page.draft_steps(), page.toPlainText()) == (begun, shown)
        says_other = bool(page.faults()) or len(begun) != len(stored) or page.steps() != stored
        assert page.is_changed() == says_other
        assert not (begun == stored and says_other)
    finally:
        shiboken6.delete(page)


def test_that_two_new_calls_of_one_edit_have_ids_of_their_own(editor: ReasoningEditor) -> None:
    editor.set_steps(small_trace())
    page = editor.page()
    for _ in range(2):
        page.add_step(StepKind.TOOL_CALL)
    ids = [step.call.id for step in editor.steps() if step.call is not None]
    assert len(set(ids)) == len(ids) >= 2
    assert [step.call.id for step in editor.steps() if step.call is not None] == ids


def test_that_what_is_stored_can_change_under_the_edit(editor: ReasoningEditor) -> None:
    editor.set_steps(small_trace())
    page = editor.page()
    page.insertPlainText("x")
    sent = editor.steps()
    page.insertPlainText("y")
    editor.set_stored(sent)
    assert editor.has_unsaved()
    page.undo()
    if not editor.holds(sent):
        page.redo()
        page.textCursor().deletePreviousChar()
    assert editor.holds(sent)
    assert not editor.has_unsaved()


def test_that_streamed_steps_are_kept_whole_and_taken_back_by_one_undo(editor: ReasoningEditor) -> None:
    editor.set_steps(small_trace())
    page = editor.page()
    streamed = StreamedSteps(page, 0, mark=1)
    long = "a <b>b</b> ![x](http://x) " * 2_000
    for text in ("One", "One\ntwo", long):
        streamed.show((thought(text), thought("Next")))
    streamed.show((thought(long),))
    assert editor.steps() == (small_trace()[0], thought(long))
    assert page.teacher_marks() == {1}
    page.undo()
    assert editor.steps() == small_trace()
    assert not editor.has_unsaved()
    assert page.teacher_marks() == frozenset()


def test_that_streamed_steps_behind_the_last_leave_typing_before_them_alone(editor: ReasoningEditor) -> None:
    editor.set_steps((thought("One."),))
    page = editor.page()
    page.set_current(0)
    page.insertPlainText(" Mine.")
    streamed = StreamedSteps(page, 0, mark=1)
    streamed.show((thought("Two."),))
    streamed.show((thought("Two."), thought("Three.")))
    streamed.take_back()
    assert editor.steps() == (thought("One. Mine."),)
    assert not page.document().isRedoAvailable()


def test_that_arguments_that_are_nested_too_deeply_are_a_fault(editor: ReasoningEditor) -> None:
    editor.set_steps((Step(StepKind.TOOL_CALL, call=ToolCallPart("call_1", "look", {})),))
    page = editor.page()
    page.selectAll()
    page.insertPlainText("look\u2028" + '{"a":' * 100_000)
    assert not editor.is_valid()
