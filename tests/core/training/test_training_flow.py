# SPDX-License-Identifier: Apache-2.0
"""A tiny student trained through the service in real child processes: done, stopped, killed, resumed, found again."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.domain.jobs import JobState
from core.domain.runs import RunState
from core.errors import InvalidInput
from core.jobs.child import find_child
from core.jobs.runfolder import EventTail, RunFolder
from tests.helpers.training_builders import Station, chat, open_station

TRAIN = [chat(number) for number in range(24)]
HELD = [chat(number) for number in range(100, 106)]
VALUES = {"epochs": 10, "batch_size": 2, "accumulation": 2, "precision": "fp32", "threads": 1, "lora_dropout": 0.1}
EVERY = {**VALUES, "eval_every": 10, "save_every": 10}
STEPS = 60
LIMIT_S = 120.0


def until(claim: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not claim():
        assert time.monotonic() < deadline, f"waited too long for {what}"
        time.sleep(0.02)


def start(station: Station, student: Path, values: dict) -> tuple[int, int]:
    return station.training.start("deadlines", student=str(student), recipe="cpu", overrides=values)


def curve(station: Station, run_id: int) -> dict[tuple[str, int], float]:
    points = station.training.metrics(run_id, names=("loss", "grad_norm", "eval_loss", "learning_rate"))
    return {(point.name, point.step): point.value for point in points}


def folder_of(station: Station, run_id: int) -> RunFolder:
    return RunFolder(station.workspace.resolve(station.training.run(run_id).folder))


def slow(values: dict) -> dict:
    """So many steps that a test can act in the middle of them."""
    return {**values, "epochs": 100}


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory):
    with open_station(tmp_path_factory.mktemp("flow") / "workspace") as opened:
        opened.freeze("deadlines", TRAIN, HELD)
        yield opened


@pytest.fixture(scope="module")
def finished(station: Station, tiny_student: Path) -> int:
    run_id, job_id = start(station, tiny_student, EVERY)
    record = station.jobs.wait(job_id, LIMIT_S)
    assert record.state is JobState.DONE, record.error
    return run_id


def test_that_a_finished_run_has_its_curve_checkpoints_and_facts(station: Station, finished: int) -> None:
    run = station.training.run(finished)
    assert (run.state, run.steps_done, run.steps_total) == (RunState.DONE, STEPS, STEPS)
    names = {point.name for point in station.training.metrics(finished)}
    assert names == {"loss", "eval_loss", "learning_rate", "grad_norm", "tokens_per_s", "seconds_left"}
    assert run.final_loss == curve(station, finished)["loss", STEPS]
    kept = station.training.checkpoints(finished)
    assert [(c.step, c.is_final) for c in kept] == [(step, step == STEPS) for step in range(10, STEPS + 1, 10)]
    assert all(c.eval_loss == curve(station, finished)["eval_loss", c.step] for c in kept)
    assert run.facts["train"]["rows"] == len(TRAIN)
    assert 0 < run.facts["train"]["supervised_tokens"] < run.facts["train"]["tokens"]
    assert run.facts["versions"]["trl"]
    assert run.facts["threads"] == 1


def test_that_training_teaches(station: Station, finished: int) -> None:
    values = curve(station, finished)
    assert values["eval_loss", STEPS] < values["eval_loss", 10]


def test_that_the_final_checkpoint_holds_adapter_tokenizer_and_template(station: Station, finished: int) -> None:
    folder = station.training.checkpoint_of(finished)
    assert folder.name == f"checkpoint-{STEPS}"
    names = {path.name for path in folder.iterdir()}
    assert {"adapter_model.safetensors", "tokenizer.json", "chat_template.jinja", "stillroom.json"} <= names
    assert "{%- generation -%}" in (folder / "chat_template.jinja").read_text(encoding="utf-8")


def test_that_a_checkpoint_names_the_student_where_it_is_now(
    station: Station, finished: int, tiny_student: Path
) -> None:
    config = station.training.checkpoint_of(finished, 10) / "adapter_config.json"
    moved = json.loads(config.read_text(encoding="utf-8")) | {"base_model_name_or_path": "/elsewhere/tiny"}
    config.write_text(json.dumps(moved), encoding="utf-8")
    station.training.checkpoint_of(finished, 10)
    assert json.loads(config.read_text(encoding="utf-8"))["base_model_name_or_path"] == str(tiny_student)


def test_that_a_finished_run_cannot_be_resumed(station: Station, finished: int) -> None:
    with pytest.raises(InvalidInput, match="done already"):
        station.training.resume(finished)


def test_that_the_pace_of_a_finished_run_gives_the_next_plan_its_minutes(
    station: Station, finished: int, tiny_student: Path
) -> None:
    plan = station.training.plan("deadlines", str(tiny_student), "cpu", EVERY)
    assert plan.steps == STEPS
    assert plan.minutes is not None
    assert 0 < plan.minutes < 5


def test_that_a_run_that_was_stopped_and_killed_ends_on_the_same_trajectory(
    station: Station, finished: int, tiny_student: Path
) -> None:
    run_id, job_id = start(station, tiny_student, EVERY)
    until(lambda: station.training.run(run_id).steps_done >= 3, "three steps")
    station.jobs.cancel(job_id)
    assert station.jobs.wait(job_id, LIMIT_S).state is JobState.CANCELLED
    stopped = station.training.run(run_id)
    last = station.training.checkpoints(run_id)[-1]
    assert (stopped.state, last.step, last.is_final) == (RunState.STOPPED, stopped.steps_done, False)
    assert stopped.steps_done < STEPS

    job_id = station.training.resume(run_id)
    folder = folder_of(station, run_id)
    until(lambda: last_step(folder) >= 33, "a step behind the third checkpoint")
    child = find_child(folder)
    assert child is not None
    os.kill(child.pid, signal.SIGKILL)
    record = station.jobs.wait(job_id, LIMIT_S)
    assert (record.state, station.training.run(run_id).state) == (JobState.FAILED, RunState.FAILED)
    assert "killed" in record.error
    assert first_step(folder) == stopped.steps_done + 1

    resumed = station.jobs.wait(station.training.resume(run_id), LIMIT_S)
    assert resumed.state is JobState.DONE, resumed.error
    assert first_step(folder) > 30
    assert curve(station, run_id) == curve(station, finished)


def steps(folder: RunFolder) -> list[int]:
    return [event.data["done"] for event in EventTail(folder).read() if event.kind == "progress"]


def first_step(folder: RunFolder) -> int:
    return steps(folder)[0]


def last_step(folder: RunFolder) -> int:
    return max(steps(folder), default=0)


def test_that_a_changed_dataset_fails_the_run_before_it_trains(station: Station, tiny_student: Path) -> None:
    frozen = station.freeze("tampered", TRAIN)
    with (station.workspace.resolve(frozen.path) / "train.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(chat(1)) + "\n")
    run_id, job_id = station.training.start("tampered", student=str(tiny_student), recipe="tiny")
    record = station.jobs.wait(job_id, LIMIT_S)
    assert (record.state, record.error) == (JobState.FAILED, "The dataset has changed since it was frozen.")
    run = station.training.run(run_id)
    assert run.state is RunState.FAILED
    assert record.error in run.error
    assert station.training.metrics(run_id) == ()


def test_that_a_later_studio_finds_a_running_child_and_finishes_its_books(tmp_path: Path, tiny_student: Path) -> None:
    with open_station(tmp_path / "workspace", keep_children=True) as first:
        first.freeze("deadlines", TRAIN, HELD)
        run_id, job_id = start(first, tiny_student, EVERY)
        until(lambda: first.training.run(run_id).steps_done >= 2, "two steps")
    folder = RunFolder(tmp_path / "workspace" / "runs" / str(run_id))
    with open_station(tmp_path / "workspace") as second:
        assert second.training.run(run_id).state is RunState.RUNNING
        (record,) = unfinished(second)
        assert record.id == job_id
        job = second.training.adopt(record)
        assert job is not None
        second.jobs.take_up(record.id, job)
        assert second.jobs.wait(record.id, LIMIT_S).state is JobState.DONE
        assert second.training.run(run_id).state is RunState.DONE
        assert len([e for e in EventTail(folder).read() if e.kind == "started"]) == 1
        assert {step for name, step in curve(second, run_id) if name == "loss"} == set(range(1, STEPS + 1))


def test_that_a_child_that_died_while_no_studio_was_open_leaves_a_failed_run(
    tmp_path: Path, tiny_student: Path
) -> None:
    with open_station(tmp_path / "workspace", keep_children=True) as first:
        first.freeze("deadlines", TRAIN, HELD)
        run_id, _job_id = start(first, tiny_student, slow(EVERY))
        until(lambda: first.training.run(run_id).steps_done >= 2, "two steps")
    folder = RunFolder(tmp_path / "workspace" / "runs" / str(run_id))
    child = find_child(folder)
    assert child is not None
    os.kill(child.pid, signal.SIGKILL)
    until(lambda: find_child(folder) is None, "the end of the child")
    with open_station(tmp_path / "workspace") as second:
        (record,) = unfinished(second)
        job = second.training.adopt(record)
        assert job is not None
        second.jobs.take_up(record.id, job)
        assert second.jobs.wait(record.id, LIMIT_S).state is JobState.FAILED
        run = second.training.run(run_id)
        assert run.state is RunState.FAILED
        assert "ended while Stillroom was closed" in run.error


def unfinished(station: Station):
    with station.store.read() as unit:
        return unit.jobs.unfinished()
