# SPDX-License-Identifier: Apache-2.0
"""A tool call as a form: fields by the schema, values as they are typed, and faults at their fields."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit

from core.domain.calls import CallFault
from core.domain.messages import ToolCallPart, ToolSpec
from core.params import ParamType
from ui.theme.icons import Icons
from ui.theme.theme import Theme, ThemeChoice
from ui.widgets.call_form import CallForm
from ui.widgets.call_params import params_of_call, typed_value

SCHEMA = {
    "type": "object",
    "properties": {
        "task": {"type": "string", "description": "Its exact title."},
        "minutes": {"type": "integer"},
        "when": {"type": "string", "enum": ["now", "later"]},
        "is_fixed": {"type": "boolean"},
        "people": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["task", "is_fixed"],
}
BOOK = ToolSpec("book", "Book a task.", SCHEMA)
LOOK = ToolSpec("look", "Look at a task.", {"type": "object", "properties": {"task": {"type": "string"}}})
CALL = ToolCallPart("", "book", {"task": "Audit", "minutes": 30, "people": ["Ada"], "is_fixed": True})


@pytest.fixture
def form(qtbot, qapp):
    theme = Theme(qapp, ThemeChoice.LIGHT)
    made = CallForm(Icons(theme, theme))
    qtbot.addWidget(made)
    made.set_tools((BOOK, LOOK))
    made.show_call(CALL)
    made.show()
    made.calls = []
    made.edited.connect(made.calls.append)
    yield made
    theme.deleteLater()


def write(qtbot, form, name, text):
    line = form.field(name)
    line.clear()
    line.textEdited.emit("")
    qtbot.keyClicks(line, text)


def shown(form, name):
    label = form.findChild(QLabel, f"error.{name}")
    return label.text() if label.isVisible() else ""


def test_that_each_argument_has_the_field_of_its_type():
    kinds = {spec.name: spec.type for spec in params_of_call(SCHEMA, {"more": 1})}
    assert kinds == {
        "task": ParamType.TEXT,
        "minutes": ParamType.TEXT,
        "when": ParamType.CHOICE,
        "is_fixed": ParamType.SWITCH,
        "people": ParamType.TEXT,
        "more": ParamType.TEXT,
    }


@pytest.mark.parametrize("given", ["never", 5])
def test_that_a_value_that_is_no_choice_can_be_seen_and_mended(given):
    (spec,) = [spec for spec in params_of_call(SCHEMA, {"when": given}) if spec.name == "when"]
    assert spec.type is ParamType.TEXT


@pytest.mark.parametrize("schema", [{}, {"properties": []}, {"properties": {"task": True}, "required": "task"}])
def test_that_a_broken_schema_still_shows_what_the_call_has(schema):
    assert "task" in {spec.name for spec in params_of_call(schema, {"task": "Audit"})}


def test_that_what_a_form_cannot_show_is_left_to_the_json():
    given = {"task": "a" * 50_000, "minutes": 5, **{f"more{number}": 1 for number in range(10_000)}}
    names = [spec.name for spec in params_of_call(SCHEMA, given)]
    assert "task" not in names
    assert names[0] == "minutes"
    assert len(names) == 40


def test_that_several_lines_have_a_field_that_keeps_them(qtbot, form):
    form.show_call(ToolCallPart("", "look", {"task": "one\ntwo"}))
    field = form.field("task")
    field.setFocus()
    field.appendPlainText("three")
    assert form.calls[-1].arguments == {"task": "one\ntwo\nthree"}


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("task", "12", "12"),
        ("minutes", "12", 12),
        ("minutes", "1.5", 1.5),
        ("minutes", "soon", "soon"),
        ("minutes", "NaN", "NaN"),
        ("people", '["Ada", "Bo"]', ["Ada", "Bo"]),
        ("people", "[", "["),
        ("when", "12", "12"),
        ("more", '{"a": 1}', {"a": 1}),
        ("is_fixed", True, True),
    ],
)
def test_that_typed_values_are_what_is_meant(name, typed, value):
    assert typed_value(SCHEMA, name, typed) == value


def test_that_typing_changes_one_argument_and_keeps_the_others(qtbot, form):
    write(qtbot, form, "minutes", "45")
    assert form.calls[-1] == ToolCallPart("", "book", {**CALL.arguments, "minutes": 45})
    write(qtbot, form, "people", "")
    assert "people" not in form.calls[-1].arguments
    assert list(form.calls[-1].arguments) == ["task", "is_fixed", "minutes"]


def test_that_another_tool_keeps_the_arguments(form):
    box = form.findChild(QComboBox, "call_tool")
    box.setCurrentIndex(box.findData("look"))
    assert form.calls[-1] == ToolCallPart("", "look", CALL.arguments)
    assert isinstance(form.field("minutes"), QLineEdit)


def test_that_a_tool_that_is_not_on_offer_is_shown(form):
    form.show_call(ToolCallPart("", "fly", {}))
    assert form.tool.currentText() == "fly"
    form.show_faults(ToolCallPart("", "fly", {}), (CallFault("", "there is no tool “fly” on offer."),))
    assert form.fault.text() == "There is no tool “fly” on offer."


def test_that_faults_stand_at_their_fields_until_the_call_is_another(qtbot, form):
    write(qtbot, form, "minutes", "soon")
    call = form.calls[-1]
    fault = CallFault("minutes", "the argument “minutes” does not fit: it must be of type integer.")
    form.show_faults(call, (fault,))
    assert "must be of type integer" in shown(form, "minutes")
    assert shown(form, "task") == ""
    write(qtbot, form, "minutes", "30")
    form.show_faults(call, (fault,))
    assert shown(form, "minutes") == ""
