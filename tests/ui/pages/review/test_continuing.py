# SPDX-License-Identifier: Apache-2.0
"""A teacher goes on in the editor: forecast, stream, stop, failure, and what is saved of it."""

from __future__ import annotations

import asyncio
import gc

import pytest
import qasync
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from core.domain.providers import ProviderProfile
from core.domain.traces import Step, StepKind, TraceState
from tests.helpers.chat_server import chat_server
from tests.helpers.review_pages import copy_template
from tests.helpers.shell import open_shell
from ui.pages.review.continue_dialog import ContinueDialog
from ui.pages.review.trace_panel import Mode
from ui.pages.review.view import ReviewView

REST = "It ends at 11:00.\nSo the report is first.\nAnswer: the report"
NEW = (
    Step(StepKind.THOUGHT, "It ends at 11:00."),
    Step(StepKind.THOUGHT, "So the report is first."),
    Step(StepKind.ANSWER, "Answer: the report"),
)


class Desk:
    """The page on an event loop, with a teacher at a loopback address."""

    def __init__(self, shell, server):
        self.shell, self.server = shell, server
        self.window = QMainWindow()
        self.view = ReviewView(shell.context)
        self.window.setCentralWidget(self.view)
        self.window.resize(1_280, 760)
        shell.context.actions.attach(self.window)
        shell.context.actions.set_page("review")
        self.window.show()
        self.window.activateWindow()
        self.view.on_shown()
        self.review = shell.context.studio.review
        self.editor = self.view.panel.editor
        self.continuing = self.view._modes.continuing

    @property
    def trace(self):
        return self.review.trace(self.review.ids()[0])

    async def until(self, claim):
        async with asyncio.timeout(20):
            while not claim():  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def dialog(self):
        found = []

        def is_ready():
            found[:] = self.window.findChildren(ContinueDialog)
            return found and found[-1].save.isEnabled()

        await self.until(is_ready)
        return found[-1]

    async def open_dialog(self, *, behind=1):
        await self.until(lambda: self.view.presenter.sheet is not None)
        self.view.panel.reader.set_current(behind)
        self.shell.context.actions.run("review.continue")
        return await self.dialog()

    async def start(self, *, behind=1):
        dialog = await self.open_dialog(behind=behind)
        dialog.save.click()
        assert self.continuing.is_running

    def press_escape(self):
        QTest.keyClick(self.editor.page(), Qt.Key.Key_Escape)


@pytest.fixture(scope="module")
def loop(qapp):
    """One event loop for all: each of them leaves timers behind that Qt has to outlive."""
    made = qasync.QEventLoop(qapp)
    with made:
        yield made


@pytest.fixture
def play(loop, tmp_path, template):
    """Run a story on the event loop; the teacher says ``REST`` unless the story says otherwise."""
    copy_template(template, tmp_path)

    def run(story, answer=lambda _body: REST):
        shell = open_shell(tmp_path, loop=loop)
        with chat_server(answer) as server:
            options = {"usd_per_million_input": 1.0, "usd_per_million_output": 2.0}
            shell.context.studio.generation.save_profile(
                ProviderProfile("loop", "openai_compatible", model="loop-1", base_url=server.base_url, options=options)
            )
            shell.context.studio.generation.save_profile(ProviderProfile("vendor", "openai", model="gpt-x"))
            desk = Desk(shell, server)
            try:
                loop.run_until_complete(story(desk))
            finally:
                server.middle.set()
                desk.window.close()
                desk.window.deleteLater()
                shell.close()
                loop.run_until_complete(asyncio.sleep(0.05))

    yield run
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def choose(dialog, name):
    dialog.teacher.setCurrentIndex(dialog.teacher.findData(name))


def test_that_the_trace_own_teacher_is_chosen_and_the_forecast_said(play):
    async def story(desk):
        dialog = await desk.open_dialog()
        assert dialog.teacher.currentData() == "planner"
        assert dialog.cost.text() == "Cost: $0."
        choose(dialog, "loop")
        await desk.until(dialog.save.isEnabled)
        assert "none of its answers was counted yet" in dialog.tokens.text()
        assert dialog.cost.text() == "Cost: unknown."
        choose(dialog, "vendor")
        await desk.until(lambda: dialog._error.isVisible())
        assert "key" in dialog._error.text()
        assert not dialog.save.isEnabled()
        dialog.reject()
        assert not desk.server.asked

    play(story)


