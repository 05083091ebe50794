# SPDX-License-Identifier: Apache-2.0
"""Evaluate's view: ticks, measures, cases beside their answers, the form, and text that stays text."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton

from core.domain.evaluations import SubjectRole
from core.domain.runs import Checkpoint
from tests.helpers.evaluation_builders import make_cases
from tests.helpers.pictures import picture
from tests.helpers.report_builders import keep_report, keep_three
from tests.helpers.run_builders import add_run, freeze
from tests.helpers.shell import SaidJob, open_shell
from ui.pages.evaluate.report_list import ReportList
from ui.pages.evaluate.tables import ElementsTable, SubjectsTable
from ui.pages.evaluate.view import EvaluateView
from ui.widgets.case_table import CaseTable
from ui.widgets.dumbbell_chart import DumbbellChart


@pytest.fixture
def shell(qtbot, tmp_path):
    made = open_shell(tmp_path)
    yield made
    made.close()


def show(qtbot, shell, *, has_reports=True):
    view = EvaluateView(shell.context)
    qtbot.addWidget(view)
    view.resize(1_000, 640)
    shell.context.actions.set_page("evaluate")
    with qtbot.waitSignal(view._presenter.cases_read if has_reports else view._presenter.refused):
        view.show()
        view.on_shown()
    return view


def words(view, name):
    return view.findChild(QLabel, name).text()


def test_that_a_workspace_without_reports_offers_the_one_next_step(qtbot, shell):
    view = show(qtbot, shell, has_reports=False)
    assert view.primary is None
    assert view._stack.currentIndex() == 2
    shell.context.actions.run("evaluate.new")
    assert view.primary.objectName() == "evaluate.start"


def test_that_the_gap_stands_first_with_its_note_and_its_verdict(qtbot, shell):
    keep_three(shell.context.studio)
    view = show(qtbot, shell)
    assert words(view, "comparison_head") == "made · 8 cases · held-out"
    assert words(view, "comparison_notes") == "Built-in planner, not a language model."
    assert "trained student" in words(view, "verdict")
    assert "teacher 100.0 %" in view.findChild(DumbbellChart).description()
    table = picture(view.findChild(SubjectsTable).model()).splitlines()
    assert table[0] == "Subject | Role | Conclusion | By value | By mention | Tool call | n"
    assert [line.split(" | ")[1] for line in table[1:]] == ["Teacher", "Base student", "Student"]


def test_that_one_measure_is_shown_at_a_time_and_says_what_it_counts(qtbot, shell):
    keep_three(shell.context.studio)
    view = show(qtbot, shell)
    seen = {}
    for name in ("value", "mention"):
        view.gap.findChild(QPushButton, f"measure.{name}").click()
        seen[name] = (words(view, "measure_help"), view.findChild(DumbbellChart).description())
    assert "true in the case" in seen["value"][0]
    assert "true or not" in seen["mention"][0]
    assert seen["value"][1] != seen["mention"][1]


def test_that_elements_show_one_coverage_of_every_subject(qtbot, shell):
    keep_three(shell.context.studio)
    view = show(qtbot, shell)
    table = picture(view.findChild(ElementsTable).model()).splitlines()
    assert table[0] == "Element | built-in planner | base student | trained student | n"
    assert table[1].startswith("Time estimation | 100 % (")
    assert table[1].endswith(" | 8")


def test_that_ticks_choose_what_is_compared_by_the_keyboard(qtbot, shell):
    keep_three(shell.context.studio)
    view = show(qtbot, shell)
    reports = view.findChild(ReportList)
    reports.setFocus()
    with qtbot.waitSignal(view._presenter.compared) as compared:
        qtbot.keyClick(reports, Qt.Key.Key_Space)
    assert [row.label for row in compared.args[0].rows] == ["built-in planner", "base student"]
    with qtbot.waitSignal(view._presenter.compared):
        qtbot.keyClick(reports, Qt.Key.Key_Down)
        qtbot.keyClick(reports, Qt.Key.Key_Return)
    assert words(view, "comparison_head").startswith("made")


def test_that_reports_on_other_cases_are_refused_on_the_page(qtbot, shell):
    studio = shell.context.studio
    keep_report(studio, SubjectRole.TEACHER, make_cases(3))
    keep_report(studio, SubjectRole.STUDENT, make_cases(4))
    view = show(qtbot, shell)
    view.findChild(ReportList).toggle(1)
    qtbot.waitUntil(lambda: "stands on" in words(view, "refusal"))
    assert not shell.failures
    assert not shell.context.actions.action("evaluate.export").isEnabled()


def test_that_cases_are_filtered_by_category_and_outcome_with_the_answer_beside(qtbot, shell):
    keep_three(shell.context.studio)
    view = show(qtbot, shell)
    view.gap.category_activated.emit("scheduling")
    table = view.findChild(CaseTable)
    assert table.model().rowCount() == 2
    outcome, category = view.findChild(QComboBox, "case_outcome"), view.findChild(QComboBox, "case_category")
    category.setCurrentIndex(0)
    counts = {}
    for place, name in enumerate(("all", "right", "wrong", "cut", "failed")):
        outcome.setCurrentIndex(place)
        counts[name] = table.model().rowCount()
    assert counts["all"] == counts["right"] + counts["wrong"] == 8
    assert counts["cut"] == counts["failed"] == 0
    outcome.setCurrentIndex(1)
    assert words(view, "answer_outcome") == "Right: Audit"
    assert "So." in words(view, "answer_text")
    assert 'set_priority({"task": "Audit"})' in words(view, "answer_text")


def test_that_another_subject_brings_its_own_cases(qtbot, shell):
    ids = keep_three(shell.context.studio)
    view = show(qtbot, shell)
    subject = view.findChild(QComboBox, "case_subject")
    with qtbot.waitSignal(view._presenter.cases_read) as read:
        subject.setCurrentIndex(subject.findData(int(ids[0])))
    assert read.args[0].report.label == "built-in planner"


def test_that_names_of_strangers_stay_text(qtbot, shell):
    cases = make_cases(2)
    keep_report(shell.context.studio, SubjectRole.STUDENT, cases, label="<img src='file:///etc/passwd'> & \u202ename")
    view = show(qtbot, shell)
    for label in view.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText or "<" not in label.text()
    assert "<img" in view.findChild(SubjectsTable).model().index(0, 0).data()


def test_that_a_run_sent_from_another_page_is_the_subject_of_the_form(qtbot, shell):
    studio = shell.context.studio
    run_id = add_run(studio, freeze(studio))
    with studio.store.begin() as unit:
        unit.runs.put_checkpoint(Checkpoint(run_id, 3, "runs/1/checkpoints/checkpoint-3", None, True))
    view = show(qtbot, shell, has_reports=False)
    with qtbot.waitSignal(view._new.choices_read):
        view.show_target(f"run:{run_id}")
    asked = view.form.asked()
    assert (asked.subject, asked.role, asked.benchmark) == (f"run:{run_id}", SubjectRole.STUDENT, "workday")
    assert view.primary.isEnabled()
    limit = view.findChild(QLineEdit, "limit_field")
    limit.setText("0")
    limit.textEdited.emit("0")
    assert view.form.asked() is None
    assert not view.primary.isEnabled()
    limit.setText("20")
    limit.textEdited.emit("20")
    assert view.form.asked().limit == 20


def test_that_a_running_evaluation_is_seen_and_can_be_stopped(qtbot, shell):
    view = show(qtbot, shell, has_reports=False)

    def speak(report):
        report.progress(3, 12, "40 % right so far")
        while True:
            report.check()
            threading.Event().wait(0.01)

    job = shell.context.studio.jobs.submit(SaidJob("Evaluate tiny on 12 cases", speak, kind="evaluation.evaluate"))
    qtbot.waitUntil(lambda: view._strip.isVisible())
    view.findChild(QPushButton, "stop_evaluation").click()
    shell.context.studio.jobs.wait(job, timeout_s=10)
    qtbot.waitUntil(lambda: not view._strip.isVisible())


def test_that_the_export_asks_for_a_file_without_blocking(qtbot, shell, tmp_path):
    keep_three(shell.context.studio)
    view = show(qtbot, shell)
    shell.context.actions.run("evaluate.export")
    dialog = view.findChild(QFileDialog) or view.window().findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "page.html"))
    dialog.close()
    qtbot.waitUntil(lambda: bool(shell.toasts), timeout=10_000)
    assert (tmp_path / "page.html").is_file()
    assert shell.toasts[-1].action_text == "Open in browser"
