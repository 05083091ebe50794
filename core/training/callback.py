# SPDX-License-Identifier: Apache-2.0
"""What a running training says, and how it hears that it should stop. Child process only."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.errors import StudioError
from core.jobs.runfolder import EventWriter, RunFolder, Wish
from core.training.checkpoints import seal, thin

_NAMES = {"loss": "loss", "eval_loss": "eval_loss", "learning_rate": "learning_rate", "grad_norm": "grad_norm"}
_MEMORY = 0.8
"""Weight of the past in the smoothed seconds per step."""


class Pace:
    """Seconds a step and tokens a second, without the time that evaluating and saving took."""

    def __init__(self, tokens_seen: Callable[[], int]) -> None:
        """Measure a training whose trainer counts its tokens."""
        self._tokens_seen = tokens_seen
        self._began = 0.0
        self._tokens = 0
        self._step_s: float | None = None
        self._eval_s = 0.0
        self.train_s = 0.0
        self.train_tokens = 0

    def begin_step(self) -> None:
        """A step begins."""
        self._began = time.perf_counter()
        self._tokens = self._tokens_seen()

    def end_step(self) -> float:
        """A step ended; returns its tokens a second."""
        seconds = max(time.perf_counter() - self._began, 1e-9)
        tokens = self._tokens_seen() - self._tokens
        self.train_s += seconds
        self.train_tokens += tokens
        self._step_s = seconds if self._step_s is None else _MEMORY * self._step_s + (1 - _MEMORY) * seconds
        return tokens / seconds

    def evaluated(self, seconds: float) -> None:
        """An evaluation took so long."""
        self._eval_s = seconds

    def seconds_left(self, *, steps: int, evaluations: int) -> float | None:
        """What is left at this pace; None before the first step."""
        return None if self._step_s is None else self._step_s * steps + self._eval_s * evaluations


def make_callback(
    folder: RunFolder, events: EventWriter, pace: Pace, *, checkpoint_facts: dict[str, Any], base: Path
) -> Any:
    """The Trainer callback; made in a function, because transformers is not imported with this module.

    ``base`` is the folder that paths in events are relative to.
    """
    from transformers import TrainerCallback

    class Voice(TrainerCallback):  # type: ignore[misc,unused-ignore]
        """Says every log line as one event, seals checkpoints, and passes on the wish to stop."""

        def __init__(self) -> None:
            self.was_asked_to_stop = False
            self._speed = 0.0
            self._last_eval: tuple[int, float] | None = None

        def on_step_begin(self, args: Any, state: Any, control: Any, **_rest: Any) -> None:
            pace.begin_step()

        def on_step_end(self, args: Any, state: Any, control: Any, **_rest: Any) -> None:
            # A due evaluation is left to run before a stop: it draws from the generator that dropout uses.
            self._speed = pace.end_step()
            if folder.read_wish() is not Wish.GO_ON and state.global_step < state.max_steps:
                self.was_asked_to_stop = True
                control.should_save = True
                control.should_training_stop = True

        def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **_rest: Any) -> None:
            if logs and isinstance(logs.get("loss"), float) and not math.isfinite(logs["loss"]):
                raise StudioError(
                    f"The training lost its way at step {state.global_step}: the loss is no longer a number.",
                    hint="Use a smaller learning rate, or precision fp32.",
                )
            values = {name: float(logs[key]) for key, name in _NAMES.items() if logs and _is_number(logs.get(key))}
            if "loss" in values:
                values["tokens_per_s"] = self._speed
                left = _evaluations_left(state, args)
                seconds = pace.seconds_left(steps=state.max_steps - state.global_step, evaluations=left)
                if seconds is not None:
                    values["seconds_left"] = seconds
            if values:
                events.say("metric", step=state.global_step, values=values)
            if "loss" in values:
                events.say("progress", done=state.global_step, total=state.max_steps, message=_message(values))

        def on_evaluate(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
            metrics = rest["metrics"]
            pace.evaluated(float(metrics.get("eval_runtime", 0.0)))
            if _is_number(metrics.get("eval_loss")):
                self._last_eval = (state.global_step, float(metrics["eval_loss"]))

        def on_save(self, args: Any, state: Any, control: Any, **_rest: Any) -> None:
            checkpoint = Path(args.output_dir) / f"checkpoint-{state.global_step}"
            seal(checkpoint, {**checkpoint_facts, "step": state.global_step})
            thin(checkpoint.parent)
            step, loss = self._last_eval or (-1, 0.0)
            events.say(
                "checkpoint",
                step=state.global_step,
                path=checkpoint.relative_to(base).as_posix(),
                eval_loss=loss if step == state.global_step else None,
                is_final=state.global_step >= state.max_steps,
            )

    return Voice()


def _evaluations_left(state: Any, args: Any) -> int:
    every = int(args.eval_steps or 0)
    return math.ceil((state.max_steps - state.global_step) / every) if every > 0 and args.eval_strategy != "no" else 0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _message(values: dict[str, float]) -> str:
    left = values.get("seconds_left")
    words = [f"loss {values['loss']:.3g}", f"{values['tokens_per_s']:.0f} tokens/s"]
    if left is not None:
        words.append(f"{_duration(left)} left")
    return ", ".join(words)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
