# SPDX-License-Identifier: Apache-2.0
"""“Improve the data” in the window: computed at once, asked on a click, kept as a new version on another."""

from __future__ import annotations

import json
import threading

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from core.domain.providers import ProviderProfile
from tests.helpers.chat_server import chat_server
from tests.helpers.review_builders import add_trace, answer, thought
from tests.helpers.shell import open_shell
from ui.pages.advising import Advising
from ui.pages.review.view import ReviewView
from ui.pages.tasks.view import TasksView
from ui.widgets.advice_dialog import AdviceDialog
from ui.widgets.step_changes import Mark

SAID = {
    "detail": "<b>Yes</b>, nearly always.",
    "patterns": "Deadlines are.",
    "missing": "A check.",
    "change": "Yes.",
    "guidance": "End with a check of the result.",
}


@pytest.fixture
def shell(qtbot, tmp_path):
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def studio(shell):
    store = shell.context.studio.store
    for number in range(3):
        add_trace(store, number, steps=(thought("15:00 - 2:00 = 12:00."), answer("Answer: Audit")))
    return shell.context.studio


@pytest.fixture
def page(qtbot, shell):
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(900, 760)
    page.show()
    return page


def open_dialog(qtbot, page, advising, task="") -> AdviceDialog:
    advising.open(task)
    qtbot.waitUntil(lambda: page.window().findChild(AdviceDialog) is not None)
    return page.window().findChild(AdviceDialog)


def press(dialog, name):
    dialog.findChild(QPushButton, name).click()


def said(dialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_that_computed_advice_shows_its_change_and_keeps_it_on_a_click(qtbot, shell, studio, page):
    dialog = open_dialog(qtbot, page, Advising(shell.context, page))
    qtbot.waitUntil(lambda: "Computed from 3 traces: no model was asked." in said(dialog))
    assert "“Arithmetic” in 3 of 3" in said(dialog)
    marks = {change.mark for change in dialog.diff.changes()}
    assert marks == {Mark.SAME, Mark.INSERTED}
    assert studio.tasks.task("prioritization").version == 1
    press(dialog, "advice_save")
    qtbot.waitUntil(lambda: shell.toasts != [])
    assert studio.tasks.task("prioritization").version == 2
    assert "Write out every calculation" in studio.tasks.task("prioritization").guidance


def test_that_a_model_is_asked_only_on_a_click_after_its_price_was_said(qtbot, shell, studio, page):
    with chat_server(lambda body: json.dumps(SAID)) as server:
        studio.generation.save_profile(
            ProviderProfile("adviser", "openai_compatible", model="m", base_url=server.base_url)
        )
        dialog = open_dialog(qtbot, page, Advising(shell.context, page), "prioritization")
        dialog.source.setCurrentIndex(dialog.source.findData("adviser"))
        qtbot.waitUntil(lambda: "One request, about $0.0000." in said(dialog))
        assert server.asked == []
        press(dialog, "advice_ask")
        qtbot.waitUntil(lambda: "adviser read 3 traces." in said(dialog), timeout=30_000)
        assert len(server.asked) == 1
    # The answers are new labels; they are seen with the next layout.
    qtbot.waitUntil(lambda: SAID["detail"] in said(dialog))
    assert [change.pieces[0].text for change in dialog.diff.changes() if change.mark is Mark.INSERTED] == [
        SAID["guidance"]
    ]
    assert studio.tasks.task("prioritization").version == 1
    dialog.reject()


def test_that_a_broken_reply_is_said_in_the_dialog(qtbot, shell, studio, page):
    with chat_server(lambda body: "I cannot say.") as server:
        studio.generation.save_profile(
            ProviderProfile("adviser", "openai_compatible", model="m", base_url=server.base_url)
        )
        dialog = open_dialog(qtbot, page, Advising(shell.context, page))
        dialog.source.setCurrentIndex(dialog.source.findData("adviser"))
        press(dialog, "advice_ask")
        qtbot.waitUntil(lambda: "The advice cannot be read" in said(dialog), timeout=30_000)
    assert not dialog.save.isEnabled()
    assert dialog.ask.isEnabled()
    dialog.reject()


def test_that_a_dialog_that_is_closed_while_it_is_asked_hears_nothing_more(qtbot, shell, studio, page):
    gate = threading.Event()
    with chat_server(lambda body: (gate.wait(20) and json.dumps(SAID)) or "") as server:
        studio.generation.save_profile(
            ProviderProfile("adviser", "openai_compatible", model="m", base_url=server.base_url)
        )
        dialog = open_dialog(qtbot, page, Advising(shell.context, page))
        dialog.source.setCurrentIndex(dialog.source.findData("adviser"))
        press(dialog, "advice_ask")
        qtbot.waitUntil(lambda: server.asked != [], timeout=30_000)
        dialog.reject()
        gate.set()
        qtbot.waitUntil(lambda: shell.context.jobs.running() == (), timeout=30_000)
    assert (shell.bugs, shell.failures) == ([], [])
    assert studio.tasks.task("prioritization").version == 1


def test_that_a_workspace_without_traces_says_so(qtbot, shell, page):
    Advising(shell.context, page).open()
    qtbot.waitUntil(lambda: shell.failures != [])
    assert "No task has traces yet" in str(shell.failures[0])


@pytest.mark.parametrize(("view", "name"), [(ReviewView, "review"), (TasksView, "tasks")])
def test_that_the_page_has_an_action_for_it(qtbot, shell, studio, view, name):
    page = view(shell.context)
    qtbot.addWidget(page)
    page.show()
    page.on_shown()
    shell.context.actions.set_page(name)
    action = shell.context.actions.action(f"{name}.improve")
    qtbot.waitUntil(action.isEnabled)
    action.trigger()
    qtbot.waitUntil(lambda: page.window().findChild(AdviceDialog) is not None)
    dialog = page.window().findChild(AdviceDialog)
    qtbot.waitUntil(lambda: "Computed from" in said(dialog))
    dialog.reject()
