# SPDX-License-Identifier: Apache-2.0
"""Train's presenters: runs as the store has them, curves that are whole, and orders that reach the station."""

from __future__ import annotations

import threading

import pytest

import core.training.service
from core.changes import ChangeKind
from core.domain.runs import Checkpoint, MetricPoint, RunState
from tests.helpers.run_builders import add_run, freeze
from tests.helpers.shell import SaidJob, open_shell
from tests.helpers.tiny_model import build_tiny_model
from ui.pages.train.curves import Curves
from ui.pages.train.new_run import NewRunPresenter
from ui.pages.train.presenter import TrainPresenter
from ui.pages.train.state import NewRun


@pytest.fixture
def shell(qtbot, tmp_path):
    made = open_shell(tmp_path)
    yield made
    made.close()


def test_that_runs_are_read_when_the_page_comes_and_when_one_changed(qtbot, shell):
    studio, presenter = shell.context.studio, TrainPresenter(shell.context, shell.owner)
    snapshot = freeze(studio)
    with qtbot.waitSignal(presenter.runs_read, check_params_cb=lambda runs: runs == ()):
        presenter.show()
    with qtbot.waitSignal(presenter.runs_read, check_params_cb=lambda runs: [run.name for run in runs] == ["first"]):
        add_run(studio, snapshot)


def test_that_a_hidden_page_waits_with_reading(qtbot, shell):
    studio, presenter = shell.context.studio, TrainPresenter(shell.context, shell.owner)
    snapshot = freeze(studio)
    with qtbot.waitSignal(presenter.runs_read):
        presenter.show()
    presenter.hide()
    with qtbot.assertNotEmitted(presenter.runs_read, wait=200):
        add_run(studio, snapshot)


def test_that_a_chosen_run_is_read_with_its_dataset_and_checkpoints(qtbot, shell):
    studio, presenter = shell.context.studio, TrainPresenter(shell.context, shell.owner)
    snapshot = freeze(studio)
    run_id = add_run(studio, snapshot)
    with studio.store.begin() as unit:
        unit.runs.put_checkpoint(Checkpoint(run_id, 3, "runs/1/checkpoints/checkpoint-3", 0.5, True))
    with qtbot.waitSignal(presenter.run_read) as read:
        presenter.choose([run_id])
    assert read.args[0].snapshot == snapshot
    assert [checkpoint.step for checkpoint in read.args[0].checkpoints] == [3]
    assert presenter.can_evaluate
    with qtbot.waitSignal(shell.context.navigator.page_requested) as went:
        presenter.evaluate(3)
    assert went.args == ["evaluate", f"run:{run_id}@3"]


def follow(qtbot, shell, run_id):
    """Curves over a run, and every point that they told, by name and step."""
    told = {}
    curves = Curves(shell.context, shell.owner)

    def hear(_run, points):
        told.update({(point.name, point.step): point.value for point in points})

    curves.curve_read.connect(hear)
    curves.points_arrived.connect(hear)
    with qtbot.waitSignal(curves.curve_read):
        curves.follow([run_id])
    return curves, told


def test_that_points_of_the_running_job_join_those_of_the_store(qtbot, shell):
    studio = shell.context.studio
    run_id = add_run(studio, freeze(studio), state=RunState.QUEUED)
    curves, told = follow(qtbot, shell, run_id)
    may_speak = threading.Event()

    def speak(report):
        may_speak.wait(10)
        report.metric("loss", 4, 0.25)
        report.metric("tokens_per_s", 4, 99.0)

    job = studio.jobs.submit(SaidJob("Train", speak))
    curves.know_jobs({job: run_id})
    may_speak.set()
    qtbot.waitUntil(lambda: curves.latest(run_id).get("tokens_per_s") == 99.0)
    assert [told["loss", step] for step in (1, 2, 3, 4)] == [2.0, 1.0, 0.0, 0.25]
    assert curves.latest(run_id) == {"loss": 0.25, "tokens_per_s": 99.0}


def test_that_what_was_said_before_the_page_listened_is_caught_up(qtbot, shell):
    studio = shell.context.studio
    run_id = add_run(studio, freeze(studio), state=RunState.QUEUED)
    _curves, told = follow(qtbot, shell, run_id)
    with studio.store.begin() as unit:
        unit.runs.add_metrics(run_id, [MetricPoint("loss", 4, 0.25), MetricPoint("eval_loss", 4, 0.5)])
    qtbot.waitUntil(lambda: told.get(("loss", 4)) == 0.25 and told.get(("eval_loss", 4)) == 0.5)


