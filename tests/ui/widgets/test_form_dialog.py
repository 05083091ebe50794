# SPDX-License-Identifier: Apache-2.0
"""Dialogs to fill in: where the keyboard begins."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.form_dialog import FormDialog


@pytest.fixture
def owner(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def shown(qtbot, owner, *widgets, first=None):
    dialog = FormDialog(owner, name="some", title="Some", save="Keep")
    qtbot.addWidget(dialog)
    body = QWidget()
    column = QVBoxLayout(body)
    for widget in widgets:
        column.addWidget(widget)
    dialog.lay_out(body)
    if first is not None:
        first.setFocus()
    with qtbot.waitExposed(dialog):
        dialog.open()
    return dialog


def test_that_the_uppermost_field_that_can_be_used_has_the_keyboard(qtbot, owner):
    second, first, off = QLineEdit(), QComboBox(), QLineEdit()
    off.setEnabled(False)
    dialog = shown(qtbot, owner, QLabel("What"), QPushButton("Clear"), off, first, second)
    assert dialog.focusWidget() is first


def test_that_a_dialog_may_begin_at_another_field(qtbot, owner):
    first, second = QLineEdit(), QLineEdit()
    dialog = shown(qtbot, owner, first, second, first=second)
    assert dialog.focusWidget() is second


def test_that_the_column_is_a_stop_of_the_keyboard_only_where_it_has_no_field(qtbot, owner):
    with_field, without = shown(qtbot, owner, QLineEdit()), shown(qtbot, owner, QLabel("Read this"))
    policies = [dialog.findChild(QScrollArea).focusPolicy() for dialog in (with_field, without)]
    assert policies[0] is Qt.FocusPolicy.NoFocus
    assert policies[1] is not Qt.FocusPolicy.NoFocus