def test_that_steps_come_into_the_editor_and_are_saved_with_their_cost(play):
    async def story(desk):
        before = desk.trace
        desk.server.middle.clear()
        dialog = await desk.open_dialog()
        choose(dialog, "loop")
        await desk.until(dialog.save.isEnabled)
        dialog.save.click()
        page = desk.editor.page()
        await desk.until(lambda: page.step_count() > 2)
        assert page.isReadOnly()
        assert desk.editor.draft_steps()[:2] == before.steps[:2]
        assert not desk.shell.context.actions.action("review.save").isEnabled()
        desk.server.middle.set()
        await desk.until(lambda: not desk.continuing.is_running)
        assert desk.editor.steps() == (*before.steps[:2], *NEW)
        assert not page.isReadOnly()
        assert page.current() == 2
        blocks = [page.document().findBlockByNumber(place) for place in range(page.step_count())]
        assert [page.sign_of(block) for block in blocks] == [None] * 2 + [("dot", "teacher")] * 3
        assert desk.trace == before
        desk.shell.context.actions.run("review.save")
        await desk.until(lambda: desk.trace.head == 1)
        (revision,) = desk.review.revisions(before.id)
        assert revision.note == "Continued behind step 2 by loop (loop-1)."
        ((made,),) = desk.review.continuations(before.id).values()
        assert (made.teacher, made.usage.output_tokens, made.cost_usd) == ("loop", 20, pytest.approx(5e-5))
        await desk.until(lambda: not desk.editor.has_unsaved())
        assert not page.teacher_marks()

    play(story)


def test_that_escape_stops_it_and_what_came_stays_marked_as_stopped(play):
    async def story(desk):
        before = desk.trace
        desk.server.middle.clear()
        dialog = await desk.open_dialog()
        choose(dialog, "loop")
        await desk.until(dialog.save.isEnabled)
        dialog.save.click()
        await desk.until(lambda: desk.editor.page().step_count() > 2)
        desk.press_escape()
        await desk.until(lambda: not desk.continuing.is_running)
        assert desk.view.panel.mode is Mode.EDIT
        assert desk.editor.steps()[:3] == (*before.steps[:2], NEW[0])
        (made,) = desk.continuing.made()
        assert (made.is_stopped, made.cost_usd) == (True, None)
        assert desk.shell.toasts[-1].text.startswith("Stopped: 2 steps from loop stay, cost unknown")

    play(story)


def test_that_a_failure_leaves_the_steps_as_they_were_and_says_why(play):
    async def story(desk):
        before = desk.trace
        dialog = await desk.open_dialog()
        choose(dialog, "loop")
        await desk.until(dialog.save.isEnabled)
        dialog.save.click()
        await desk.until(lambda: desk.shell.failures)
        assert "did not accept the key" in desk.shell.failures[-1].message
        assert desk.editor.steps() == before.steps
        assert not desk.editor.has_unsaved()
        assert not desk.continuing.is_running
        assert desk.continuing.made() == ()

    play(story, lambda _body: 401)


def test_that_one_undo_takes_all_of_it_back_and_nothing_is_claimed_then(play):
    async def story(desk):
        before = desk.trace
        dialog = await desk.open_dialog()
        choose(dialog, "loop")
        await desk.until(dialog.save.isEnabled)
        dialog.save.click()
        await desk.until(lambda: not desk.continuing.is_running)
        assert len(desk.continuing.made()) == 1
        desk.editor.page().undo()
        assert desk.editor.steps() == before.steps
        assert desk.continuing.made() == ()

    play(story)


def test_that_leaving_the_edit_ends_the_request(play):
    async def story(desk):
        desk.server.middle.clear()
        dialog = await desk.open_dialog()
        choose(dialog, "loop")
        await desk.until(dialog.save.isEnabled)
        dialog.save.click()
        await desk.until(lambda: desk.editor.page().step_count() > 2)
        desk.view._modes._leave("leave", lambda: None)
        assert desk.view.panel.mode is Mode.READ
        assert not desk.continuing.is_running
        await desk.until(lambda: desk.shell.context.work.is_idle)
        assert not desk.editor.page().isReadOnly()
        assert desk.trace.head == 0

    play(story)


