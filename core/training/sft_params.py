# SPDX-License-Identifier: Apache-2.0
"""What a person can set about a supervised fine-tuning."""

from __future__ import annotations

from dataclasses import dataclass

from core.params import param


@dataclass(frozen=True, slots=True)
class SftParams:
    """The values of one supervised fine-tuning, as asked for or as used."""

    epochs: float = param(3.0, "Epochs", "How often the student sees every example.", minimum=0.01, maximum=100)
    batch_size: int = param(4, "Batch size", "Examples in one forward pass.", minimum=1, maximum=512)
    accumulation: int = param(
        2, "Accumulation", "Forward passes before the weights change; times the batch size.", minimum=1, maximum=512
    )
    learning_rate: float = param(1e-3, "Learning rate", "Size of a step at its peak.", minimum=0.0, maximum=1.0)
    schedule: str = param(
        "cosine",
        "Schedule",
        "How the learning rate falls after the warm-up.",
        choices=("cosine", "linear", "constant_with_warmup"),
    )
    warmup: float = param(0.1, "Warm-up", "Share of the steps in which the rate rises.", minimum=0.0, maximum=0.9)
    max_grad_norm: float = param(1.0, "Largest gradient norm", "Longer gradients are cut to it.", minimum=0.0)
    weight_decay: float = param(
        0.0, "Weight decay", "Pull of the weights towards zero.", minimum=0.0, maximum=1.0, is_advanced=True
    )
    precision: str = param(
        "auto",
        "Precision",
        "Number format of the forward pass; auto takes bf16 where the machine gains from it.",
        choices=("auto", "bf16", "fp16", "fp32"),
    )
    optimizer: str = param(
        "adamw_torch",
        "Optimiser",
        "What turns gradients into steps.",
        choices=("adamw_torch", "adamw_torch_fused", "adamw_8bit", "adafactor"),
        is_advanced=True,
    )
    method: str = param(
        "lora",
        "Method",
        "LoRA trains a small adapter beside frozen weights; full changes every weight.",
        choices=("lora", "full"),
    )
    lora_rank: int = param(16, "LoRA rank", "Width of the adapter.", minimum=1, maximum=512)
    lora_alpha: int = param(
        32, "LoRA alpha", "Strength of the adapter; usually twice the rank.", minimum=1, maximum=1024
    )
    lora_dropout: float = param(
        0.0, "LoRA dropout", "Share of the adapter's inputs left out.", minimum=0.0, maximum=0.9, is_advanced=True
    )
    lora_targets: str = param(
        "all-linear", "LoRA targets", "Layers that get an adapter: all-linear, or names with commas.", is_advanced=True
    )
    max_length: int = param(
        1024, "Longest example", "Longer examples are dropped or cut.", minimum=16, maximum=131072, unit="tokens"
    )
    too_long: str = param(
        "drop",
        "Too long examples",
        "Drop them, or cut their end off; both are counted and said.",
        choices=("drop", "cut"),
        is_advanced=True,
    )
    with_tools: bool = param(
        False,
        "Show the tools",
        "Put the list of tools before every example: it costs about 150 tokens each, and a student of few tools learns "
        "them from the calls.",
        is_advanced=True,
    )
    eval_every: int = param(0, "Evaluate every", "0 chooses 4 to 10 times a run.", minimum=0, unit="steps")
    save_every: int = param(0, "Save every", "0 saves when it evaluates.", minimum=0, unit="steps")
    group_by_length: bool = param(
        True,
        "Group by length",
        "Put examples of like length together, so that less padding is computed.",
        is_advanced=True,
    )
    template: str = param(
        "auto",
        "Chat template",
        "How messages become text: the student's own where it can mark what the assistant wrote, else ChatML.",
        choices=("auto", "own", "chatml"),
        is_advanced=True,
    )
    gradient_checkpointing: bool = param(
        False, "Gradient checkpointing", "Compute more to hold less memory.", is_advanced=True
    )
    seed: int = param(0, "Seed", "The same seed on the same machine gives the same student.", minimum=0)
    threads: int = param(
        0, "Threads", "Processor threads; 0 chooses for this machine.", minimum=0, maximum=512, is_advanced=True
    )
