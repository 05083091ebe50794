# SPDX-License-Identifier: Apache-2.0
"""One supervised fine-tuning from files to checkpoints. Child process only: everything heavy is imported here, late."""

from __future__ import annotations

import dataclasses
import hashlib
import math
import os
import platform
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from core.domain.codec import to_json
from core.domain.json import JsonObject
from core.errors import InvalidInput, JobCancelled, StudioError
from core.jobs.runfolder import EventWriter, RunFolder
from core.training.adaptation import Adapted
from core.training.adapter import fuse_adapters
from core.training.attention import register_short_attention
from core.training.batches import EpochOrder
from core.training.callback import Pace, make_callback
from core.training.checkpoints import newest_resumable
from core.training.files import TrainingFiles
from core.training.hardware import Hardware, measure
from core.training.rows import TokenisedRows, Tokeniser, read_rows, without_tools
from core.training.sft_params import SftParams
from core.training.sft_trainer import make_trainer_class
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
    hardware = measure()
    tokenizer = _load_tokenizer(files.student)
    asked_template = str(values.get("template", "auto"))
    template = choose_template(tokenizer, wish=asked_template)
    tokenizer.chat_template = template.text
    train, held = _tokenise(files, tokenizer, template, values)
    adapted = adapt(values, hardware=hardware, row_count=len(train))
    params: SftParams = adapted.values
    _say_facts(events, files, hardware, params, template, train, held)
    events.say("adaptations", items=to_json(adapted.adaptations), warnings=list(adapted.warnings))
    return _train(files, params, tokenizer, hardware, train, held, folder, events, resume=resume)


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
    import torch

    if hardware.device == "cpu":
        torch.set_num_threads(params.threads)
    model = _load_model(files.student, params, tokenizer, device=hardware.device)
    order = EpochOrder(
        [len(ids) for ids in train.input_ids],
        batch_size=params.batch_size,
        seed=params.seed,
        group_by_length=params.group_by_length,
    )
    student = make_trainer_class()(
        order=order,
        model=model,
        args=_arguments(params, files, hardware, has_eval=len(held) > 0),
        train_dataset=_dataset(train),
        eval_dataset=_dataset(held, is_sorted=True) if len(held) else None,
        processing_class=tokenizer,
        peft_config=_lora(params),
    )
    if hardware.device == "cpu" and params.method == "lora":
        fuse_adapters(student.model)
    pace = Pace(student.tokens_seen)
    facts = {"student": str(files.student), "sha256": files.sha256, "seed": params.seed}
    voice = make_callback(folder, events, pace, checkpoint_facts=facts, base=folder.path)
    student.add_callback(voice)
    start = newest_resumable(files.checkpoints) if resume else None
    events.say(
        "fact", facts={"trainable_parameters": student.trainable_count(), "parameters": student.parameter_count()}
    )
    events.say("log", text=f"Training from {start.name}." if start else "Training from the start.")
    student.train(resume_from_checkpoint=str(start) if start else None)
    if voice.was_asked_to_stop:
        raise JobCancelled
    return _result(student, pace)


def _result(student: Any, pace: Pace) -> JsonObject:
    history = student.state.log_history
    losses = [entry["loss"] for entry in history if "loss" in entry]
    held = [entry["eval_loss"] for entry in history if "eval_loss" in entry]
    if losses and not math.isfinite(losses[-1]):
        raise StudioError(
            "The training lost its way: the loss is no longer a number.",
            hint="Use a smaller learning rate, or precision fp32.",
        )
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


