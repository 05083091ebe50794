# SPDX-License-Identifier: Apache-2.0
"""Review's whole keymap by real key events: every key of every action does what it says, and other keys can be had."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from core.domain.traces import StepLabel, TraceState
from tests.helpers.review_pages import copy_template, open_review
from tests.helpers.shell import open_shell
from ui.pages.review.keys import review_specs
from ui.pages.review.trace_panel import Mode
from ui.widgets.key_button import KeyButton


class Desk:
    """The page in an active window, with hands on the keyboard."""

    def __init__(self, qtbot, shell):
        self.qtbot, self.shell = qtbot, shell
        self.view = open_review(qtbot, shell, width=1_280, height=760)
        self.window = self.view.window()
        self.view.focus_first()
        self.presenter, self.panel = self.view.presenter, self.view.panel
        qtbot.waitUntil(lambda: self.presenter.sheet is not None and self.presenter.standing.counts is not None)
        self.ids = shell.context.studio.review.ids()

    def press(self, *keys):
        for key in keys:
            combination = QKeySequence(key)[0]
            self.qtbot.keyClick(QApplication.focusWidget(), combination.key(), combination.keyboardModifiers())

    def write(self, text):
        self.qtbot.keyClicks(QApplication.focusWidget(), text)

    def wait(self, claim):
        self.qtbot.waitUntil(lambda: bool(claim()))

    def is_at(self, place):
        return self.presenter.sheet is not None and self.presenter.current == self.ids[place]

    def state(self, place=0):
        return self.shell.context.studio.review.trace(self.ids[place]).state

    def accept_first(self):
        self.press("A")
        self.wait(lambda: self.is_at(1) and self.presenter.is_idle and self.presenter.standing.undo_words)

    def accept_and_undo(self):
        self.accept_first()
        self.press("U")
        self.wait(lambda: self.state() is TraceState.PENDING and self.presenter.is_idle)
        self.wait(lambda: self.presenter.standing.redo_words)

    def go_on(self):
        self.press("J")
        self.wait(lambda: self.is_at(1))

    def choose_first_in_bulk(self):
        self.press("V", "Space")

    def write_an_edit(self):
        self.press("E")
        self.write(" more")

    def save_a_mistake(self):
        """A step that says something wrong, which a check finds."""
        self.press("E")
        self.write(" 14:00 - 2:00 = 11:00")
        self.press("Ctrl+S")
        self.wait(lambda: self.presenter.sheet is not None and self.presenter.sheet.findings)
        self.press("Escape")

    def copy_the_first(self):
        """The second trace says word for word what the first says, which a check finds."""
        review = self.shell.context.studio.review
        review.edit(self.ids[1], review.trace(self.ids[0]).steps, author="Bo")
        self.go_on()
        self.wait(lambda: any(kept.finding.other == self.ids[0] for kept in self.presenter.sheet.findings))

    def save_an_edit(self):
        self.write_an_edit()
        self.press("Ctrl+S")
        self.wait(lambda: self.presenter.sheet is not None and len(self.presenter.sheet.revisions) == 1)
        self.press("Escape")


@dataclass(frozen=True)
class Row:
    """One key: what is done before, and what must hold after it was pressed."""

    id: str
    key: str
    effect: Callable[[Desk], bool]
    before: Callable[[Desk], object] = lambda _desk: None


def in_mode(mode):
    return lambda desk: desk.panel.mode is mode


def has_focus(name):
    return lambda desk: desk.view.findChild(QWidget, name).hasFocus()


def has_mark(label):
    return lambda desk: desk.presenter.sheet.labels.get(0) is label


def is_open(name):
    return lambda desk: desk.window.findChild(QDialog, name) is not None


def is_step(place):
    return lambda desk: desk.panel.reader.current() == place


ROWS = (
    Row("accept", "A", lambda desk: desk.state() is TraceState.ACCEPTED and desk.is_at(1)),
    Row("edit", "E", in_mode(Mode.EDIT)),
    Row("continue", "L", is_open("continue_dialog")),
    Row("continue", "Ctrl+L", is_open("continue_dialog"), Desk.write_an_edit),
    Row("reject", "X", lambda desk: desk.panel.mode is Mode.REASONS and desk.panel.reasons.chips.hasFocus()),
    Row("send_back", "B", lambda desk: desk.panel.mode is Mode.REASONS and desk.panel.reasons.chips.hasFocus()),
    Row("skip", "Space", lambda desk: desk.state() is TraceState.SKIPPED and desk.is_at(1)),
    Row("flag", "F", lambda desk: desk.presenter.sheet.trace.is_flagged and desk.state() is TraceState.PENDING),
    *(Row(f"rate_{n}", str(n), lambda desk, n=n: desk.presenter.sheet.rating == n) for n in range(1, 6)),
    Row("mark_wrong", "W", has_mark(StepLabel.WRONG)),
    Row("mark_unnecessary", "Shift+W", has_mark(StepLabel.UNNECESSARY)),
    Row("mark_missing", "M", has_mark(StepLabel.MISSING_BEFORE)),
    Row("note", "N", is_open("note_dialog")),
    Row("decide_all", "Ctrl+Shift+A", is_open("decide_all_dialog")),
    Row("filters", "Ctrl+Shift+F", is_open("filter_dialog")),
    Row("judge", "Ctrl+Shift+J", is_open("judge_dialog")),
    Row("rules", "Ctrl+Shift+D", is_open("rule_dialog")),
    Row("findings", "C", lambda desk: desk.view.side.findings.current() is not None, Desk.save_a_mistake),
    Row("dismiss", "Shift+C", is_open("dismiss_dialog"), lambda desk: (desk.save_a_mistake(), desk.press("C"))),
    Row("other", "O", lambda desk: desk.is_at(0), Desk.copy_the_first),
    Row("undo", "U", lambda desk: desk.state() is TraceState.PENDING, Desk.accept_first),
    Row("undo", "Ctrl+Z", lambda desk: desk.state() is TraceState.PENDING, Desk.accept_first),
    Row("redo", "Ctrl+Shift+Z", lambda desk: desk.state() is TraceState.ACCEPTED, Desk.accept_and_undo),
    Row("next", "J", lambda desk: desk.is_at(1)),
    Row("next", "Right", lambda desk: desk.is_at(1)),
    Row("previous", "K", lambda desk: desk.is_at(0), Desk.go_on),
    Row("previous", "Left", lambda desk: desk.is_at(0), Desk.go_on),
    Row("next_step", "Down", is_step(1)),
    Row("previous_step", "Up", is_step(0), lambda desk: desk.press("Down")),
    Row("diff", "D", in_mode(Mode.DIFF), Desk.save_an_edit),
    Row("beside", "T", in_mode(Mode.BESIDE)),
    Row("bulk", "V", lambda desk: desk.view.board.bulk.isVisible()),
    Row("skip_chosen", "Shift+S", lambda desk: desk.state() is TraceState.SKIPPED, Desk.choose_first_in_bulk),
    Row("guidelines", "G", lambda desk: desk.view.findChild(QWidget, "review_guidelines").isVisible()),
    Row("search", "/", has_focus("review_search")),
    Row("elements", "R", lambda desk: desk.view.side.checklist.hasFocus()),
    Row(
        "save_accept",
        "Ctrl+Return",
        lambda desk: desk.state() is TraceState.EDITED and desk.is_at(1),
        Desk.write_an_edit,
    ),
    Row(
        "save",
        "Ctrl+S",
        lambda desk: len(desk.presenter.sheet.revisions) == 1 and desk.panel.mode is Mode.EDIT,
        Desk.write_an_edit,
    ),
    Row("leave", "Escape", in_mode(Mode.READ), lambda desk: desk.press("X")),
)
BARE = "AEXBFUJKDGRWMNCOTVL12345/"
FIELDS = {
    "search": (lambda desk: desk.press("/"), lambda desk: desk.view.findChild(QLineEdit, "review_search").text()),
    "note of a rejection": (
        lambda desk: (desk.press("X"), desk.panel.reasons.note.setFocus()),
        lambda desk: desk.panel.reasons.note.text(),
    ),
    "editor": (lambda desk: desk.press("E"), lambda desk: desk.panel.editor.page().textCursor().block().text()),
    "note of an edit": (
        lambda desk: (desk.press("E"), desk.panel.note.setFocus()),
        lambda desk: desk.panel.note.text(),
    ),
}


@pytest.fixture
def shell(qtbot, tmp_path, template):
    copy_template(template, tmp_path)
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(qtbot, shell):
    return Desk(qtbot, shell)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.id}-{row.key}" for row in ROWS])
def test_that_the_key_does_what_its_action_says(qtbot, desk, row):
    row.before(desk)
    is_new = not row.effect(desk)
    desk.press(row.key)
    qtbot.waitUntil(lambda: desk.presenter.sheet is not None and row.effect(desk))
    qtbot.waitUntil(lambda: desk.presenter.is_idle)
    assert is_new, "the effect held before the key was pressed"


def test_that_every_key_of_the_page_has_its_row():
    keys = {
        (spec.id.removeprefix("review."), QKeySequence(key).toString())
        for spec in review_specs(can={}, why_not={})
        for key in (spec.shortcut, *spec.more)
        if key
    }
    assert keys == {(row.id, QKeySequence(row.key).toString()) for row in ROWS}


@pytest.mark.parametrize("field", FIELDS)
def test_that_bare_keys_only_write_while_a_field_has_the_keyboard(desk, field):
    go, read = FIELDS[field]
    go(desk)
    before, mode, text = desk.panel.mode, desk.presenter.current, read(desk)
    desk.write(BARE.lower() + " ")
    desk.press("Backspace")
    assert read(desk) == text + BARE.lower()
    assert (desk.panel.mode, desk.presenter.current) == (before, mode)
    assert [desk.state(place) for place in range(len(desk.ids))] == [TraceState.PENDING] * len(desk.ids)


def test_that_every_bare_key_of_the_page_is_among_those_that_were_written():
    specs = review_specs(can={}, why_not={})
    bare = {key for spec in specs for key in (spec.shortcut, *spec.more) if len(key) == 1}
    assert bare == set(BARE)


def test_that_another_key_accepts_and_the_old_one_does_nothing(desk, shell):
    button = desk.view.findChild(KeyButton, "review_accept")
    width = button.sizeHint().width()
    shell.context.actions.remap({"review.accept": ["Ctrl+Shift+Y"]})
    assert button.key() == "Ctrl+Shift+Y"
    assert "(Ctrl+Shift+Y)" in button.toolTip()
    assert button.sizeHint().width() > width
    desk.press("A")
    assert desk.is_at(0)
    desk.press("Ctrl+Shift+Y")
    desk.wait(lambda: desk.state() is TraceState.ACCEPTED and desk.presenter.is_idle)


def test_that_the_editor_saves_with_the_other_key_only(desk, shell):
    shell.context.actions.remap({"review.save_accept": ["F8"]})
    desk.write_an_edit()
    assert desk.view.findChild(KeyButton, "review_save_accept").key() == "F8"
    desk.press("Ctrl+Return")
    assert desk.panel.mode is Mode.EDIT
    desk.press("F8")
    desk.wait(lambda: desk.state() is TraceState.EDITED and desk.is_at(1) and desk.presenter.is_idle)


def test_that_a_bare_key_of_ones_own_sleeps_while_a_field_has_the_keyboard(desk, shell):
    shell.context.actions.remap({"review.accept": ["Y"], "review.next": ["Backspace"]})
    desk.press("/")
    desk.write("yy")
    desk.press("Backspace")
    assert desk.view.findChild(QLineEdit, "review_search").text() == "y"
    assert desk.state() is TraceState.PENDING


def test_that_every_cap_and_the_search_line_say_the_keys_of_ones_own(desk, shell):
    search = desk.view.findChild(QLineEdit, "review_search")
    assert search.placeholderText() == "Search text  ( / )"
    shell.context.actions.remap({"review.search": ["S"], "review.guidelines": ["H"], "review.skip": []})
    assert search.placeholderText() == "Search text  ( S )"
    keys = {button.text(): button.key() for button in desk.view.findChildren(KeyButton)}
    assert (keys["Put away"], keys["Skip"], keys["Cancel"]) == ("H", "", "Esc")
    shell.context.actions.remap({"review.search": []})
    assert search.placeholderText() == "Search text"


def test_that_backspace_never_decides_whatever_the_settings_say(desk, shell):
    shell.context.actions.remap(
        {"review.accept": ["Backspace"], "review.reject": ["Del"], "review.skip": ["Backspace"]}
    )
    desk.press("Backspace", "Delete")
    assert (desk.is_at(0), desk.panel.mode, desk.state()) == (True, Mode.READ, TraceState.PENDING)


def test_that_a_longer_key_leaves_no_verdict_cut(qtbot, desk, shell):
    shell.context.actions.remap({"review.accept": ["Ctrl+Alt+Shift+F11"], "review.skip": ["Ctrl+Alt+Shift+F12"]})
    buttons = [desk.view.findChild(KeyButton, f"review_{name}") for name in ("accept", "edit", "reject", "skip")]
    qtbot.waitUntil(lambda: all(button.width() >= button.sizeHint().width() for button in buttons))
    assert all(button.isVisible() for button in buttons)
