# SPDX-License-Identifier: Apache-2.0
"""A tool call of an edit as a form in Review: the same call as the step, checked beside its schema as it is typed."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from tests.helpers.review_pages import copy_template, open_review
from tests.helpers.shell import open_shell
from ui.pages.review.trace_panel import Mode
from ui.widgets.situation_view import FactTable


@pytest.fixture
def shell(qtbot, tmp_path, template):
    copy_template(template, tmp_path)
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def view(qtbot, shell):
    made = open_review(qtbot, shell, width=1_280, height=760)
    qtbot.waitUntil(lambda: made.presenter.sheet is not None)
    shell.context.actions.run("review.edit")
    return made


@pytest.fixture
def form(qtbot, view):
    steps = view.panel.editor.steps()
    view.panel.editor.page().set_current(next(place for place, step in enumerate(steps) if step.call is not None))
    qtbot.waitUntil(view.panel.call_form.isVisible)
    return view.panel.call_form


def call_of(view):
    return next(step.call for step in view.panel.editor.steps() if step.call is not None)


def write(qtbot, form, name, text):
    line = form.field(name)
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)


def error_at(form, name):
    label = form.findChild(QLabel, f"error.{name}")
    return label.text() if label.isVisible() else ""


def test_that_only_a_tool_call_has_the_form(view, form):
    offered = [form.tool.itemData(place) for place in range(form.tool.count())]
    assert offered == ["set_priority"]
    view.panel.editor.page().set_current(0)
    assert not form.isVisible()


def test_that_form_and_step_are_the_same_call_and_keep_its_id(qtbot, view, form):
    before = call_of(view)
    write(qtbot, form, "priority", "second")
    assert call_of(view).arguments == {**before.arguments, "priority": "second"}
    assert call_of(view).id == before.id
    assert QApplication.focusWidget() is form.field("priority")
    page = view.panel.editor.page()
    page.setFocus()
    cursor = page.document().find('"second"')
    cursor.insertText('"third"')
    assert form.field("priority").text() == "third"


def test_that_faults_are_said_while_typing_and_the_call_can_be_kept_with_them(qtbot, shell, view, form):
    field = form.field("task")
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, "\b")
    qtbot.waitUntil(lambda: error_at(form, "task") == "The argument “task” is missing.")
    assert "task" not in call_of(view).arguments
    trace_id = view.presenter.current
    shell.context.actions.run("review.save")
    qtbot.waitUntil(lambda: shell.context.studio.review.trace(trace_id).head == 1)
    stored = shell.context.studio.review.trace(trace_id).steps
    assert "task" not in next(step.call for step in stored if step.call is not None).arguments


def test_that_what_the_form_cannot_show_is_left_to_the_step(qtbot, view, form):
    page = view.panel.editor.page()
    page.setFocus()
    cursor = page.textCursor()
    cursor.movePosition(cursor.MoveOperation.EndOfBlock)
    page.setTextCursor(cursor)
    qtbot.keyClicks(page, "x")
    assert not form.isVisible()
    page.undo()
    assert form.isVisible()


def test_that_a_new_call_begins_as_one_of_a_tool_on_offer_and_its_name_is_selected(qtbot, view):
    page = view.panel.editor.page()
    page.set_current(0)
    view.panel.editor._on_add_call()
    assert page.textCursor().selectedText() == "set_priority"
    assert view.panel.call_form.tool.currentData() == "set_priority"


def test_that_a_fault_of_the_whole_call_has_room_of_its_own(qtbot, view, form):
    page = view.panel.editor.page()
    page.setFocus()
    page.document().find("set_priority", page.textCursor().block().position()).insertText("set_pri")
    qtbot.waitUntil(lambda: form.fault.isVisible() and "set_pri" in form.fault.text())
    qtbot.waitUntil(lambda: form.fault.height() >= form.fault.heightForWidth(form.fault.width()))
    assert form.fault.geometry().top() > form.tool.geometry().bottom()
    assert form.height() >= form.minimumSizeHint().height()


def test_that_a_call_that_cannot_be_read_is_shown_whole_and_gets_the_caret(qtbot, shell, view):
    page = view.panel.editor.page()
    place = next(place for place, step in enumerate(view.panel.editor.steps()) if step.call is not None)
    page.set_current(place)
    page.textCursor().insertText(",,")
    page.set_current(0)
    view.panel.note.setFocus()
    shell.context.actions.run("review.save_accept")
    status = view.panel.editor.findChild(QLabel, "edit_status")
    assert status.text().startswith(f"Step {place + 1}: The arguments are not valid JSON")
    assert (page.current(), page.hasFocus()) == (place, True)
    for text in (status.text(), "Changed, not saved yet"):
        assert status.fontMetrics().horizontalAdvance(text) <= status.contentsRect().width()


def test_that_the_situation_gives_way_to_an_edit_where_there_is_little_room(qtbot, shell, view, form):
    """A window of 760 pixels cannot show table, steps and form; who wants the table opens it with one click."""
    head = view.panel.head
    table = head.situation.findChild(FactTable)
    assert not table.isVisible()
    assert form.geometry().bottom() <= form.parentWidget().height()
    head.fold.click()
    assert table.isVisible()
    head.fold.click()
    assert not table.isVisible()
    head.fold.click()
    shell.context.actions.run("review.leave")
    qtbot.waitUntil(lambda: view.panel.mode is Mode.READ)
    assert table.isVisible()