def _load_tokenizer(student: Path) -> Any:
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(student, trust_remote_code=False, local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise InvalidInput(
            f"The tokenizer of {student.name} cannot be loaded.",
            hint="Copy the tokenizer files of the model into its folder.",
            detail=str(error),
        ) from error
    if not tokenizer.is_fast:
        raise InvalidInput(
            f"The tokenizer of {student.name} has no tokenizer.json.",
            hint="Convert it once with transformers and save it beside the weights.",
        )
    if tokenizer.pad_token is None or tokenizer.pad_token == tokenizer.eos_token:
        tokenizer.pad_token = "<|endoftext|>" if "<|endoftext|>" in tokenizer.get_vocab() else tokenizer.eos_token
    tokenizer.padding_side = "right"
    return tokenizer


def _tokenise(
    files: TrainingFiles, tokenizer: Any, template: ChosenTemplate, values: Mapping[str, Any]
) -> tuple[TokenisedRows, TokenisedRows]:
    defaults = SftParams()
    tokeniser = Tokeniser(
        tokenizer,
        template,
        max_length=int(values.get("max_length", defaults.max_length)),
        too_long=str(values.get("too_long", defaults.too_long)),
    )
    shows_tools = bool(values.get("with_tools", defaults.with_tools))

    def rows_of(path: Path) -> TokenisedRows:
        rows = read_rows(path)
        return tokeniser.tokenise(rows if shows_tools else without_tools(rows))

    train = rows_of(files.train)
    held = rows_of(files.eval) if files.eval.is_file() else TokenisedRows()
    if len(train) == 0:
        reasons = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in train.dropped.items())
        raise InvalidInput(
            f"The dataset has no example that can be trained on{': ' + reasons if reasons else ''}.",
            hint="Raise “Longest example”, or accept more traces and freeze again.",
        )
    return train, held


def _load_model(student: Path, params: SftParams, tokenizer: Any, *, device: str) -> Any:
    import torch
    from transformers import AutoModelForCausalLM

    is_light = params.method == "lora" and params.precision == "bf16"
    try:
        model: Any = AutoModelForCausalLM.from_pretrained(
            student,
            dtype=torch.bfloat16 if is_light else torch.float32,
            trust_remote_code=False,
            local_files_only=True,
            use_safetensors=True,
            attn_implementation=register_short_attention() if device == "cpu" else "sdpa",
        )
    except (OSError, ValueError, KeyError) as error:
        raise InvalidInput(
            f"The model {student.name} cannot be loaded.", hint="Check its folder in Train.", detail=str(error)
        ) from error
    if len(tokenizer) > model.get_input_embeddings().num_embeddings:
        raise InvalidInput(
            f"The tokenizer of {student.name} has more tokens than the model.", hint="Tokenizer and weights must match."
        )
    return model


def _lora(params: SftParams) -> Any:
    if params.method == "full":
        return None
    from peft import LoraConfig

    named = [name.strip() for name in params.lora_targets.split(",") if name.strip()]
    return LoraConfig(
        r=params.lora_rank,
        lora_alpha=params.lora_alpha,
        lora_dropout=params.lora_dropout,
        target_modules="all-linear" if named == ["all-linear"] else named,
        task_type="CAUSAL_LM",
    )


def _arguments(params: SftParams, files: TrainingFiles, hardware: Hardware, *, has_eval: bool) -> Any:
    from trl import SFTConfig

    return SFTConfig(
        output_dir=str(files.checkpoints),
        num_train_epochs=params.epochs,
        per_device_train_batch_size=params.batch_size,
        per_device_eval_batch_size=max(params.batch_size, 4),
        gradient_accumulation_steps=params.accumulation,
        learning_rate=params.learning_rate,
        lr_scheduler_type=params.schedule,
        warmup_steps=params.warmup,
        max_grad_norm=params.max_grad_norm,
        weight_decay=params.weight_decay,
        optim=params.optimizer,
        bf16=params.precision == "bf16",
        fp16=params.precision == "fp16",
        use_cpu=hardware.device == "cpu",
        gradient_checkpointing=params.gradient_checkpointing,
        logging_steps=1,
        logging_nan_inf_filter=False,
        eval_strategy="steps" if has_eval else "no",
        eval_steps=params.eval_every if has_eval else None,
        save_strategy="steps",
        save_steps=params.save_every,
        seed=params.seed,
        data_seed=params.seed,
        report_to="none",
        disable_tqdm=True,
        max_length=None,
        dataset_kwargs={"skip_prepare_dataset": True},
        dataloader_pin_memory=hardware.device == "cuda",
        dataloader_num_workers=0,
        prediction_loss_only=True,
        push_to_hub=False,
    )


def _dataset(rows: TokenisedRows, *, is_sorted: bool = False) -> Any:
    from datasets import Dataset

    pairs = list(zip(rows.input_ids, rows.labels, strict=True))
    if is_sorted:
        pairs.sort(key=lambda pair: len(pair[0]))
    return Dataset.from_dict({"input_ids": [ids for ids, _ in pairs], "labels": [labels for _, labels in pairs]})


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
