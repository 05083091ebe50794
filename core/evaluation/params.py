# SPDX-License-Identifier: Apache-2.0
"""What a person can set about an evaluation."""

from __future__ import annotations

from dataclasses import dataclass

from core.params import param

EVALUATE = "evaluation.evaluate"
"""The kind of an evaluation's jobs."""


@dataclass(frozen=True, slots=True)
class EvaluationParams:
    """How the subject is asked; the same for every subject of a comparison."""

    max_tokens: int = param(
        768, "Longest answer", "An answer that is cut off here is kept, scored and counted.", minimum=16, unit="tokens"
    )
    temperature: float = param(
        0.0,
        "Temperature",
        "0 asks for the likeliest answer, so that an evaluation can be repeated; models that take none are left alone.",
        minimum=0.0,
        maximum=2.0,
        is_advanced=True,
    )
    tools: str = param(
        "auto",
        "List of tools",
        "Auto leaves it out for models of this machine, whose students learn their tools from the calls.",
        choices=("auto", "offered", "left_out"),
        is_advanced=True,
    )
    concurrency: int = param(
        8, "Requests at once", "How many requests are under way at a remote model.", minimum=1, maximum=256
    )
    batch_size: int = param(
        16, "Cases side by side", "How many cases a model of this machine answers at once.", minimum=1, maximum=512
    )
