# SPDX-License-Identifier: Apache-2.0
"""Two traces of one problem side by side: which, how both stand, and nothing to compare where there is one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from core.domain.traces import Step, StepKind
from tests.helpers.review_pages import copy_template
from tests.helpers.shell import open_shell
from ui.pages.review.trace_panel import Mode
from ui.pages.review.view import ReviewView


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
def view(qtbot, shell, ids):
    made = ReviewView(shell.context)
    qtbot.addWidget(made)
    made.resize(1_280, 800)
    shell.context.actions.set_page("review")
    made.show()
    made.on_shown()
    qtbot.waitUntil(lambda: made.presenter.sheet is not None)
    return made


def _answer_again(shell, trace, *, teacher, key, first=None):
    """Keep another answer to the problem of a trace: the same but for its first step."""
    made = shell.context.studio.review.trace(trace).original
    said = f"As {teacher} sees it." if first is None else first
    steps = (Step(StepKind.THOUGHT, said), *made.steps[1:])
    with shell.context.studio.store.begin() as unit:
        return unit.traces.insert(replace(made, teacher=teacher, model="", request_key=key, steps=steps), "again")


def _tinted(page):
    """The stretches of text on a ground of their own, in reading order."""
    found, block = [], page.document().begin()
    while block.isValid():
        for piece in block:
            if piece.fragment().charFormat().background().style() is not Qt.BrushStyle.NoBrush:
                found.append(piece.fragment().text().strip())
        block = block.next()
    return found


def _beside(qtbot, shell, view):
    shell.context.actions.run("review.beside")
    qtbot.waitUntil(lambda: view.panel.mode is Mode.BESIDE)
    return view.panel.beside


def test_that_the_first_trace_of_another_teacher_stands_beside_and_another_can_be_chosen(qtbot, shell, view, ids):
    sample = _answer_again(shell, ids[0], teacher="planner", key="sample")
    other = _answer_again(shell, ids[0], teacher="bo", key="other")
    beside = _beside(qtbot, shell, view)
    assert beside.sheet.other.id == other
    assert [beside.other.itemText(place) for place in range(beside.other.count())] == [
        f"Trace {sample}, planner",
        f"Trace {other}, bo",
    ]
    assert "As bo sees it." in beside.page.toPlainText()
    assert not view.side.isVisible()
    beside.other.activated.emit(0)
    qtbot.waitUntil(lambda: beside.sheet.other.id == sample)
    assert "As planner sees it." in beside.page.toPlainText()


def test_that_only_words_that_differ_are_tinted_and_none_is_no_claim_of_sameness(qtbot, shell, view, ids):
    first = shell.context.studio.review.trace(ids[0]).steps[0].text
    _answer_again(shell, ids[0], teacher="bo", key="other", first=f"{first} Indeed.")
    beside = _beside(qtbot, shell, view)
    assert not beside.findChild(QLabel, "beside_same").isVisible()
    assert _tinted(beside.page) == ["Indeed."]


def test_that_two_traces_with_the_same_steps_say_so(qtbot, shell, view, ids):
    first = shell.context.studio.review.trace(ids[0]).steps[0].text
    _answer_again(shell, ids[0], teacher="bo", key="other", first=first)
    beside = _beside(qtbot, shell, view)
    assert beside.findChild(QLabel, "beside_same").isVisible()
    assert _tinted(beside.page) == []


def test_that_the_same_key_puts_it_away_and_the_side_comes_back(qtbot, shell, view, ids):
    _answer_again(shell, ids[0], teacher="bo", key="other")
    _beside(qtbot, shell, view)
    shell.context.actions.run("review.beside")
    assert view.panel.mode is Mode.READ
    assert view.side.isVisible()


def test_that_a_problem_with_one_trace_says_how_to_get_another(qtbot, shell, view):
    beside = _beside(qtbot, shell, view)
    assert beside.sheet.other is None
    assert beside.currentWidget().objectName() == "beside_nothing"
    assert "only this trace" in beside.currentWidget().text()


def test_that_the_next_trace_is_read_alone(qtbot, shell, view, ids):
    _beside(qtbot, shell, view)
    shell.context.actions.run("review.next")
    qtbot.waitUntil(lambda: view.presenter.sheet is not None and view.presenter.current == ids[1])
    assert view.panel.mode is Mode.READ
    assert view.side.isVisible()
