# SPDX-License-Identifier: Apache-2.0
"""OpenAI chat fine-tuning: the form that most trainers and services read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.datasets.wire import ONE_MESSAGE, SOURCE, example_row
from core.domain.datasets import Example
from core.params import param


@dataclass(frozen=True, slots=True)
class OpenAIChatParams:
    """Options of the OpenAI chat form."""

    style: str = param(
        ONE_MESSAGE,
        "Tool call",
        "In the message with the reasoning (most chat templates need that), or in a second message with null content.",
        choices=(ONE_MESSAGE, SOURCE),
    )


class OpenAIChat:
    """Messages with arguments as JSON text, and tools."""

    name = "openai_chat"
    label = "OpenAI chat"
    help = "One chat a line, for fine-tuning services and most trainers."
    losses = (
        "Reasoning and answer become one text.",
        "Where a text stood between two tool calls of a turn is not kept.",
        "Whether a tool result was an error is not kept.",
    )
    Params = OpenAIChatParams

    def row(self, example: Example, params: OpenAIChatParams) -> dict[str, Any]:
        """The chat as one object."""
        return example_row(example, arguments_as_text=True, style=params.style)
