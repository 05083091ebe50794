# SPDX-License-Identifier: Apache-2.0
"""The Tasks page by what it shows and what comes of its buttons."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog, QListView

from core.domain.tasks import Difficulty, PromptTemplate, Split
from tests.helpers.shell import open_shell
from ui.pages.tasks.element_editor import name_of
from ui.pages.tasks.phrasing_lines import lines_of, templates_of
from ui.pages.tasks.task_dialog import TaskDialog
from ui.pages.tasks.view import TasksView
from ui.safety import TextLabel


@pytest.fixture
def shell(qtbot, tmp_path):
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def view(qtbot, shell):
    made = TasksView(shell.context)
    qtbot.addWidget(made)
    shell.context.actions.set_page("tasks")
    made.resize(1_000, 640)
    made.show()
    with qtbot.waitSignal(made._presenter.state_read):
        made.on_shown()
    return made


def run(shell, action):
    shell.context.actions.run(action)


def test_that_a_preview_lists_problems_and_shows_the_first(qtbot, shell, view):
    view.form.count.setValue(4)
    view.form.types.choose(("prioritization",))
    with qtbot.waitSignal(view._presenter.previewed):
        run(shell, "tasks.preview")
    rows = view.findChild(QListView, "preview_list")
    assert rows.model().rowCount() == 4
    assert view.findChild(TextLabel, "preview_head").text() == "4 problems, not stored"
    prompt = view.findChild(TextLabel, "preview_prompt").text()
    rows.setCurrentIndex(rows.model().index(2, 0))
    assert view.findChild(TextLabel, "preview_prompt").text() != prompt


def test_that_a_list_of_a_thousand_words_only_the_rows_in_view(qtbot, shell, view, monkeypatch):
    view.form.types.choose(("decomposition",))
    view.form.count.setValue(2)
    with qtbot.waitSignal(view._presenter.previewed) as made:
        run(shell, "tasks.preview")
    asked = []
    monkeypatch.setattr("ui.pages.tasks.problem_list.title_of", lambda problem: asked.append(problem) or "One")
    view.preview.show_problems(made.args[0] * 5_000)
    view.grab()
    assert 0 < len(asked) < 200


def test_that_a_cell_of_the_coverage_fills_the_form(view):
    view.coverage.cell_activated.emit("scheduling", "hard", "ood")
    wish = view.form.wish()
    assert (wish.types, wish.difficulty, wish.split) == (("scheduling",), Difficulty.HARD, Split.OOD)


def test_that_sample_is_the_primary_action_and_says_what_it_did(qtbot, shell, view):
    assert view.primary is shell.context.actions.action("tasks.sample")
    view.form.count.setValue(2)
    with qtbot.waitSignal(view._presenter.sampled):
        view.primary.trigger()
    assert view.findChild(TextLabel, "sample_said").text() == "2 new problems stored."
    qtbot.waitUntil(lambda: "1" in view.coverage.description())


def test_that_an_edit_is_a_new_version_and_the_old_one_stays_readable(qtbot, shell, view):
    run(shell, "tasks.edit")
    dialog = view.findChild(TaskDialog)
    dialog.title_field.setText("Was zuerst?")
    with qtbot.waitSignal(view._presenter.saved):
        dialog.save_requested.emit(dialog.task())
    versions = shell.context.studio.tasks.versions("prioritization")
    assert [task.title for task in versions] == ["Prioritization", "Was zuerst?"]
    assert versions[0].templates == versions[1].templates
    qtbot.waitUntil(lambda: view.types.detail._version.count() == 2)
    view.types.detail._version.setCurrentIndex(1)
    assert view.types.current().title == "Prioritization"
    assert "edited here" in view.types.list.item(0).text()


def test_that_a_task_that_cannot_be_kept_says_why_and_keeps_the_words(qtbot, shell, view):
    run(shell, "tasks.new")
    dialog = view.findChild(TaskDialog)
    dialog.title_field.setText("My own")
    dialog.plain_field.setPlainText("no place for it")
    dialog._elements[0].label.setText("Care")
    dialog._elements[0].cues.setPlainText("careful")
    dialog._on_save()
    qtbot.waitUntil(lambda: not dialog.findChild(TextLabel, "task_error").isHidden())
    assert "situation" in dialog.findChild(TextLabel, "task_error").text()
    dialog.plain_field.setPlainText("{situation}\\nWhat now?")
    with qtbot.waitSignal(view._presenter.saved) as kept:
        dialog._on_save()
    assert kept.args[0].type == "my_own"
    assert kept.args[0].templates[0].text == "{situation}\nWhat now?"


def test_that_closing_a_changed_form_asks_first(qtbot, shell, view):
    run(shell, "tasks.edit")
    dialog = view.findChild(TaskDialog)
    dialog.description_field.setPlainText("half a thought")
    dialog.reject()
    question = dialog.findChild(QDialog, "question")
    assert question is not None
    assert dialog.isVisible()
    dialog._on_discard("discard")
    qtbot.waitUntil(lambda: view.findChild(TaskDialog) is None)
    assert len(shell.context.studio.tasks.versions("prioritization")) == 1


def test_that_a_file_is_chosen_without_holding_the_window(qtbot, shell, view):
    run(shell, "tasks.export")
    dialog = view.findChild(QFileDialog, "tasks_export")
    assert dialog.isVisible()
    dialog.reject()


def test_that_another_page_can_send_the_user_to_a_task(view):
    view.show_target("decomposition")
    assert view.tabs.currentIndex() == 1
    assert view.types.current().type == "decomposition"


def test_that_unchanged_phrasings_keep_their_ids():
    known = (
        PromptTemplate("p01", "{situation}\nA?"),
        PromptTemplate("p02", "{situation} B?"),
        PromptTemplate("x", "o {situation}", True),
    )
    plain, ood = lines_of(known, is_ood=False), lines_of(known, is_ood=True)
    assert templates_of(plain, ood, known) == known
    changed = templates_of(plain.replace("B?", "C?"), ood, known)
    assert [held.id for held in changed] == ["p01", "p03", "x"]
    assert changed[1].text == "{situation} C?"


def test_that_a_label_gives_an_identifier():
    assert name_of("Time  estimation (rough)") == "time_estimation_rough"
