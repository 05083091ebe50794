# SPDX-License-Identifier: Apache-2.0
"""How a run reads: its state, its settings in one sentence, its figures, and what was adapted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from core.domain.datasets import Snapshot
from core.domain.jobs import JobState
from core.domain.runs import Adaptation, Run, RunState
from ui.widgets.job_row import STATE_ROLES as JOB_ROLES
from ui.widgets.job_row import state_word as job_word
from ui.widgets.live_figures import Figure
from ui.widgets.times import span

_AS_JOB = {
    RunState.QUEUED: JobState.QUEUED,
    RunState.RUNNING: JobState.RUNNING,
    RunState.DONE: JobState.DONE,
    RunState.STOPPED: JobState.CANCELLED,
    RunState.FAILED: JobState.FAILED,
}
"""A run looks and reads like the job that trains it."""

STATE_ICONS = {state: job.value for state, job in _AS_JOB.items()}
STATE_ROLES = {state: JOB_ROLES[job] for state, job in _AS_JOB.items()}


def state_word(state: RunState) -> str:
    """The state in a word for people."""
    return job_word(_AS_JOB[state])


def is_live(run: Run) -> bool:
    """True while the run waits or trains."""
    return run.state in (RunState.QUEUED, RunState.RUNNING)


def not_evaluated_words(run: Run | None, checkpoints: int | None) -> str:
    """Why a run cannot be evaluated, empty where it can; no count of checkpoints means that they are being read."""
    if run is None:
        return _tr("Choose a run first.")
    if checkpoints is None:
        return _tr("The run is being read.")
    if checkpoints:
        return ""
    if is_live(run):
        return _tr("The run has no checkpoint yet; it saves one at every eval loss, and at its end.")
    return _tr("No checkpoint of this run is kept in this workspace; a new run on the same dataset keeps its own.")


def steps_words(run: Run) -> str:
    """How far the run is."""
    if run.steps_total <= 0:
        return _tr("{done} steps").format(done=number(run.steps_done))
    if run.steps_done >= run.steps_total:
        return _tr("{total} steps").format(total=number(run.steps_total))
    return _tr("{done} of {total} steps").format(done=number(run.steps_done), total=number(run.steps_total))


def settings_sentence(run: Run, snapshot: Snapshot | None) -> str:
    """The settings folded to a sentence, such as ``LoRA r16 on SmolLM2-135M, 4 epochs of 190 traces``."""
    values: Mapping[str, Any] = {**run.recipe.get("values", {}), **run.facts.get("values", {})}
    is_full = values.get("method") == "full"
    method = _tr("Full fine-tuning") if is_full else _tr("LoRA r{rank}").format(rank=values.get("lora_rank", 16))
    said = [_tr("{method} on {student}").format(method=method, student=PurePath(run.student).name)]
    epochs = values.get("epochs")
    if epochs is not None:
        words = _tr("1 epoch") if epochs == 1 else _tr("{n} epochs").format(n=f"{epochs:g}")
        of = "" if snapshot is None else _tr(" of {n} traces").format(n=number(snapshot.train_count))
        said.append(words + of)
    rate = values.get("learning_rate")
    if rate is not None:
        said.append(_tr("rate {rate}").format(rate=f"{rate:g}"))
    sentence = ", ".join(said)
    return sentence if snapshot is None else _tr("{said}. Dataset {name}.").format(said=sentence, name=snapshot.name)


def figures(run: Run, latest: Mapping[str, float]) -> tuple[Figure, ...]:
    """The strip above the chart: what the run is at right now, or came to."""
    result = run.facts.get("result", {})
    loss = latest.get("loss", run.final_loss)
    held = latest.get("eval_loss", result.get("eval_loss"))
    pace = latest.get("tokens_per_s") if is_live(run) else result.get("tokens_per_s", latest.get("tokens_per_s"))
    return (
        Figure(_tr("Train loss"), _loss(loss), role="student"),
        Figure(_tr("Eval loss"), _loss(held)),
        Figure(_tr("Tokens/s"), "" if pace is None else number(round(pace))),
        _time(run, latest),
        Figure(_tr("Steps"), number(run.steps_done), _of(run.steps_total)),
    )


def adaptation_words(adaptation: Adaptation) -> str:
    """What became of a value and why, such as ``Precision: fp16 → bf16. This machine has no …``."""
    label = adaptation.name.replace("_", " ").capitalize()
    return f"{label}: {adaptation.asked} → {adaptation.used}. {adaptation.reason}"


def number(value: int) -> str:
    """A whole number with its groups apart."""
    return QLocale().toString(value)


def _time(run: Run, latest: Mapping[str, float]) -> Figure:
    """Time left while it trains, the time it took after that."""
    if is_live(run):
        left = latest.get("seconds_left")
        return Figure(_tr("Time left"), "" if left is None else span(left))
    took = run.facts.get("result", {}).get("train_s")
    if took is None and run.ended_at is not None:
        took = (run.ended_at - run.created_at).total_seconds()
    return Figure(_tr("Trained for"), "" if took is None else span(took))


def _loss(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _of(total: int) -> str:
    return _tr("of {n}").format(n=number(total)) if total > 0 else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("train", text)
