# SPDX-License-Identifier: Apache-2.0
"""Evaluate's presenters: which reports stand side by side, calm refusals, and a real evaluation of the planner."""

from __future__ import annotations

import pytest

from core.domain.evaluations import SubjectRole
from tests.helpers.evaluation_builders import make_cases, make_report, make_results
from tests.helpers.report_builders import keep_report, keep_three
from tests.helpers.shell import open_shell
from ui.pages.evaluate.new_evaluation import NewEvaluationPresenter
from ui.pages.evaluate.presenter import EvaluatePresenter
from ui.pages.evaluate.state import NewEvaluation, learners, narrowed_to, sensible_choice


@pytest.fixture
def shell(qtbot, tmp_path):
    made = open_shell(tmp_path)
    yield made
    made.close()


def report(number, role, cases, **changes):
    return make_report(number, role, cases, make_results(cases, share=0.5), **changes)


def test_that_the_newest_student_is_chosen_with_base_and_teacher_of_the_same_cases():
    cases, others = make_cases(3), make_cases(4)
    newest_first = [
        report(6, SubjectRole.TEACHER, others),
        report(5, SubjectRole.STUDENT, cases),
        report(4, SubjectRole.STUDENT, cases),
        report(3, SubjectRole.BASE, cases),
        report(2, SubjectRole.TEACHER, cases),
        report(1, SubjectRole.TEACHER, cases),
    ]
    assert sensible_choice(newest_first) == (5, 3, 2)


def test_that_without_a_student_the_newest_report_leads():
    cases, others = make_cases(3), make_cases(4)
    newest_first = [report(2, SubjectRole.TEACHER, others), report(1, SubjectRole.BASE, cases)]
    assert sensible_choice(newest_first) == (2,)
    assert sensible_choice([]) == ()


def test_that_reports_are_compared_as_soon_as_the_page_comes(qtbot, shell):
    ids = keep_three(shell.context.studio)
    presenter = EvaluatePresenter(shell.context, shell.owner)
    with qtbot.waitSignal(presenter.cases_read) as read:
        presenter.show()
    assert presenter.comparison is not None
    assert {row.id for row in presenter.comparison.rows} == set(ids)
    assert presenter.comparison.verdict
    assert read.args[0].report.label == "trained student"


def test_that_other_cases_are_refused_in_a_sentence_and_not_as_a_failure(qtbot, shell):
    studio = shell.context.studio
    first = keep_report(studio, SubjectRole.TEACHER, make_cases(3))
    second = keep_report(studio, SubjectRole.STUDENT, make_cases(4))
    presenter = EvaluatePresenter(shell.context, shell.owner)
    with qtbot.waitSignal(presenter.compared):
        presenter.show()
    with qtbot.waitSignal(presenter.refused) as refused:
        presenter.choose([first, second])
    assert "stands on 12 held-out cases" in refused.args[0]
    assert "same split" in refused.args[1]
    assert presenter.comparison is None
    assert not shell.failures


def test_that_reports_over_two_splits_begin_with_the_held_out_one(qtbot, shell):
    studio = shell.context.studio
    studio.jobs.wait(studio.evaluation.start("planner", benchmark="workday"), timeout_s=60)
    presenter = EvaluatePresenter(shell.context, shell.owner)
    with qtbot.waitSignal(presenter.compared, timeout=20_000) as compared:
        presenter.show()
    held_out = compared.args[0].n
    assert compared.args[0].split == "held_out"
    assert presenter.splits() == ("held_out", "ood")
    with qtbot.waitSignal(presenter.compared, timeout=20_000) as compared:
        presenter.choose_split(None)
    assert compared.args[0].n > held_out


def test_that_splits_of_a_benchmark_that_is_gone_are_shown_together(qtbot, shell):
    keep_three(shell.context.studio, splits=("held_out", "ood"))
    presenter = EvaluatePresenter(shell.context, shell.owner)
    with qtbot.waitSignal(presenter.compared) as compared:
        presenter.show()
    assert presenter.split is None
    assert compared.args[0].n == 16
    with qtbot.waitSignal(presenter.refused) as refused:
        presenter.choose_split("ood")
    assert "has changed since" in refused.args[0]


def test_that_a_new_report_on_the_same_cases_joins_the_comparison(qtbot, shell):
    studio = shell.context.studio
    ids = keep_three(studio)
    presenter = EvaluatePresenter(shell.context, shell.owner)
    with qtbot.waitSignal(presenter.compared):
        presenter.show()
    with qtbot.waitSignal(presenter.compared) as compared:
        new = keep_report(studio, SubjectRole.STUDENT, make_cases(2), label="second student")
    assert {row.id for row in compared.args[0].rows} == {*ids, new}
    narrowed = narrowed_to(compared.args[0], new)
    assert [row.id for row in learners(narrowed)] == [new]


def test_that_the_page_is_exported_whole(qtbot, shell, tmp_path):
    keep_three(shell.context.studio)
    presenter = EvaluatePresenter(shell.context, shell.owner)
    with qtbot.waitSignal(presenter.compared):
        presenter.show()
    with qtbot.waitSignal(presenter.exported, timeout=10_000):
        presenter.export(tmp_path / "page.html")
    assert "built-in planner" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_that_the_form_offers_providers_runs_and_folders(qtbot, shell):
    presenter = NewEvaluationPresenter(shell.context, shell.owner)
    with qtbot.waitSignal(presenter.choices_read) as read:
        presenter.watch(is_form_open=True)
    choices = read.args[0]
    planner = choices.subjects[0]
    assert (planner.text, planner.note) == ("planner", "built-in planner, not a language model")
    assert choices.benchmarks[0].n >= 60
    assert choices.trouble == ""


def test_that_a_broken_benchmark_is_a_sentence_in_the_form(qtbot, shell):
    folder = shell.context.studio.workspace.benchmarks
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "broken.jsonl").write_text("{}\n", encoding="utf-8")
    presenter = NewEvaluationPresenter(shell.context, shell.owner)
    with qtbot.waitSignal(presenter.choices_read) as read:
        presenter.watch(is_form_open=True)
    assert "broken.jsonl" in read.args[0].trouble
    assert read.args[0].subjects


def test_that_a_planner_is_evaluated_and_its_report_appears(qtbot, shell):
    new, presenter = NewEvaluationPresenter(shell.context, shell.owner), EvaluatePresenter(shell.context, shell.owner)
    running = []
    new.running_changed.connect(running.append)
    with qtbot.waitSignal(presenter.refused):
        presenter.show()
    new.show()
    with qtbot.waitSignal(presenter.compared, timeout=30_000) as compared:
        new.start(NewEvaluation("planner", "workday", SubjectRole.TEACHER, "", 4, "held_out", {}))
    assert compared.args[0].rows[0].label == "planner"
    assert compared.args[0].n == 4
    qtbot.waitUntil(lambda: bool(running) and running[-1] is None)
    assert running[0].status.title.startswith("Evaluate planner on 4 cases")


def test_that_a_subject_that_is_nobody_is_told_in_words(qtbot, shell):
    new = NewEvaluationPresenter(shell.context, shell.owner)
    new.start(NewEvaluation("nobody", "workday", SubjectRole.OTHER, "", None, None, {}))
    qtbot.waitUntil(lambda: bool(shell.failures))
    assert "nobody" in shell.failures[0].message
    assert not new.is_starting
