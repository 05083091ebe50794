# SPDX-License-Identifier: Apache-2.0
"""One supervised fine-tuning from files to checkpoints. Child process only: everything heavy is imported here, late."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import platform
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

from core.domain.codec import to_json
from core.domain.json import JsonObject
from core.errors import InvalidInput, JobCancelled
from core.jobs.runfolder import EventWriter, RunFolder
from core.training.adaptation import Adapted
from core.training.assembly import assemble, load_tokenizer, tokenise
from core.training.callback import Pace, make_callback
from core.training.checkpoints import disk_said, newest_resumable
from core.training.files import TrainingFiles
from core.training.hardware import Hardware, measure
from core.training.rows import TokenisedRows
from core.training.sft_params import SftParams
from core.training.template import ChosenTemplate, choose_template

_PACKAGES = ("torch", "transformers", "trl", "peft", "accelerate", "datasets", "tokenizers")


def run_sft(
    adapt: Callable[..., Adapted],
    files: TrainingFiles,
    values: Mapping[str, Any],
    folder: RunFolder,
    events: EventWriter,
    *,
    resume: bool,
) -> JsonObject:
    """Train and return steps, losses and speed; raises JobCancelled after it stopped with a checkpoint."""
    _check_files(files)
    hardware = _as_before(measure(), folder)
    tokenizer = load_tokenizer(files.student)
    template = choose_template(tokenizer, wish=str(values.get("template", "auto")))
    tokenizer.chat_template = template.text
    train, held = tokenise(files, tokenizer, template, values)
    adapted = adapt(values, hardware=hardware, row_count=len(train))
    params: SftParams = adapted.values
    _say_facts(events, files, hardware, params, template, train, held)
    events.say("adaptations", items=to_json(adapted.adaptations), warnings=list(adapted.warnings))
    return _train(files, params, tokenizer, hardware, train, held, folder, events, resume=resume)


def _as_before(hardware: Hardware, folder: RunFolder) -> Hardware:
    """The machine as a resumed run knew it: whether bf16 pays is timed, and a busy moment must not change the run."""
    known = folder.read_spec().get("has_bf16")
    return hardware if known is None else dataclasses.replace(hardware, has_bf16=bool(known))


def _train(
    files: TrainingFiles,
    params: SftParams,
    tokenizer: Any,
    hardware: Hardware,
    train: TokenisedRows,
    held: TokenisedRows,
    folder: RunFolder,
    events: EventWriter,
    *,
    resume: bool,
) -> JsonObject:
    student = assemble(files, params, tokenizer, hardware, train, held)
    pace = Pace(student.tokens_seen)
    facts = {"student": str(files.student), "sha256": files.sha256, "seed": params.seed}
    voice = make_callback(folder, events, pace, checkpoint_facts=facts, base=folder.path)
    student.add_callback(voice)
    start = newest_resumable(files.checkpoints) if resume else None
    events.say(
        "fact", facts={"trainable_parameters": student.trainable_count(), "parameters": student.parameter_count()}
    )
    events.say("log", text=f"Training from {start.name}." if start else "Training from the start.")
    with disk_said(files.checkpoints):
        student.train(resume_from_checkpoint=str(start) if start else None)
    if voice.was_asked_to_stop:
        raise JobCancelled
    return _result(student, pace)


def _result(student: Any, pace: Pace) -> JsonObject:
    history = student.state.log_history
    losses = [entry["loss"] for entry in history if "loss" in entry]
    held = [entry["eval_loss"] for entry in history if "eval_loss" in entry]
    return {
        "steps": student.state.global_step,
        "final_loss": losses[-1] if losses else None,
        "eval_loss": held[-1] if held else None,
        "tokens_per_s": pace.train_tokens / pace.train_s if pace.train_s else None,
        "train_s": pace.train_s,
        "tokens": pace.train_tokens,
    }


def _check_files(files: TrainingFiles) -> None:
    """The snapshot must be the one that was chosen, byte for byte."""
    if not files.sha256:
        return
    digest = hashlib.sha256()
    for path in (files.train, files.eval):
        if path.is_file():
            digest.update(path.read_bytes())
    if digest.hexdigest() != files.sha256:
        raise InvalidInput(
            "The dataset has changed since it was frozen.",
            hint="Freeze a new one and train on that.",
            detail=files.sha256,
        )


def _say_facts(
    events: EventWriter,
    files: TrainingFiles,
    hardware: Hardware,
    params: SftParams,
    template: ChosenTemplate,
    train: TokenisedRows,
    held: TokenisedRows,
) -> None:
    events.say(
        "fact",
        facts={
            "versions": {name: version(name) for name in _PACKAGES} | {"python": platform.python_version()},
            "hardware": to_json(hardware),
            "threads": params.threads,
            "seed": params.seed,
            "student_path": str(files.student),
            "snapshot_sha256": files.sha256,
            "template": {"name": template.name, "reason": template.reason},
            "values": dataclasses.asdict(params) | {"allocator": os.environ.get("GLIBC_TUNABLES", "")},
            "train": train.facts(),
            "eval": held.facts(),
        },
    )