def test_that_the_store_is_not_read_at_every_step(qtbot, shell):
    studio = shell.context.studio
    run_id = add_run(studio, freeze(studio), state=RunState.QUEUED)
    curves, _told = follow(qtbot, shell, run_id)
    while curves._followed[run_id].reads_due:
        with qtbot.waitSignal(curves.points_arrived), studio.store.begin() as unit:
            unit.runs.add_metrics(run_id, [MetricPoint("loss", 4, 0.25)])
    with (
        qtbot.assertNotEmitted(curves.points_arrived, wait=200),
        qtbot.waitSignal(shell.context.changes.changed, check_params_cb=lambda c: c.kind is ChangeKind.METRICS),
        studio.store.begin() as unit,
    ):
        unit.runs.add_metrics(run_id, [MetricPoint("loss", 6, 0.25)])


def test_that_stop_asks_the_job_of_the_run(qtbot, shell):
    studio, presenter = shell.context.studio, TrainPresenter(shell.context, shell.owner)
    run_id = add_run(studio, freeze(studio), state=RunState.QUEUED)

    def speak(report):
        while True:
            report.check()
            threading.Event().wait(0.01)

    job = studio.jobs.submit(SaidJob("Train", speak))
    with studio.store.begin() as unit:
        unit.runs.start(run_id, job_id=job)
    with qtbot.waitSignals([presenter.runs_read, presenter.run_read]):
        presenter.show()
        presenter.choose([run_id])
    assert presenter.can_stop
    presenter.stop()
    studio.jobs.wait(job, timeout_s=10)
    assert shell.context.studio.job(job).state.value == "cancelled"


def test_that_a_run_whose_student_is_gone_says_so_on_resume(qtbot, shell):
    studio, presenter = shell.context.studio, TrainPresenter(shell.context, shell.owner)
    run_id = add_run(studio, freeze(studio), state=RunState.STOPPED)
    with qtbot.waitSignals([presenter.runs_read, presenter.run_read]):
        presenter.show()
        presenter.choose([run_id])
    assert presenter.can_resume
    presenter.resume()
    qtbot.waitUntil(lambda: bool(shell.failures))
    assert "models/tiny" in shell.failures[0].message


def test_that_the_plan_says_steps_and_adaptations_before_anything_starts(qtbot, shell):
    studio, presenter = shell.context.studio, NewRunPresenter(shell.context, shell.owner)
    snapshot = freeze(studio)
    build_tiny_model(studio.workspace.models / "tiny")
    with qtbot.waitSignal(presenter.choices_read) as read:
        presenter.show()
    assert [student.name for student in read.args[0].students] == ["tiny"]
    with qtbot.waitSignal(presenter.plan_read) as planned:
        presenter.plan(NewRun(snapshot.id, "models/tiny", "source", {}, ""))
    plan = planned.args[0]
    assert plan.steps > 0
    assert "optimizer" in {adaptation.name for adaptation in plan.adaptations}
    assert presenter.can_start
    assert studio.training.runs() == ()


def test_that_a_folder_that_is_no_model_is_refused_in_words(qtbot, shell, tmp_path):
    presenter = NewRunPresenter(shell.context, shell.owner)
    (tmp_path / "empty").mkdir()
    presenter.add_student(str(tmp_path / "empty"))
    qtbot.waitUntil(lambda: bool(shell.failures))
    assert shell.failures[0].hint
    assert not shell.bugs


def test_that_a_plan_that_cannot_be_made_is_a_sentence_in_the_form(qtbot, shell):
    studio, presenter = shell.context.studio, NewRunPresenter(shell.context, shell.owner)
    with qtbot.waitSignal(presenter.plan_refused) as refused:
        presenter.plan(NewRun(freeze(studio).id, "models/none", "cpu", {}, ""))
    assert "models/none" in refused.args[0]
    assert not presenter.can_start
    assert not shell.failures


def test_that_an_installation_without_training_says_what_to_install(qtbot, shell, monkeypatch):
    monkeypatch.setattr(core.training.service, "_NEEDED", ("no_such_library",))
    presenter = NewRunPresenter(shell.context, shell.owner)
    with qtbot.waitSignal(presenter.choices_read) as read:
        presenter.show()
    assert "no_such_library" in read.args[0].why_not
    assert read.args[0].hint
    assert not presenter.can_start
