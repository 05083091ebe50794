# SPDX-License-Identifier: Apache-2.0
"""Marks and findings beside their steps: drawn, listed, walked through, put aside and taken up again by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QToolButton

from core.domain.traces import Step, StepKind, StepLabel
from tests.helpers.review_pages import copy_template, open_review
from tests.helpers.shell import open_shell
from ui.pages.review.signs import step_signs, word_signs

WRONG = "15:00 - 2:00 = 12:00"


@pytest.fixture
def shell(qtbot, tmp_path, template):
    copy_template(template, tmp_path)
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def view(qtbot, shell):
    review = shell.context.studio.review
    trace = review.trace(review.ids()[0])
    steps = (Step(StepKind.THOUGHT, WRONG), *trace.steps)
    review.edit(trace.id, steps, author="Bo", labels={1: StepLabel.UNNECESSARY})
    made = open_review(qtbot, shell, width=1_280, height=800)
    made.focus_first()
    qtbot.waitUntil(lambda: made.presenter.sheet is not None and made.presenter.sheet.is_checked, timeout=20_000)
    yield made


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def test_that_marks_come_before_findings_and_a_finding_has_a_line_under_its_words(view):
    sheet = view.presenter.sheet
    signs = step_signs(sheet)
    assert [(sign.step, sign.glyph) for sign in signs][:2] == [(1, "minus"), (0, "warn")]
    assert "13:00" in signs[1].words
    (line, *_) = word_signs(sheet)
    assert (line.step, WRONG[line.start : line.end]) == (0, WRONG)


def test_that_the_reader_draws_the_sign_and_reads_out_what_it_means(view):
    reader = view.panel.reader.reader()
    block = reader.document().findBlockByNumber
    assert [reader.sign_of(block(place)) for place in (0, 1, 2)] == [("warn", "reject"), ("minus", "muted"), None]
    view.panel.reader.set_current(1)
    assert reader.accessibleDescription().endswith("Marked as unnecessary")


def test_that_a_key_marks_the_current_step_and_undo_takes_it_off(qtbot, view):
    view.panel.reader.set_current(2)
    press(qtbot, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: view.presenter.sheet is not None and view.presenter.sheet.labels.get(2) is StepLabel.WRONG)
    assert view.panel.reader.current() == 2
    press(qtbot, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: view.presenter.sheet is not None and 2 not in view.presenter.sheet.labels)
    assert view.presenter.is_idle


def test_that_findings_are_walked_put_aside_with_a_reason_and_taken_up_again(qtbot, view, shell):
    view.panel.reader.set_current(3)
    press(qtbot, Qt.Key.Key_C)
    assert view.panel.reader.current() == 0
    key = view.side.findings.current().key
    press(qtbot, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    dialog = view.window().findChild(QDialog, "dismiss_dialog")
    dialog.findChild(QLineEdit, "dismiss_line").setText("as we count")
    dialog.save.click()
    qtbot.waitUntil(lambda: _aside(view, key) == "as we count")
    # The line of before is hidden, and gone with the next turn of the event loop.
    qtbot.waitUntil(lambda: _button(view, key) is not None)
    _button(view, key).click()
    qtbot.waitUntil(lambda: _aside(view, key) == "")
    assert view.presenter.is_idle


def _aside(view, key):
    sheet = view.presenter.sheet
    found = {} if sheet is None else {kept.key: kept.reason for kept in sheet.findings}
    return found.get(key)


def test_that_the_button_of_a_near_duplicate_opens_the_first_trace(qtbot, view, shell):
    review = shell.context.studio.review
    first, second, *_ = review.ids()
    review.edit(second, review.trace(first).steps, author="Bo")
    view.presenter.choose(second)
    qtbot.waitUntil(lambda: view.side.findings.other() == first)
    # The lines of the findings are new; they are seen with the next layout.
    qtbot.waitUntil(lambda: _opening(view, first) is not None)
    _opening(view, first).click()
    qtbot.waitUntil(lambda: view.presenter.current == first)


def _opening(view, trace):
    found = view.side.findings.findChildren(QToolButton)
    return next((one for one in found if one.accessibleName() == f"Open trace {trace}" and one.isVisible()), None)


def _button(view, key):
    found = view.side.findings.findChildren(QToolButton, f"finding.{key}")
    return next((button for button in found if button.isVisible()), None)
