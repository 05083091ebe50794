# SPDX-License-Identifier: Apache-2.0
"""What a training will be, before anything is spent: steps, tokens, memory, time, and what was adapted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from core.domain.runs import Adaptation
from core.training.adaptation import Adapted
from core.training.hardware import Hardware
from core.training.sft_params import SftParams
from core.training.student import Shape

_CHARACTERS_A_TOKEN = 2.6
"""Low for English, because traces about times and deadlines are full of digits."""
_TURN_TOKENS = 6
_SAMPLE_ROWS = 200
_RUNTIME_BYTES = 700 * 2**20
_ADAMW_BYTES = 12


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """A training that can be started as it stands.

    Attributes:
        tokens: estimate of the tokens of all epochs.
        memory_bytes: estimate of the largest memory; ``memory`` says it for people.
        minutes: from the pace of an earlier run of this student on this machine; None while there is none.
    """

    steps: int
    rows: int
    tokens: int
    adaptations: tuple[Adaptation, ...]
    memory_bytes: int
    memory: str
    minutes: float | None
    warnings: tuple[str, ...]


def draw_up(
    adapted: Adapted,
    *,
    steps: int,
    train_file: Path,
    row_count: int,
    shape: Shape,
    hardware: Hardware,
    pace_tokens_per_s: float | None,
) -> TrainingPlan:
    """Put a plan together from values that were adapted already; loads no model library."""
    values = adapted.values
    row_tokens = estimate_row_tokens(train_file, with_tools=values.with_tools)
    tokens = round(min(row_tokens, values.max_length) * row_count * values.epochs)
    memory = estimate_memory(values, shape, row_tokens=min(row_tokens, values.max_length), hardware=hardware)
    warnings = list(adapted.warnings)
    if row_count == 0:
        warnings.append("This dataset has no example to train on.")
    if row_tokens > values.max_length:
        warnings.append(
            f"Most examples seem longer than {values.max_length} tokens; they would be {_fate(values)}. "
            "Raise “Longest example”."
        )
    if memory > hardware.free_memory_bytes:
        warnings.append(
            f"About {_gigabytes(memory)} of memory are needed and {_gigabytes(hardware.free_memory_bytes)} are free. "
            "Use a smaller batch, or close other programs."
        )
    return TrainingPlan(
        steps=steps,
        rows=row_count,
        tokens=tokens,
        adaptations=adapted.adaptations,
        memory_bytes=memory,
        memory=f"about {_gigabytes(memory)}",
        minutes=tokens / pace_tokens_per_s / 60 if pace_tokens_per_s else None,
        warnings=tuple(warnings),
    )


def estimate_row_tokens(train_file: Path, *, with_tools: bool) -> float:
    """Mean tokens of an example, by the characters of the first rows; 0 where the file cannot be read."""
    try:
        with train_file.open(encoding="utf-8") as file:
            counts = [_row_tokens(json.loads(line), with_tools) for line in islice(file, _SAMPLE_ROWS) if line.strip()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return 0.0
    return sum(counts) / len(counts) if counts else 0.0


def estimate_memory(values: SftParams, shape: Shape, *, row_tokens: float, hardware: Hardware) -> int:
    """Bytes at the peak: weights, optimiser, and what the way back needs of a batch."""
    full = values.method == "full"
    item = 2 if values.precision in ("bf16", "fp16") else 4
    weights = shape.parameters * (4 if full else item)
    trained = shape.parameters if full else _adapter_parameters(values, shape)
    batch_tokens = values.batch_size * row_tokens
    kept = shape.layers * (16 * shape.width + 5 * shape.inner_width) * item
    if values.gradient_checkpointing:
        kept = shape.layers * 2 * shape.width * item + kept // max(1, shape.layers)
    else:
        heads = max(1, shape.width // 64)
        kept += round(shape.layers * heads * row_tokens * item)
    logits = 256 * shape.head_tokens * 12 if not full else batch_tokens * shape.head_tokens * 12
    return round(_RUNTIME_BYTES + weights + trained * (4 + _ADAMW_BYTES) + batch_tokens * kept + logits)


def _adapter_parameters(values: SftParams, shape: Shape) -> int:
    """LoRA on every linear layer: four in the attention, three in the feed-forward part."""
    return shape.layers * values.lora_rank * (4 * 2 * shape.width + 3 * (shape.width + shape.inner_width))


def _row_tokens(row: Mapping[str, Any], with_tools: bool) -> float:
    messages = row["messages"]
    characters = sum(len(message.get("content") or "") for message in messages)
    characters += sum(len(json.dumps(message["tool_calls"])) for message in messages if message.get("tool_calls"))
    characters += len(json.dumps(row["tools"])) if with_tools and row.get("tools") else 0
    return characters / _CHARACTERS_A_TOKEN + _TURN_TOKENS * len(messages)


def _fate(values: SftParams) -> str:
    return "cut" if values.too_long == "cut" else "dropped"


def _gigabytes(count: float) -> str:
    return f"{count / 2**30:.1f} GB"
