# SPDX-License-Identifier: Apache-2.0
"""Puts a trainer together: tokenizer, examples, model, adapter and arguments. Child process only, imports late."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import InvalidInput
from core.training.adapter import fuse_adapters
from core.training.attention import register_short_attention
from core.training.batches import EpochOrder
from core.training.files import TrainingFiles
from core.training.hardware import Hardware
from core.training.rows import TokenisedRows, Tokeniser, read_rows, without_tools
from core.training.sft_params import SftParams
from core.training.sft_trainer import make_trainer_class
from core.training.template import ChosenTemplate


def assemble(
    files: TrainingFiles,
    params: SftParams,
    tokenizer: Any,
    hardware: Hardware,
    train: TokenisedRows,
    held: TokenisedRows,
) -> Any:
    """A trainer that is ready to train; loads the model. Raises InvalidInput when it cannot be loaded."""
    import torch

    is_cpu = hardware.device == "cpu"
    if is_cpu:
        torch.set_num_threads(params.threads)
    order = EpochOrder(
        [len(ids) for ids in train.input_ids],
        batch_size=params.batch_size,
        seed=params.seed,
        group_by_length=params.group_by_length,
    )
    trainer = make_trainer_class()(
        order=order,
        model=_load_model(files.student, params, tokenizer, is_cpu=is_cpu),
        args=_arguments(params, files, hardware, has_eval=len(held) > 0),
        train_dataset=_dataset(train),
        eval_dataset=_dataset(held, is_sorted=True) if len(held) else None,
        processing_class=tokenizer,
        peft_config=_lora(params),
    )
    if is_cpu and params.method == "lora":
        fuse_adapters(trainer.model)
    return trainer


def load_tokenizer(student: Path) -> Any:
    """The student's tokenizer, padding on the right with a token that ends nothing. Raises InvalidInput."""
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


def tokenise(
    files: TrainingFiles, tokenizer: Any, template: ChosenTemplate, values: Mapping[str, Any]
) -> tuple[TokenisedRows, TokenisedRows]:
    """The examples to train on and those held out. Raises InvalidInput where none is left to train on."""
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


def _load_model(student: Path, params: SftParams, tokenizer: Any, *, is_cpu: bool) -> Any:
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
            attn_implementation=register_short_attention() if is_cpu else "sdpa",
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
