# SPDX-License-Identifier: Apache-2.0
"""Chats as the text of a local model: its template, safe contents, and the tool calls in what it wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from core.domain.messages import Message, Part, Role, TextPart, ToolCallPart, ToolResultPart, ToolSpec
from core.providers.openai_wire import tools_out
from resources import resource_text

_START, _END = "<|im_start|>", "<|im_end|>"
_CALL = re.compile(r"<tool_call>\s*(\{.*?\})\s*</tool_call>", re.DOTALL)
_PROBE = "stillroom_probe"


class ChatText:
    """How one tokenizer writes chats."""

    def __init__(self, tokenizer: Any) -> None:
        """Choose the template: the tokenizer's own where it takes a system message and tools, else ChatML."""
        self._tokenizer = tokenizer
        self.is_own = _takes_all(tokenizer)
        self.template: str = str(tokenizer.chat_template) if self.is_own else chatml_for(tokenizer)
        self._marks = _control_marks(tokenizer, self.template)

    @property
    def stop_ids(self) -> frozenset[int]:
        """The tokens that end a turn."""
        known = self._tokenizer.get_vocab()
        ends = {self._tokenizer.eos_token_id, known.get(_END) if _END in self.template else None}
        return frozenset(found for found in ends if found is not None)

    def ids(self, messages: Sequence[Message], tools: Sequence[ToolSpec], *, beginning: str = "") -> list[int]:
        """The chat as tokens, up to where the assistant speaks, or goes on behind the ``beginning`` of its answer."""
        text: str = self._tokenizer.apply_chat_template(
            self._plain(messages),
            tools=tools_out(tools) or None,
            chat_template=self.template,
            tokenize=False,
            add_generation_prompt=True,
        )
        text += self._safe(beginning)
        found: list[int] = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        return found

    def _plain(self, messages: Sequence[Message]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        names = {call.id: call.name for message in messages for call in message.tool_calls}
        for message in messages:
            for part in message.parts:
                if isinstance(part, ToolResultPart):
                    name = names.get(part.call_id, "")
                    found.append({"role": "tool", "name": name, "content": self._safe(part.content)})
            if message.role is Role.TOOL:
                continue
            said: dict[str, Any] = {"role": message.role.value, "content": self._safe(message.text)}
            if message.tool_calls:
                said["tool_calls"] = [
                    {"type": "function", "function": {"name": call.name, "arguments": dict(call.arguments)}}
                    for call in message.tool_calls
                ]
            found.append(said)
        return found

    def _safe(self, text: str) -> str:
        """Text in which no control token is left: a blank after its first character makes it plain text."""
        for mark in self._marks:
            if mark in text:
                text = text.replace(mark, f"{mark[0]} {mark[1:]}")
        return text


def chatml_for(tokenizer: Any) -> str:
    """The bundled ChatML template, with the tokenizer's own end of sequence where it has no mark for a turn's end."""
    text = resource_text("chat_templates", "chatml.jinja")
    has_end = _END in tokenizer.get_vocab()
    return text if has_end or not tokenizer.eos_token else text.replace(_END, tokenizer.eos_token)


def parts_in(text: str) -> tuple[Part, ...]:
    """What a model wrote as parts: whole tool calls as calls, everything else, broken calls too, as text."""
    calls: list[Part] = []

    def take(match: re.Match[str]) -> str:
        call = _call_in(match.group(1), number=len(calls) + 1)
        if call is None:
            return match.group(0)
        calls.append(call)
        return ""

    rest = _CALL.sub(take, text)
    shown = rest.strip() if calls else rest
    return (*((TextPart(shown),) if shown else ()), *calls)


def _call_in(text: str, *, number: int) -> ToolCallPart | None:
    try:
        found = json.loads(text)
        arguments = found.get("arguments", {})
        if isinstance(arguments, str):
            arguments = json.loads(arguments)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found.get("name"), str) or not found["name"] or not isinstance(arguments, dict):
        return None
    return ToolCallPart(f"call_{number}", found["name"], arguments)


def _takes_all(tokenizer: Any) -> bool:
    """True when the tokenizer's own template shows a system message, a tool and a call of it."""
    if not isinstance(tokenizer.chat_template, str):
        return False
    call = {"type": "function", "function": {"name": f"{_PROBE}_call", "arguments": {}}}
    chat = [
        {"role": "system", "content": f"{_PROBE}_system"},
        {"role": "user", "content": "question"},
        {"role": "assistant", "content": "answer", "tool_calls": [call]},
        {"role": "tool", "name": f"{_PROBE}_call", "content": f"{_PROBE}_result"},
        {"role": "user", "content": "question"},
    ]
    tool = ToolSpec(f"{_PROBE}_tool", "probe", {"type": "object", "properties": {}})
    try:
        text = tokenizer.apply_chat_template(chat, tools=tools_out((tool,)), tokenize=False, add_generation_prompt=True)
    except Exception:
        # A template is a foreign program in a sandbox: whatever it raises, it cannot be used here.
        return False
    return all(f"{_PROBE}_{what}" in text for what in ("system", "tool", "call", "result"))


def _control_marks(tokenizer: Any, template: str) -> tuple[str, ...]:
    """Texts that would open or close a turn if a message held them."""
    added = {str(token) for token in tokenizer.added_tokens_decoder.values() if token.special}
    own = {mark for mark in (_START, _END) if mark in template}
    return tuple(sorted(added | set(tokenizer.all_special_tokens) | own, key=len, reverse=True))
