# SPDX-License-Identifier: Apache-2.0
"""Every view of Review on traces of bad faith: read, compared, edited and saved; nothing is run, fetched or lost."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
import shiboken6
from hypothesis import HealthCheck, assume, given, settings
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from core.domain.findings import Finding, KeptFinding, Severity
from core.domain.reviews import StepSpan
from core.domain.traces import Step, StepKind
from core.errors import InvalidInput
from core.review.steps import check_steps
from tests.helpers.hostile import HUGE, STORABLE_TRACES, TEXTS, TRACES
from tests.helpers.pictures import pixel_count
from tests.helpers.review_builders import add_trace
from tests.helpers.shell import open_shell
from ui.pages.review.signs import finding_rows
from ui.pages.review.state import read_sheet
from ui.pages.review.trace_panel import Mode
from ui.pages.review.view import ReviewView
from ui.widgets.finding_list import FindingList
from ui.widgets.reasoning_editor import ReasoningEditor
from ui.widgets.revision_diff import RevisionDiff
from ui.widgets.step_changes import Mark
from ui.widgets.trace_view import TraceView

RED = "#FF0000"
SLOW_S = 15.0
"""Many times what is measured, about 1 s from one huge trace to the next: a busy machine is slow."""

WAIT_MS = 120_000


@pytest.fixture
def shell(qtbot, tmp_path):
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(qtbot, shell):
    return Desk(qtbot, shell)


class Desk:
    """The page in an active window."""

    def __init__(self, qtbot, shell):
        self.qtbot, self.shell, self.store = qtbot, shell, shell.context.studio.store
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.view = ReviewView(shell.context)
        self.window.setCentralWidget(self.view)
        self.window.resize(1_280, 760)
        shell.context.actions.attach(self.window)
        shell.context.actions.set_page("review")

    def open(self):
        with self.qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.view.on_shown()
        self.view.focus_first()

    def read(self, trace_id):
        self.view.presenter.choose(trace_id)
        presenter = self.view.presenter
        self.qtbot.waitUntil(lambda: presenter.sheet and presenter.sheet.trace.id == trace_id, timeout=WAIT_MS)
        QApplication.processEvents()

    def press(self, key):
        combination = QKeySequence(key)[0]
        self.qtbot.keyClick(QApplication.focusWidget(), combination.key(), combination.keyboardModifiers())

    def marks(self):
        return [change.mark for change in self.view.panel.diff.changes() if change.mark is not Mark.SAME]

    def edit(self, trace_id):
        """Put a step behind all others, save it, and look at what changed."""
        before = self.shell.context.studio.review.trace(trace_id).steps
        self.view.panel.take_keyboard()
        presenter = self.view.presenter
        self.qtbot.waitUntil(lambda: presenter.is_idle and presenter.standing.counts is not None, timeout=WAIT_MS)
        self.qtbot.waitUntil(lambda: self.view.panel.reader.reader().hasFocus())
        self.qtbot.waitUntil(self.shell.context.actions.action("review.edit").isEnabled, timeout=WAIT_MS)
        self.press("E")
        assert self.view.panel.mode is Mode.EDIT
        page = self.view.panel.editor.page()
        page.set_current(page.step_count() - 1)
        page.add_step(StepKind.THOUGHT)
        self.qtbot.keyClicks(page, "It holds.")
        self.press("Ctrl+S")
        review = self.shell.context.studio.review
        self.qtbot.waitUntil(lambda: len(self.view.presenter.sheet.revisions) == 1, timeout=WAIT_MS)
        assert review.trace(trace_id).steps == (*before, Step(StepKind.THOUGHT, "It holds."))
        self.qtbot.waitUntil(lambda: presenter.is_idle and self.view.panel.sheet is presenter.sheet, timeout=WAIT_MS)
        self.press("Escape")
        self.qtbot.waitUntil(self.shell.context.actions.action("review.diff").isEnabled, timeout=WAIT_MS)
        self.press("D")
        assert self.view.panel.mode is Mode.DIFF
        self.qtbot.waitUntil(lambda: self.marks() == [Mark.INSERTED], timeout=WAIT_MS)
        self.press("D")


@pytest.mark.slow
def test_that_hostile_traces_are_read_edited_saved_and_compared(desk, shell, tmp_path):
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(QColor(RED))
    image.save(str(tmp_path / "red.png"))
    baits = {
        name: tuple(replace(step, text=step.text.replace("/etc/hostname", str(tmp_path / "red.png"))) for step in steps)
        for name, steps in TRACES.items()
        if name != "a result without a call"
    }
    prompts = list(TEXTS.values())
    ids = [
        add_trace(desk.store, number, steps=steps, prompt=prompts[number % len(prompts)], teacher=prompts[number % 3])
        for number, steps in enumerate(baits.values())
    ]
    desk.open()
    for trace_id in ids:
        desk.read(trace_id)
        assert pixel_count(desk.window, RED) == 0
        desk.edit(trace_id)
    assert shell.bugs == []
    assert {label.textFormat() for label in desk.window.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


@pytest.mark.slow
def test_that_huge_traces_are_read_in_time_and_can_be_edited(desk, shell):
    ids = [add_trace(desk.store, number, steps=steps) for number, steps in enumerate(HUGE.values())]
    desk.open()
    desk.qtbot.waitUntil(lambda: desk.view.presenter.sheet is not None, timeout=WAIT_MS)
    spent = {}
    for name, trace_id in zip(HUGE, ids, strict=True):
        began = time.process_time()
        desk.read(trace_id)
        spent[name] = time.process_time() - began
        if name == "ten thousand steps":
            desk.edit(trace_id)
    assert max(spent.values()) < SLOW_S
    assert shell.bugs == []


def _is_storable(steps):
    try:
        return bool(check_steps(steps))
    except InvalidInput:
        return False


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(STORABLE_TRACES)
def test_that_any_trace_is_shown_compared_and_comes_back_from_the_editor(qapp, steps):
    assume(_is_storable(steps))
    reader, editor, diff = TraceView(), ReasoningEditor(), RevisionDiff()
    for widget in (reader, editor, diff):
        widget.resize(700, 500)
    reader.set_steps(steps)
    editor.set_steps(steps)
    diff.set_revisions(steps, (*steps[1:], Step(StepKind.ANSWER, "Audit")))
    assert (editor.has_unsaved(), editor.is_valid()) == (False, True)
    assert editor.steps() == steps
    for widget in (reader, editor, diff):
        widget.grab()
        shiboken6.delete(widget)


def test_that_findings_of_hostile_words_are_listed_as_plain_text(qtbot, shell):
    trace_id = add_trace(shell.context.studio.store)
    kept = [
        KeptFinding(name, Finding("language", Severity.WARNING, text, text, StepSpan(0, 0, 1), text), text, text)
        for name, text in TEXTS.items()
    ]
    sheet = read_sheet(shell.context.studio, trace_id, reviewer="Ada")
    rows = finding_rows(replace(sheet, findings=tuple(kept)))
    listed = FindingList(shell.context.icons)
    qtbot.addWidget(listed)
    listed.resize(260, 900)
    listed.set_rows(rows)
    listed.walk()
    listed.grab()
    labels = listed.findChildren(QLabel)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    assert not any(character in label.text() for label in labels for character in "\0\x1b\u202e\u200b")
