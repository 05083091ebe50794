# SPDX-License-Identifier: Apache-2.0
"""Train's view: the list, one run in full, curves over one another, and the form that starts a real training."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit

from core.domain.runs import Adaptation, RunState
from tests.helpers.run_builders import add_run, freeze
from tests.helpers.shell import open_shell
from tests.helpers.tiny_model import build_tiny_model
from ui.pages.train.run_list import RunList
from ui.pages.train.view import TrainView
from ui.widgets.live_figures import LiveFigures


@pytest.fixture
def shell(qtbot, tmp_path):
    made = open_shell(tmp_path)
    yield made
    made.close()


def show(qtbot, shell):
    view = TrainView(shell.context)
    qtbot.addWidget(view)
    view.resize(1_000, 640)
    shell.context.actions.set_page("train")
    with qtbot.waitSignals([view._presenter.runs_read, view._new_run.choices_read]):
        view.show()
        view.on_shown()
    return view


def words(view, name, kind=QLabel):
    found = view.findChild(kind, name)
    return found.text() if kind is QLabel else found.toPlainText()


def test_that_a_workspace_without_runs_shows_the_form_and_what_is_missing(qtbot, shell):
    view = show(qtbot, shell)
    assert view.primary.objectName() == "train.start"
    assert not view.primary.isEnabled()
    assert "There is no dataset yet" in words(view, "plan_trouble")


def test_that_a_run_reads_as_a_sentence_with_its_figures_and_adaptations(qtbot, shell):
    studio = shell.context.studio
    run_id = add_run(studio, freeze(studio))
    with studio.store.begin() as unit:
        unit.runs.set_adaptations(run_id, [Adaptation("precision", "fp16", "bf16", "There is no GPU here.")])
    view = show(qtbot, shell)
    qtbot.waitUntil(lambda: "mine" in words(view, "run_sentence"))
    assert words(view, "run_sentence") == "LoRA r4 on tiny, 2 epochs of 3 traces. Dataset mine."
    assert words(view, "run_adaptations", QPlainTextEdit) == "Precision: fp16 → bf16. There is no GPU here."
    qtbot.waitUntil(lambda: len(view.panel.chart.runs()) == 1)
    figures = {figure.name: figure.value for figure in view.findChild(LiveFigures, "run_figures").figures()}
    assert figures["Train loss"] == "0.000"
    assert view.panel.chart.runs()[0].curves["loss"].steps.tolist() == [1, 2, 3]


def test_that_a_failed_run_says_why_and_offers_to_resume(qtbot, shell):
    studio = shell.context.studio
    add_run(studio, freeze(studio), state=RunState.FAILED)
    view = show(qtbot, shell)
    qtbot.waitUntil(lambda: words(view, "run_failure") == "It broke.")
    assert shell.context.actions.action("train.resume").isVisible()
    assert not shell.context.actions.action("train.stop").isVisible()


def test_that_several_chosen_runs_are_laid_over_one_another(qtbot, shell):
    studio = shell.context.studio
    snapshot = freeze(studio)
    first, second = add_run(studio, snapshot), add_run(studio, snapshot, name="<b>second</b>")
    view = show(qtbot, shell)
    view.findChild(RunList).choose([second, first])
    qtbot.waitUntil(lambda: {run.label for run in view.panel.chart.runs()} == {"first", "<b>second</b>"})
    view.findChild(RunList).choose([first])
    qtbot.waitUntil(lambda: [run.label for run in view.panel.chart.runs()] == ["first"])
    assert words(view, "run_name") == "first"


def test_that_the_form_shows_the_values_of_a_recipe_and_asks_for_what_was_changed(qtbot, shell):
    studio = shell.context.studio
    freeze(studio)
    build_tiny_model(studio.workspace.models / "tiny")
    view = show(qtbot, shell)
    recipe = view.findChild(QComboBox, "recipe_box")
    recipe.setCurrentIndex(recipe.findData("source"))
    rate = view.form._params.field("learning_rate")
    assert rate.text() == "1e-5"
    with qtbot.waitSignal(view._new_run.plan_read):
        rate.setText("2e-4")
        rate.textEdited.emit("2e-4")
    assert view.form.asked().overrides == {"learning_rate": 2e-4}
    plan = " ".join(label.text() for label in view.form.plan.findChildren(QLabel))
    assert "adamw_8bit → adamw_torch" in plan
    qtbot.waitUntil(view.primary.isEnabled)
    rate.setText("fast")
    rate.textEdited.emit("fast")
    assert view.form.asked() is None
    assert not view.primary.isEnabled()


def test_that_a_training_is_started_from_the_form_and_followed_to_its_checkpoint(qtbot, shell):
    studio = shell.context.studio
    freeze(studio)
    build_tiny_model(studio.workspace.models / "tiny")
    view = show(qtbot, shell)
    recipe = view.findChild(QComboBox, "recipe_box")
    recipe.setCurrentIndex(recipe.findData("tiny"))
    view.findChild(QLineEdit, "run_name_field").setText("evening")
    qtbot.waitUntil(lambda: view.primary.isEnabled())
    live = []
    view._presenter.curves.points_arrived.connect(lambda _run, points: live.extend(points))
    view.primary.trigger()
    qtbot.waitUntil(lambda: view._presenter.can_stop, timeout=60_000)
    assert words(view, "run_name") == "evening"
    qtbot.waitUntil(lambda: view._presenter.can_evaluate and not view._presenter.can_stop, timeout=120_000)
    assert studio.training.runs()[0].state is RunState.DONE
    assert {point.name for point in live} >= {"loss", "learning_rate", "tokens_per_s"}
    qtbot.waitUntil(lambda: view.panel.chart.runs() and not view.panel.chart.runs()[0].is_empty)


def test_that_the_drawing_library_is_loaded_when_the_page_comes(qtbot, shell):
    add_run(shell.context.studio, freeze(shell.context.studio))
    view = show(qtbot, shell)
    qtbot.waitUntil(lambda: view.panel.chart._plots is not None, timeout=20_000)
