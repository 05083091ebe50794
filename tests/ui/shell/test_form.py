# SPDX-License-Identifier: Apache-2.0
"""The form draws every type of param, checks while one types, and says in words what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from core.errors import InvalidInput
from core.params import ParamType, param, params_of
from ui.safety import TextLabel
from ui.theme.icons import Icons
from ui.theme.theme import Theme, ThemeChoice
from ui.widgets.form import ParamForm
from ui.widgets.switch import Switch


@dataclass
class Everything:
    """One param of each type."""

    name: str = param("cot-2", "Name", "How the run is called.")
    rate: float = param(1e-5, "Learning rate", "Peak of the schedule.", minimum=0.0, maximum=1.0)
    epochs: int = param(4, "Epochs", "How often each trace is seen.", minimum=1, maximum=100, unit="epochs")
    schedule: str = param("cosine", "Schedule", "How the rate falls.", choices=("cosine", "linear"))
    packing: bool = param(True, "Packing", "Several traces in a row.")
    folder: str = param("", "Student", "A model folder.", type=ParamType.FOLDER)
    key: str = param("", "API key", "Kept in the keyring.", type=ParamType.SECRET)
    budget: float | None = param(None, "Budget", "Stops when spent.", minimum=0.01, unit="USD", is_advanced=True)
    note: str = param("", "Note", "For yourself.", type=ParamType.LONG_TEXT)


@pytest.fixture
def icons(qapp: QApplication) -> Iterator[Icons]:
    owner = QObject()
    yield Icons(Theme(qapp, ThemeChoice.LIGHT, parent=owner), owner)
    owner.deleteLater()


@pytest.fixture
def form(qtbot: QtBot, icons: Icons) -> ParamForm:
    form = ParamForm(params_of(Everything), icons)
    qtbot.addWidget(form)
    return form


def line(form: ParamForm, name: str) -> QLineEdit:
    field = form.field(name)
    assert isinstance(field, QLineEdit)
    return field


def retype(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.selectAll()
    qtbot.keyClicks(field, text)


def error(form: ParamForm, name: str) -> str:
    label = form.findChild(TextLabel, f"error.{name}")
    assert label is not None
    return label.text()


def test_that_the_defaults_come_back_typed(form: ParamForm) -> None:
    values = form.values()
    assert values["rate"] == 1e-5
    assert values["epochs"] == 4
    assert values["packing"] is True
    assert values["budget"] is None
    assert form.changed_values() == {}


def test_that_an_edit_tells_the_checked_value(qtbot: QtBot, form: ParamForm) -> None:
    told: list[tuple[str, object]] = []
    form.value_changed.connect(lambda name, value: told.append((name, value)))
    retype(qtbot, line(form, "epochs"), "12")
    assert told[-1] == ("epochs", 12)
    assert form.changed_values() == {"epochs": 12}


def test_that_a_value_out_of_bounds_is_said_in_words_and_mended_by_typing(qtbot: QtBot, form: ParamForm) -> None:
    valid: list[bool] = []
    form.validity_changed.connect(valid.append)
    retype(qtbot, line(form, "epochs"), "0")
    assert error(form, "epochs") == "“0” does not fit “Epochs”. Use a whole number, at least 1 and at most 100."
    assert not form.is_valid
    with pytest.raises(InvalidInput, match="Epochs"):
        form.values()
    retype(qtbot, line(form, "epochs"), "7")
    assert error(form, "epochs") == ""
    assert valid == [False, True]


def test_that_a_small_number_can_be_typed_as_people_write_it(qtbot: QtBot, form: ParamForm) -> None:
    assert line(form, "rate").text() == "1e-5"
    retype(qtbot, line(form, "rate"), "2e-4")
    assert form.values()["rate"] == pytest.approx(2e-4)


def test_that_the_arrow_keys_step_within_the_bounds(qtbot: QtBot, form: ParamForm) -> None:
    retype(qtbot, line(form, "epochs"), "99")
    for _ in range(3):
        qtbot.keyClick(line(form, "epochs"), Qt.Key.Key_Up)
    assert form.values()["epochs"] == 100
    qtbot.keyClick(line(form, "epochs"), Qt.Key.Key_Down)
    assert form.values()["epochs"] == 99


def test_that_a_choice_and_a_switch_are_told(qtbot: QtBot, form: ParamForm) -> None:
    box, switch, text = form.field("schedule"), form.field("packing"), form.field("note")
    assert isinstance(box, QComboBox)
    assert isinstance(switch, Switch)
    assert isinstance(text, QPlainTextEdit)
    box.setCurrentIndex(1)
    switch.click()
    text.setPlainText("two\nlines")
    assert form.changed_values() == {"schedule": "linear", "packing": False, "note": "two\nlines"}


def test_that_scrolling_over_a_choice_changes_nothing(form: ParamForm) -> None:
    box = form.field("schedule")
    assert isinstance(box, QComboBox)
    down = QPoint(0, -120)
    none, no_button = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(QPointF(5, 5), QPointF(5, 5), down, down, no_button, none, phase, False)
    QApplication.sendEvent(box, event)
    assert form.values()["schedule"] == "cosine"


def test_that_a_secret_is_hidden_until_asked_for(qtbot: QtBot, form: ParamForm) -> None:
    field = line(form, "key")
    form.show_secret_hint("key", "stored, ends in 3f9a")
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert field.placeholderText() == "stored, ends in 3f9a"


def test_that_an_error_from_outside_is_shown_and_unfolds_its_row(form: ParamForm) -> None:
    form.show()
    assert not form.field("budget").isVisible()
    form.show_error("budget", "The provider has no prices.")
    assert form.field("budget").isVisible()
    assert error(form, "budget") == "The provider has no prices."
    assert not form.is_valid


def test_that_every_field_has_a_name_and_its_help_for_a_screen_reader(form: ParamForm) -> None:
    for spec in params_of(Everything):
        assert form.field(spec.name).accessibleName() == spec.label
        assert form.field(spec.name).accessibleDescription() == spec.help


def test_that_showing_values_tells_nobody(qtbot: QtBot, form: ParamForm) -> None:
    with qtbot.assertNotEmitted(form.value_changed, wait=10):
        form.show_values({"epochs": 9, "schedule": "linear"})
    assert form.changed_values() == {"epochs": 9, "schedule": "linear"}
