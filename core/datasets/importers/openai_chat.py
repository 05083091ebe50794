# SPDX-License-Identifier: Apache-2.0
"""Chat files in the OpenAI shape, with what other tools made of it: reasoning fields, think tags, loose arguments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from core.domain.datasets import Example
from core.domain.json import JsonObject
from core.domain.messages import (
    Message,
    Part,
    ReasoningPart,
    ReasoningSource,
    Role,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    ToolSpec,
)
from core.errors import InvalidInput
from core.jsonl import mended_value, strict_json

_ROLES = {
    "system": Role.SYSTEM,
    "developer": Role.SYSTEM,
    "user": Role.USER,
    "assistant": Role.ASSISTANT,
    "tool": Role.TOOL,
    "function": Role.TOOL,
}
_REASONING_KEYS = ("reasoning_content", "reasoning", "thinking")
_THINK = re.compile(r"^\s*<think(?:ing)?>(.*?)</think(?:ing)?>\s*", re.DOTALL | re.IGNORECASE)


class OpenAIChatFile:
    """Reads ``messages`` and ``tools``, and joins the assistant messages of one turn."""

    name = "openai_chat"
    label = "Chat JSONL"
    help = "One chat a line as OpenAI, TRL, DeepSeek, vLLM or Ollama write it, with reasoning inline or in its field."

    def read(self, row: JsonObject) -> Example:
        """The chat of one line."""
        found = row.get("messages")
        if not isinstance(found, list) or not found:
            other = " It has “conversations”, the ShareGPT form." if "conversations" in row else ""
            _refuse(f"There is no list of messages in it.{other}", '{"messages": [{"role": ..., "content": ...}, ...]}')
        messages: list[Message] = []
        for number, message in enumerate(found, start=1):
            read = _message(message, number)
            if messages and read.role is messages[-1].role is Role.ASSISTANT:
                messages[-1] = Message(Role.ASSISTANT, messages[-1].parts + read.parts)
            else:
                messages.append(read)
        if not any(message.role is Role.ASSISTANT and message.parts for message in messages):
            _refuse("No assistant message has content or a tool call.", "at least one message of role assistant")
        return Example(tuple(messages), _tools(row.get("tools")))


def _message(message: Any, number: int) -> Message:
    if not isinstance(message, Mapping):
        _refuse(f"Message {number} is not an object.", '{"role": ..., "content": ...}')
    role = _ROLES.get(str(message.get("role")))
    if role is None:
        _refuse(f"Message {number} has the role “{str(message.get('role'))[:40]}”.", f"one of {', '.join(_ROLES)}")
    text = _text(message.get("content"), number)
    if role is Role.TOOL:
        return Message(role, (ToolResultPart(str(message.get("tool_call_id") or ""), text),))
    if role is not Role.ASSISTANT:
        return Message(role, (TextPart(text),))
    parts: list[Part] = [*_reasoning(message, number)]
    inline = _THINK.match(text)
    if inline:
        parts.append(ReasoningPart(inline.group(1).strip(), ReasoningSource.NATIVE_RAW))
        text = text[inline.end() :]
    if text:
        parts.append(TextPart(text))
    parts += _calls(message, number)
    return Message(role, tuple(parts))


def _text(content: Any, number: int) -> str:
    """Plain text, null, or a list of text parts."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list) or not all(isinstance(part, Mapping) and _is_text(part) for part in content):
        _refuse(f"The content of message {number} is not text.", "a text, null, or a list of text parts")
    return "\n".join(part["text"] for part in content)


def _is_text(part: Mapping[str, Any]) -> bool:
    return part.get("type") in ("text", "input_text", "output_text") and isinstance(part.get("text"), str)


def _reasoning(message: Mapping[str, Any], number: int) -> Sequence[Part]:
    for key in _REASONING_KEYS:
        text = message.get(key)
        if text is None:
            continue
        if not isinstance(text, str):
            _refuse(f"“{key}” of message {number} is not text.", f'"{key}": "..."')
        return (ReasoningPart(text, ReasoningSource.NATIVE_RAW),)
    return ()


def _calls(message: Mapping[str, Any], number: int) -> Sequence[Part]:
    legacy = message.get("function_call")
    found = message.get("tool_calls") or ([legacy] if legacy else [])
    if not isinstance(found, list):
        _refuse(f"The tool calls of message {number} are not a list.", '"tool_calls": [{...}]')
    return [_call(call, number) for call in found]


def _call(call: Any, number: int) -> ToolCallPart:
    function = call.get("function", call) if isinstance(call, Mapping) else None
    if not isinstance(function, Mapping) or not isinstance(function.get("name"), str) or not function["name"]:
        _refuse(f"A tool call of message {number} has no name.", '{"function": {"name": ..., "arguments": ...}}')
    arguments = function.get("arguments")
    if isinstance(arguments, str):
        arguments = _parsed(arguments) if arguments.strip() else {}
    if arguments is None:
        arguments = {}
    if not isinstance(arguments, dict):
        _refuse(f"The arguments of “{function['name'][:60]}” in message {number} are not an object.", "a JSON object")
    return ToolCallPart(str(call.get("id") or ""), function["name"], arguments)


def _tools(found: Any) -> tuple[ToolSpec, ...]:
    if isinstance(found, str):
        found = _parsed(found) if found.strip() else None
    if found is None:
        return ()
    if not isinstance(found, list):
        _refuse("“tools” is not a list.", '"tools": [{"type": "function", "function": {...}}]')
    return tuple(_tool(tool) for tool in found)


def _tool(tool: Any) -> ToolSpec:
    function = tool.get("function", tool) if isinstance(tool, Mapping) else None
    if not isinstance(function, Mapping) or not isinstance(function.get("name"), str):
        _refuse("A tool has no name.", '{"type": "function", "function": {"name": ...}}')
    parameters = function.get("parameters")
    if parameters is not None and not isinstance(parameters, Mapping):
        _refuse(f"The parameters of the tool “{function['name'][:60]}” are not an object.", "a JSON schema")
    return ToolSpec(function["name"], str(function.get("description") or ""), parameters or {})


def _parsed(text: str) -> Any:
    """The value of a JSON text inside the JSON; the text itself where it is not one."""
    try:
        return mended_value(strict_json(text))
    except (ValueError, RecursionError):
        return text


def _refuse(found: str, expected: str) -> NoReturn:
    raise InvalidInput(found, hint=expected)