def test_that_a_draft_goes_on_with_what_the_teacher_wrote_and_took(play):
    async def story(desk):
        desk.server.middle.clear()
        dialog = await desk.open_dialog()
        choose(dialog, "loop")
        await desk.until(dialog.save.isEnabled)
        dialog.save.click()
        await desk.until(lambda: desk.editor.page().step_count() > 2)
        desk.view._modes._leave("keep", lambda: None)
        assert not desk.continuing.is_running
        assert desk.continuing.made() == ()
        trace_id = desk.trace.id
        await desk.until(lambda: desk.review.draft(trace_id, "Ada") is not None)
        draft = desk.review.draft(trace_id, "Ada")
        assert draft.steps[2] == NEW[0]
        assert [made.is_stopped for made in draft.continued] == [True]
        desk.shell.context.actions.run("review.edit")
        assert desk.continuing.made() == draft.continued
        desk.shell.context.actions.run("review.save")
        await desk.until(lambda: desk.trace.head == 1)
        assert desk.review.continuations(trace_id) == {1: draft.continued}
        await desk.until(lambda: desk.continuing.made() == ())

    play(story)


def test_that_the_planner_says_that_it_cannot_go_on_with_others_steps(play):
    async def story(desk):
        await desk.until(lambda: desk.view.presenter.sheet is not None)
        desk.shell.context.actions.run("review.edit")
        desk.editor.page().insertPlainText("Mine: ")
        edited = desk.editor.steps()
        desk.shell.context.actions.run("review.continue")
        (await desk.dialog()).save.click()
        await desk.until(lambda: desk.shell.failures)
        assert "solves each problem anew" in desk.shell.failures[-1].message
        assert desk.editor.steps() == edited

    play(story)


def test_that_the_same_steps_again_are_no_edit_and_accepting_makes_no_revision(play):
    async def story(desk):
        before = desk.trace
        place = next(place for place, step in enumerate(before.steps) if step.call is not None)
        (await desk.open_dialog(behind=place - 1)).save.click()
        await desk.until(lambda: not desk.continuing.is_running)
        page = desk.editor.page()
        assert desk.shell.toasts[-1].text == "planner wrote the same steps again; nothing was changed."
        assert desk.editor.steps() == before.steps
        assert not desk.editor.has_unsaved()
        blocks = [page.document().findBlockByNumber(place) for place in range(page.step_count())]
        assert {page.sign_of(block) for block in blocks} == {None}
        desk.shell.context.actions.run("review.save_accept")
        await desk.until(lambda: desk.review.trace(before.id).state is TraceState.ACCEPTED)
        assert (desk.review.trace(before.id).head, desk.review.revisions(before.id)) == (0, ())

    play(story)


def test_that_only_steps_in_other_words_carry_a_dot(play):
    said = []

    async def story(desk):
        before = desk.trace
        said[:] = [before.steps[2].text, *(step.text for step in NEW[1:])]
        dialog = await desk.open_dialog()
        choose(dialog, "loop")
        await desk.until(dialog.save.isEnabled)
        dialog.save.click()
        await desk.until(lambda: not desk.continuing.is_running)
        page = desk.editor.page()
        blocks = [page.document().findBlockByNumber(place) for place in range(page.step_count())]
        assert desk.editor.steps() == (*before.steps[:3], *NEW[1:])
        assert [page.sign_of(block) is not None for block in blocks] == [False] * 3 + [True] * 2
        assert page.teacher_marks() == {1}

    play(story, lambda _body: "\n".join(said))


def test_that_nothing_is_typed_while_steps_come_in(play):
    async def story(desk):
        desk.server.middle.clear()
        dialog = await desk.open_dialog()
        choose(dialog, "loop")
        await desk.until(dialog.save.isEnabled)
        dialog.save.click()
        page = desk.editor.page()
        await desk.until(lambda: page.step_count() > 2)
        text = page.toPlainText()
        QTest.keyClicks(page, "xyz")
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Backspace):
            QTest.keyClick(page, key)
        QTest.keyClick(page, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert page.toPlainText() == text
        pasted = QMimeData()
        pasted.setText("pasted")
        page.insertFromMimeData(pasted)
        assert page.toPlainText() == text

    play(story)
