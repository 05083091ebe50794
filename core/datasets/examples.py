# SPDX-License-Identifier: Apache-2.0
"""From a kept trace to a training example: the chat as a student will see it."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.datasets import Example
from core.domain.messages import (
    Message,
    Part,
    ReasoningSource,
    Role,
    ToolCallPart,
    ToolResultPart,
    ToolSpec,
    text_message,
)
from core.domain.traces import Step, step_parts


def example_of(
    steps: Sequence[Step], *, prompt: str, system: str, tools: tuple[ToolSpec, ...], source: ReasoningSource
) -> Example:
    """The chat of one trace: system (where there is one), user, and the assistant's turn with its tool results.

    Calls are numbered ``call_1`` and on, so that the same trace gives the same bytes whatever its provider named them.
    """
    opening = [text_message(Role.SYSTEM, system)] if system else []
    opening.append(text_message(Role.USER, prompt))
    return Example(messages=(*opening, *_turns(step_parts(tuple(steps), source))), tools=tools)


def _turns(parts: Sequence[Part]) -> list[Message]:
    """Assistant messages, each ended by the results of its calls."""
    messages: list[Message] = []
    open_parts: list[Part] = []
    names: dict[str, str] = {}
    last = ""
    for part in parts:
        if isinstance(part, ToolResultPart):
            if open_parts:
                messages.append(Message(Role.ASSISTANT, tuple(open_parts)))
                open_parts = []
            call_id = names.get(part.call_id, last)
            messages.append(Message(Role.TOOL, (ToolResultPart(call_id, part.content, part.is_error),)))
        elif isinstance(part, ToolCallPart):
            last = f"call_{len(names) + 1}"
            names[part.id if part.id and part.id not in names else last] = last
            open_parts.append(ToolCallPart(last, part.name, part.arguments))
        else:
            open_parts.append(part)
    if open_parts:
        messages.append(Message(Role.ASSISTANT, tuple(open_parts)))
    return messages
