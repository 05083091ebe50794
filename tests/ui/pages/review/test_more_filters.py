# SPDX-License-Identifier: Apache-2.0
"""Further filters, other orders, filters that are kept, and one verdict on all of a queue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QDialog, QLineEdit, QMainWindow, QWidget

from core.domain.reviews import SavedFilter, Verdict
from core.domain.traces import WAITING, Bounds, TraceFilter, TraceOrder, TraceState
from tests.helpers.review_pages import copy_template
from tests.helpers.shell import open_shell
from ui.pages.review.filter_form import filter_of, filter_params, further_count, values_of, without_further
from ui.pages.review.state import QueueChoices, QueueFilter
from ui.pages.review.view import ReviewView

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
CHOICES = QueueChoices(
    (),
    (),
    reviewers=("Ada",),
    reasons=("unclear",),
    tags=("odd",),
    findings=("arithmetic",),
    assignees=("Ada",),
)
FULL = TraceFilter(
    states=WAITING,
    teachers=("planner",),
    text="budget",
    difficulties=("hard",),
    reviewers=("Ada",),
    reasons=("unclear",),
    tags=("odd",),
    findings=("arithmetic",),
    since=NOW - timedelta(days=3),
    length=Bounds(10, 2_000),
    cost_usd=Bounds(most=0.5),
    confidence=Bounds(most=0.25),
    rating=Bounds(least=4),
    has_draft=True,
    judge_score=Bounds(2, 4.5),
    assignees=("Ada",),
    is_opinion_missing=True,
)


@pytest.fixture
def shell(qtbot, tmp_path, template):
    copy_template(template, tmp_path)
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def view(qtbot, shell):
    window = QMainWindow()
    qtbot.addWidget(window)
    made = ReviewView(shell.context)
    window.setCentralWidget(made)
    window.resize(1_280, 800)
    with qtbot.waitExposed(window):
        window.show()
    made.on_shown()
    qtbot.waitUntil(lambda: made.presenter.sheet is not None)
    yield made


def test_that_the_form_reads_back_the_filter_that_it_shows():
    shown = values_of(FULL, NOW)
    assert {spec.name for spec in filter_params(CHOICES)} == set(shown)
    assert filter_of(FULL, shown, NOW) == FULL
    assert filter_of(TraceFilter(states=WAITING, teachers=("planner",), text="budget"), shown, NOW) == FULL


def test_that_clearing_leaves_what_stands_over_the_queue():
    assert further_count(FULL) == 14
    assert further_count(TraceFilter(has_draft=True)) == 0, "Drafts is a choice of the box of states"
    assert further_count(TraceFilter(states=WAITING, has_draft=True)) == 1
    assert without_further(FULL) == TraceFilter(states=WAITING, teachers=("planner",), text="budget")
    assert further_count(without_further(FULL)) == 0


def test_that_nothing_to_choose_from_leaves_a_filter_out():
    names = {spec.name for spec in filter_params(QueueChoices((), ()))}
    assert not names & {"reviewers", "reasons", "tags", "findings"}
    assert "difficulties" in names


def test_that_the_dialog_narrows_the_queue_and_the_button_counts(qtbot, view):
    view.queue.more.open_dialog()
    dialog = view.window().findChild(QDialog, "filter_dialog")
    dialog.form.field("rating_least").setText("4")
    dialog.form.field("rating_least").textEdited.emit("4")
    dialog.save.click()
    qtbot.waitUntil(lambda: view.presenter.queue.wanted.wanted.rating == Bounds(least=4))
    assert view.queue.more.text() == "Filters (1)"
    qtbot.waitUntil(lambda: len(view.presenter.queue) == 0)


def test_that_another_order_is_another_queue(qtbot, view, shell):
    view.queue.order.setCurrentIndex(view.queue.order.findData(TraceOrder.RANDOM))
    qtbot.waitUntil(lambda: view.presenter.queue.wanted.order is TraceOrder.RANDOM)
    ids = [place.trace_id for place in shell.context.studio.review.queue(TraceFilter(), order=TraceOrder.RANDOM)]
    qtbot.waitUntil(lambda: list(view.presenter.queue.model.ids()) == ids)


def test_that_a_filter_is_kept_taken_and_forgotten(qtbot, view, shell):
    review, more = shell.context.studio.review, view.queue.more
    wanted = QueueFilter(TraceFilter(states=(TraceState.REJECTED,)), TraceOrder.MOST_FINDINGS)
    more.filter_changed.emit(wanted)
    more.keep_requested.emit("wrong ones")
    kept = SavedFilter("wrong ones", wanted.wanted, wanted.order)
    qtbot.waitUntil(lambda: review.saved_filters() == (kept,))
    more.filter_changed.emit(QueueFilter())
    qtbot.waitUntil(lambda: view.presenter.queue.wanted == QueueFilter())
    more._take(kept)
    qtbot.waitUntil(lambda: view.presenter.queue.wanted == wanted)
    assert view.queue.wanted.order is TraceOrder.MOST_FINDINGS
    more.drop_requested.emit("wrong ones")
    qtbot.waitUntil(lambda: review.saved_filters() == ())


def test_that_one_verdict_on_all_says_how_many_and_comes_back_by_one_undo(qtbot, view, shell):
    review = shell.context.studio.review
    view._on_decide_all()
    dialog = view.window().findChild(QDialog, "decide_all_dialog")
    qtbot.waitUntil(dialog.save.isEnabled)
    assert dialog.findChild(QWidget, "decide_all_count").text() == "These are 4 traces."
    dialog.verdict.setCurrentIndex(dialog.verdict.findData(Verdict.REJECT))
    dialog.reasons.choose(("unclear",))
    dialog.findChild(QLineEdit, "decide_all_note").setText("all of them")
    dialog.save.click()
    qtbot.waitUntil(lambda: len(review.ids(states=(TraceState.REJECTED,))) == 4)
    qtbot.waitUntil(lambda: not shell.context.jobs.running())
    view.presenter.undo()
    qtbot.waitUntil(lambda: view.presenter.is_idle)
    assert len(review.ids(states=(TraceState.PENDING,))) == 4
