# SPDX-License-Identifier: Apache-2.0
"""The chat shape that OpenAI, TRL and most tools read, as JSON objects; exporters say how they want it."""

from __future__ import annotations

from typing import Any

import orjson

from core.domain.datasets import Example
from core.domain.messages import Message, ReasoningPart, Role, TextPart, ToolCallPart, ToolResultPart, ToolSpec

ONE_MESSAGE = "one_message"
SOURCE = "source"


def example_row(example: Example, *, arguments_as_text: bool, style: str = ONE_MESSAGE) -> dict[str, Any]:
    """One line of a chat file; ``tools`` is there only where there are any.

    Arguments are JSON text, as OpenAI has it, or an object, as chat templates need it. The style ``one_message`` keeps
    text and calls of a turn together; ``source`` puts the calls into a second assistant message whose content is null.
    """
    messages: list[dict[str, Any]] = []
    names: dict[str, str] = {}
    for message in example.messages:
        names |= {call.id: call.name for call in message.tool_calls}
        messages += _message_rows(message, names, arguments_as_text=arguments_as_text, style=style)
    row: dict[str, Any] = {"messages": messages}
    if example.tools:
        row["tools"] = [tool_row(tool) for tool in example.tools]
    return row


def tool_row(tool: ToolSpec) -> dict[str, Any]:
    """A tool on offer."""
    function = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
    return {"type": "function", "function": function}


def inline_text(message: Message) -> str:
    """Reasoning and answer as one text, one part a line: what a student learns to write."""
    return "\n".join(part.text for part in message.parts if isinstance(part, (ReasoningPart, TextPart)))


def _message_rows(
    message: Message, names: dict[str, str], *, arguments_as_text: bool, style: str
) -> list[dict[str, Any]]:
    if message.role is Role.TOOL:
        results = [part for part in message.parts if isinstance(part, ToolResultPart)]
        return [_result_row(result, names) for result in results]
    row: dict[str, Any] = {"role": message.role.value, "content": inline_text(message)}
    calls = [_call_row(call, arguments_as_text=arguments_as_text) for call in message.tool_calls]
    if not calls:
        return [row]
    if style == SOURCE and row["content"]:
        return [row, {"role": message.role.value, "content": None, "tool_calls": calls}]
    return [row | {"tool_calls": calls}]


def _call_row(call: ToolCallPart, *, arguments_as_text: bool) -> dict[str, Any]:
    arguments: Any = orjson.dumps(call.arguments).decode() if arguments_as_text else dict(call.arguments)
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments}}


def _result_row(result: ToolResultPart, names: dict[str, str]) -> dict[str, Any]:
    named = {"name": names[result.call_id]} if result.call_id in names else {}
    return {"role": "tool", "tool_call_id": result.call_id, **named, "content": result.content}


def dump(row: dict[str, Any]) -> bytes:
    """A row as one line of UTF-8."""
    return orjson.dumps(row) + b"\n"
