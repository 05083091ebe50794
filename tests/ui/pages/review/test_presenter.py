# SPDX-License-Identifier: Apache-2.0
"""Review's presenter: the queue, decisions that show at once, and what happens when storing fails."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QObject

from core.domain.reviews import Verdict
from core.domain.traces import Step, StepKind, TraceFilter, TraceState
from tests.helpers.review_pages import copy_template, generate
from tests.helpers.shell import open_shell
from ui.pages.review.presenter import ReviewPresenter
from ui.pages.review.state import QueueFilter, read_question


@pytest.fixture
def shell(qtbot, tmp_path, template):
    copy_template(template, tmp_path)
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def owner():
    made = QObject()
    yield made
    shiboken6.delete(made)


@pytest.fixture
def ids(shell):
    return shell.context.studio.review.ids()


@pytest.fixture
def presenter(qtbot, shell, ids, owner):
    made = ReviewPresenter(shell.context, owner)
    with qtbot.waitSignal(made.sheet_shown):
        made.show()
    return made


def state_of(shell, trace_id):
    return shell.context.studio.review.trace(trace_id).state


def settled(qtbot, presenter):
    qtbot.waitUntil(lambda: presenter.is_idle)


def test_that_reading_begins_with_the_oldest_waiting_trace(presenter, ids):
    assert presenter.current == ids[0]
    assert presenter.sheet.trace.id == ids[0]
    assert [found.label for found in presenter.sheet.evidence][:1] == ["Time estimation"]


def test_that_a_decision_shows_the_next_trace_before_it_is_stored(qtbot, shell, presenter, ids):
    qtbot.waitUntil(lambda: ids[1] in presenter._sheets)
    presenter.decide(Verdict.ACCEPT)
    assert presenter.sheet.trace.id == ids[1]
    settled(qtbot, presenter)
    assert state_of(shell, ids[0]) is TraceState.ACCEPTED
    assert shell.toasts[-1].text == f"Accepted trace {ids[0]}"


def test_that_the_day_counts_only_what_this_reviewer_decided(qtbot, shell, presenter, ids):
    shell.context.studio.review.decide(ids[1:], Verdict.ACCEPT, reviewer="demo")
    with qtbot.waitSignal(presenter.progress_changed, check_params_cb=lambda told: told.today == 1):
        presenter.decide(Verdict.ACCEPT)
    settled(qtbot, presenter)


def test_that_a_trace_nobody_saw_cannot_be_decided(qtbot, shell, presenter, ids):
    qtbot.waitUntil(lambda: ids[1] in presenter._sheets)
    presenter._sheets.clear()
    presenter.decide(Verdict.ACCEPT)
    presenter.decide(Verdict.ACCEPT)
    settled(qtbot, presenter)
    assert [state_of(shell, found) for found in ids[:2]] == [TraceState.ACCEPTED, TraceState.PENDING]


def test_that_reasons_and_note_of_a_rejection_are_kept(qtbot, shell, presenter, ids):
    presenter.decide(Verdict.REJECT, reasons=("unclear",), note="who is meant?")
    settled(qtbot, presenter)
    entry = shell.context.studio.review.history(ids[0])[-1]
    assert (entry.verdict, entry.reasons, entry.note) == (Verdict.REJECT, ("unclear",), "who is meant?")


def test_that_a_decision_which_cannot_be_stored_brings_the_trace_back(qtbot, shell, presenter, ids):
    presenter.decide(Verdict.ACCEPT, reasons=("unclear",))
    qtbot.waitUntil(lambda: bool(shell.failures))
    qtbot.waitUntil(lambda: presenter.sheet is not None and presenter.current == ids[0])
    assert state_of(shell, ids[0]) is TraceState.PENDING
    assert presenter.queue.after(ids[1]) in ids


def test_that_undo_shows_the_trace_that_waits_again_and_redo_does_it_again(qtbot, shell, presenter, ids):
    presenter.decide(Verdict.ACCEPT)
    presenter.undo()
    settled(qtbot, presenter)
    assert presenter.current == ids[0]
    assert state_of(shell, ids[0]) is TraceState.PENDING
    qtbot.waitUntil(lambda: presenter.standing.redo_words == f"Accept trace {ids[0]}")
    presenter.redo()
    settled(qtbot, presenter)
    assert state_of(shell, ids[0]) is TraceState.ACCEPTED


def test_that_keys_pressed_fast_are_stored_in_their_order(qtbot, shell, presenter, ids):
    for _ in range(3):
        qtbot.waitUntil(lambda: presenter.sheet is not None)
        presenter.decide(Verdict.ACCEPT)
    presenter.undo()
    settled(qtbot, presenter)
    assert [state_of(shell, found).value for found in ids] == ["accepted", "accepted", "pending", "pending"]


def test_that_skipped_traces_come_round_again_and_nothing_is_left_at_the_end(qtbot, shell, presenter, ids):
    qtbot.waitUntil(lambda: presenter.sheet is not None)
    presenter.decide(Verdict.SKIP)
    for _ in ids:
        qtbot.waitUntil(lambda: presenter.sheet is not None)
        presenter.decide(Verdict.ACCEPT)
    settled(qtbot, presenter)
    assert presenter.current is None
    assert state_of(shell, ids[0]) is TraceState.ACCEPTED


def test_that_the_last_waiting_trace_stays_when_it_is_skipped(qtbot, shell, presenter, ids):
    shell.context.studio.review.decide(ids[1:], Verdict.ACCEPT, reviewer="Bo")
    with qtbot.waitSignal(presenter.queue.was_read):
        presenter.queue.read()
    presenter.decide(Verdict.SKIP)
    assert presenter.current == ids[0]
    settled(qtbot, presenter)


def test_that_a_flag_keeps_the_trace_and_its_state(qtbot, shell, presenter, ids):
    presenter.flag()
    qtbot.waitUntil(lambda: presenter.sheet is not None and presenter.sheet.trace.is_flagged)
    assert presenter.current == ids[0]
    assert state_of(shell, ids[0]) is TraceState.PENDING


def test_that_an_edit_leaves_the_original_and_can_be_accepted_at_once(qtbot, shell, presenter, ids):
    original = presenter.sheet.trace.original.steps
    steps = (Step(StepKind.THOUGHT, "Written by hand."), *original[1:])
    with qtbot.waitSignal(presenter.edits.saved) as saved:
        presenter.edits.keep(steps, base=0, note="clearer", is_accepted=True)
    assert saved.args == [1, True, steps]
    stored = shell.context.studio.review.trace(ids[0])
    assert (stored.state, stored.head, stored.original.steps) == (TraceState.EDITED, 1, original)
    assert presenter.current == ids[1]


def test_that_an_edit_on_an_old_revision_is_refused_and_nothing_moves(qtbot, shell, presenter, ids):
    steps = presenter.sheet.trace.steps
    shell.context.studio.review.edit(ids[0], (Step(StepKind.THOUGHT, "Bo's."), *steps[1:]), author="Bo")
    with qtbot.assertNotEmitted(presenter.edits.saved):
        presenter.edits.keep((Step(StepKind.THOUGHT, "Mine."), *steps[1:]), base=0, is_accepted=True)
        qtbot.waitUntil(lambda: bool(shell.failures))
    assert presenter.current == ids[0]


def test_that_revisions_can_be_looked_at(qtbot, shell, presenter, ids):
    steps = presenter.sheet.trace.steps
    presenter.edits.keep((Step(StepKind.THOUGHT, "New."), *steps[1:]), base=0, is_accepted=False)
    qtbot.waitUntil(lambda: presenter.sheet is not None and len(presenter.sheet.revisions) == 1)
    with qtbot.waitSignal(presenter.revision_read) as read:
        presenter.read_revision(0)
    assert read.args == [0, steps]


def test_that_filters_read_another_queue(qtbot, shell, presenter, ids):
    shell.context.studio.review.decide(ids[:1], Verdict.REJECT, reviewer="Bo")
    with qtbot.waitSignal(presenter.queue.was_read):
        presenter.set_filter(QueueFilter(TraceFilter(states=(TraceState.REJECTED,))))
    assert presenter.queue.model.ids() == ids[:1]
    with qtbot.waitSignal(presenter.queue.was_read):
        presenter.set_filter(QueueFilter(TraceFilter(text="words that stand nowhere")))
    assert presenter.current is None


def test_that_traces_of_a_running_generation_come_to_the_end(qtbot, shell, presenter, ids):
    with qtbot.waitSignal(presenter.queue.has_grown):
        generate(shell.context.studio, 2, seed=9)
    assert presenter.queue.model.ids()[:4] == ids
    assert len(presenter.queue) == 6
    assert presenter.current == ids[0]


def test_that_the_progress_counts_place_total_and_today(qtbot, shell, presenter, ids):
    told = []
    presenter.progress_changed.connect(told.append)
    presenter.decide(Verdict.ACCEPT)
    qtbot.waitUntil(lambda: bool(told) and told[-1].today == 1)
    assert (told[-1].place, told[-1].total, told[-1].waiting) == (2, 4, 3)


def test_that_only_the_chosen_traces_are_the_queue(qtbot, presenter, ids):
    with qtbot.waitSignal(presenter.queue.was_read):
        presenter.show_only(ids[2:])
    assert presenter.current == ids[2]
    assert len(presenter.queue) == 2


def test_that_the_question_is_the_prompt_without_the_drawn_situation(shell, presenter):
    problem = presenter.sheet.problem
    situation, question = read_question(problem)
    assert situation is not None
    assert question in problem.prompt
    assert "due" not in question
