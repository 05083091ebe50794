# SPDX-License-Identifier: Apache-2.0
"""Judges in Review: an estimate before anything is sent, a preview before anything is decided, trust beside a score."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QMainWindow, QToolButton, QWidget

from core.domain.budgets import Budget
from core.domain.jobs import JobState
from core.domain.judgements import JudgeFigures, JudgingEstimate
from core.domain.people import Agreement
from core.domain.reviews import Verdict
from core.domain.traces import Bounds, TraceFilter, TraceState
from tests.helpers.judging_builders import judge, judge_all, reply_to
from tests.helpers.review_pages import copy_template
from tests.helpers.shell import open_shell
from ui.pages.budgets import budget_of
from ui.pages.review.judge_form import rule_of
from ui.pages.review.judge_words import estimate_words, figure_words, trust_words
from ui.pages.review.view import ReviewView
from ui.widgets.empty_note import EmptyNote

NONE = Agreement(None, None, None, 0, "Nobody said anything.")


@pytest.fixture
def shell(qtbot, tmp_path, template):
    copy_template(template, tmp_path)
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def studio(shell):
    return shell.context.studio


@pytest.fixture
def loop(studio):
    """A judge of that name that scores everything 5, but nothing is asked of it yet."""
    with judge(studio, lambda body: reply_to(body, score=5)) as server:
        yield server


@pytest.fixture
def view(qtbot, shell):
    window = QMainWindow()
    qtbot.addWidget(window)
    made = ReviewView(shell.context)
    window.setCentralWidget(made)
    window.resize(1_280, 800)
    shell.context.actions.attach(window)
    shell.context.actions.set_page("review")
    with qtbot.waitExposed(window):
        window.show()
    made.on_shown()
    qtbot.waitUntil(lambda: made.presenter.sheet is not None)
    yield made


def opened(qtbot, view, action, name):
    view._context.actions.action(action).trigger()
    qtbot.waitUntil(lambda: view.window().findChild(QDialog, name) is not None)
    return view.window().findChild(QDialog, name)


def type_in(dialog, name, text):
    dialog.form.field(name).setText(text)
    dialog.form.field(name).textEdited.emit(text)


def words(parent, name):
    return parent.findChild(QLabel, name).text()


def test_that_judging_starts_only_under_its_estimate_and_scores_the_queue(qtbot, shell, studio, view, loop):
    dialog = opened(qtbot, view, "review.judge", "judge_dialog")
    qtbot.waitUntil(dialog.save.isEnabled)
    type_in(dialog, "canary_share", "0")
    assert not dialog.save.isEnabled()
    qtbot.waitUntil(dialog.save.isEnabled)
    assert words(dialog, "judge_estimate").startswith("4 requests; about ")
    type_in(dialog, "budget_usd", "-1")
    assert not dialog.save.isEnabled()
    type_in(dialog, "budget_usd", "")
    qtbot.waitUntil(dialog.save.isEnabled)
    dialog.save.click()
    qtbot.waitUntil(lambda: [job.kind for job in studio.recent_jobs(limit=1)] == ["judging.judge"])
    record = studio.jobs.wait(studio.recent_jobs(limit=1)[0].id, timeout_s=60)
    assert (record.state, record.result["judged"]) == (JobState.DONE, 4)
    trust = lambda: view.side.judges.findChild(QLabel, "review_trust_loop")  # noqa: E731
    qtbot.waitUntil(lambda: trust() is not None, timeout=15_000)
    assert trust().text() == "Not compared with people yet."
    assert shell.failures == []


def test_that_without_a_model_the_dialog_says_what_is_missing_and_leads_there(qtbot, shell, view):
    dialog = opened(qtbot, view, "review.judge", "judge_dialog")
    nobody = dialog.findChild(EmptyNote, "judge_nobody")
    assert "No model is set up" in nobody.text()
    asked = []
    shell.context.navigator.page_requested.connect(lambda page, _target: asked.append(page))
    dialog.focusWidget().click()
    assert asked == ["generate"]
    assert not dialog.save.isEnabled()


def test_that_a_fault_stays_in_the_dialog(qtbot, view, loop):
    dialog = opened(qtbot, view, "review.judge", "judge_dialog")
    qtbot.waitUntil(dialog.save.isEnabled)
    view._context.studio.generation.remove_profile("loop")
    dialog.save.click()
    qtbot.waitUntil(lambda: "no provider" in words(dialog, "judge_error").lower())
    assert not dialog.save.isEnabled()


def test_that_a_rule_is_applied_as_previewed_and_one_undo_takes_it_back(qtbot, studio, view, loop):
    judge_all(studio)
    ids = studio.review.ids()
    studio.review.flag(ids[3:], True, "Ada")
    dialog = opened(qtbot, view, "review.rules", "rule_dialog")
    dialog.form.show_values({"has_no_findings": False})
    dialog.ask()
    qtbot.waitUntil(dialog.save.isEnabled)
    assert words(dialog, "rule_count") == "It would accept 3 traces."
    assert "People decided on no trace" in words(dialog, "rule_agreement")
    assert len(dialog.findChild(QWidget, "rule_examples").findChildren(QToolButton)) == 3
    type_in(dialog, "least", "")
    assert not dialog.save.isEnabled()
    qtbot.waitUntil(lambda: "needs a bound" in words(dialog, "rule_error"))
    type_in(dialog, "least", "4.5")
    qtbot.waitUntil(dialog.save.isEnabled)
    dialog.save.click()
    qtbot.waitUntil(lambda: studio.review.count(TraceFilter(states=(TraceState.ACCEPTED,))) == 3)
    qtbot.waitUntil(lambda: not studio.jobs.active)
    view._context.actions.action("review.undo").trigger()
    qtbot.waitUntil(lambda: studio.review.count(TraceFilter(states=(TraceState.PENDING,))) == 4)
    qtbot.waitUntil(lambda: view.presenter.is_idle)


def test_that_a_preview_which_grew_old_is_not_applied(qtbot, studio, view, loop):
    judge_all(studio)
    dialog = opened(qtbot, view, "review.rules", "rule_dialog")
    dialog.form.show_values({"has_no_findings": False})
    dialog.ask()
    qtbot.waitUntil(dialog.save.isEnabled)
    studio.review.decide(studio.review.ids()[:1], Verdict.REJECT, reviewer="Bo")
    dialog.save.click()
    qtbot.waitUntil(lambda: "what its preview said" in words(dialog, "rule_error"))
    assert studio.review.count(TraceFilter(states=(TraceState.ACCEPTED,))) == 0
    assert not dialog.save.isEnabled()


def test_that_an_example_is_read_at_a_click(qtbot, studio, view, loop):
    judge_all(studio)
    dialog = opened(qtbot, view, "review.rules", "rule_dialog")
    dialog.form.show_values({"has_no_findings": False})
    dialog.ask()
    last = studio.review.ids()[-1]
    qtbot.waitUntil(lambda: dialog.findChild(QToolButton, f"rule_example_{last}") is not None)
    dialog.findChild(QToolButton, f"rule_example_{last}").click()
    qtbot.waitUntil(lambda: view.presenter.current == last and view.presenter.sheet is not None)


def test_that_what_a_judge_says_is_shown_as_plain_text(qtbot, studio, view):
    def answer(body):
        return reply_to(body, score=1, verdict="reject").replace("It follows.", "<img src=x> <b>bold</b>")

    with judge(studio, answer):
        judge_all(studio)
    qtbot.waitUntil(lambda: view.side.judges.findChild(QWidget, "review_judge_loop") is not None)
    texts = [label.text() for label in view.side.judges.findChildren(QLabel)]
    assert "1 of 5, reject" in texts
    assert "<img src=x> <b>bold</b>" in texts


def test_that_the_values_of_the_forms_mean_what_they_say():
    values = {"budget_usd": 2.5, "budget_tokens": None, "budget_requests": 7}
    assert budget_of(values) == Budget(2.5, None, 7)
    wanted = TraceFilter(teachers=("planner",))
    values = {"verdict": "reject", "least": None, "most": 2.0, "has_no_findings": False, "reason": "unclear"}
    rule = rule_of(values, wanted)
    assert (rule.verdict, rule.score, rule.judge, rule.reasons) == (Verdict.REJECT, Bounds(most=2.0), "", ("unclear",))
    assert rule.wanted == wanted


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (JudgingEstimate(0, 0, 0, 0, 0.0, 0.0, ""), "This judge has scored all of the queue already."),
        (
            JudgingEstimate(1, 0, 900, 120, None, None, ""),
            "1 request; about 900 tokens in and 120 out. The price of this model is not known.",
        ),
        (
            JudgingEstimate(120, 10, 900, 800, 1.5, 2.25, ""),
            "120 requests, 10 of them with a planted fault; about 900 tokens in and 800 out. "
            "It costs about 1.5000 USD, at the dear end 2.2500 USD.",
        ),
    ],
)
def test_that_an_estimate_is_put_in_words(estimate, said):
    assert estimate_words(estimate) == said


def test_that_trust_is_said_with_interval_and_number_or_with_the_reason():
    figures = JudgeFigures("loop", 30, 20, NONE, Agreement(0.5, 0.25, 0.75, 20), Agreement(0.9, 0.6, 0.98, 10), NONE)
    assert trust_words(figures).splitlines() == [
        "How far people agree with this judge:",
        "kappa 0.50 (0.25 to 0.75), n = 20",
        "rejections confirmed 90% (60% to 98%), n = 10",
    ]
    unknown = JudgeFigures("loop", 30, 0, NONE, NONE, NONE, Agreement(0.5, 0.1, 0.9, 2))
    assert trust_words(unknown).splitlines() == [
        "Not compared with people yet.",
        "planted faults caught 50% (10% to 90%), n = 2",
    ]
    assert figure_words(NONE) == "Nobody said anything."
