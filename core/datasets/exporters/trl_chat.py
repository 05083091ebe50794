# SPDX-License-Identifier: Apache-2.0
"""TRL chat: what chat templates of local models read without a further step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.datasets.wire import example_row
from core.domain.datasets import Example


@dataclass(frozen=True, slots=True)
class TrlChatParams:
    """TRL chat has no options."""


class TrlChat:
    """Messages with arguments as objects, and tools."""

    name = "trl_chat"
    label = "TRL chat"
    help = "One chat a line with tool arguments as objects, for training with TRL and transformers."
    losses = (
        "Reasoning and answer become one text.",
        "Where a text stood between two tool calls of a turn is not kept.",
        "Whether a tool result was an error is not kept.",
    )
    Params = TrlChatParams

    def row(self, example: Example, params: TrlChatParams) -> dict[str, Any]:
        """The chat as one object."""
        return example_row(example, arguments_as_text=False)
