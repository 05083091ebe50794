# SPDX-License-Identifier: Apache-2.0
"""What a training says: pace, time left, and a loss that is no number any more."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from core.errors import StudioError
from core.jobs.runfolder import EventTail, EventWriter, RunFolder, Wish
from core.training.callback import Pace, make_callback


def control() -> SimpleNamespace:
    return SimpleNamespace(should_save=False, should_evaluate=True, should_training_stop=False)


def voice(folder: RunFolder, writer: EventWriter):
    folder.path.mkdir(exist_ok=True)
    return make_callback(folder, writer, Pace(lambda: 100), checkpoint_facts={}, base=folder.path)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path)


@pytest.fixture
def writer(folder: RunFolder):
    opened = EventWriter(folder)
    yield opened
    opened.close()


ARGS = SimpleNamespace(eval_steps=5, eval_strategy="steps", output_dir="")


def test_that_a_log_becomes_one_metric_event_and_one_progress_event(folder: RunFolder, writer: EventWriter) -> None:
    speaker, state = voice(folder, writer), SimpleNamespace(global_step=3, max_steps=10)
    speaker.on_step_begin(ARGS, state, control())
    speaker.on_step_end(ARGS, state, control())
    speaker.on_log(ARGS, state, control(), logs={"loss": 1.5, "grad_norm": 0.5, "learning_rate": 1e-3, "epoch": 1})
    metric, progress = EventTail(folder).read()
    assert (metric.kind, metric.data["step"]) == ("metric", 3)
    assert set(metric.data["values"]) == {"loss", "grad_norm", "learning_rate", "tokens_per_s", "seconds_left"}
    assert (progress.data["done"], progress.data["total"]) == (3, 10)
    assert progress.data["message"].startswith("loss 1.5")


def test_that_a_loss_that_is_no_number_ends_the_training_at_once(folder: RunFolder, writer: EventWriter) -> None:
    state = SimpleNamespace(global_step=7, max_steps=10)
    with pytest.raises(StudioError, match="at step 7: the loss is no longer a number") as caught:
        voice(folder, writer).on_log(ARGS, state, control(), logs={"loss": float("nan")})
    assert "smaller learning rate" in caught.value.hint


def test_that_a_wish_to_stop_saves_and_stops_at_the_end_of_the_step(folder: RunFolder, writer: EventWriter) -> None:
    speaker, state, wishes = voice(folder, writer), SimpleNamespace(global_step=3, max_steps=10), control()
    speaker.on_step_begin(ARGS, state, wishes)
    speaker.on_step_end(ARGS, state, wishes)
    assert not wishes.should_training_stop
    folder.wish(Wish.STOP)
    speaker.on_step_end(ARGS, state, wishes)
    assert (wishes.should_save, wishes.should_training_stop) == (True, True)
    assert speaker.was_asked_to_stop


@pytest.mark.parametrize("is_due", [True, False])
def test_that_a_stop_leaves_a_due_evaluation_in_place_because_it_draws_from_the_same_dice_as_dropout(
    folder: RunFolder, writer: EventWriter, is_due: bool
) -> None:
    speaker, state, wishes = voice(folder, writer), SimpleNamespace(global_step=3, max_steps=10), control()
    wishes.should_evaluate = is_due
    folder.wish(Wish.STOP)
    speaker.on_step_begin(ARGS, state, wishes)
    speaker.on_step_end(ARGS, state, wishes)
    assert (wishes.should_training_stop, wishes.should_evaluate) == (True, is_due)


def test_that_time_left_counts_steps_and_evaluations() -> None:
    tokens = iter((0, 300))
    pace = Pace(lambda: next(tokens))
    assert pace.seconds_left(steps=5, evaluations=1) is None
    pace.begin_step()
    pace.end_step()
    pace.evaluated(30.0)
    assert pace.train_tokens == 300
    left = pace.seconds_left(steps=5, evaluations=2)
    assert left == pytest.approx(60.0 + 5 * pace.train_s)
