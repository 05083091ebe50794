# SPDX-License-Identifier: Apache-2.0
"""The Chat Completions format: our messages out, a stream of chunks in; for every server that speaks it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from core.domain.json import JsonObject
from core.domain.messages import (
    Completion,
    FinishReason,
    Message,
    Part,
    ReasoningPart,
    ReasoningSource,
    Role,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    ToolSpec,
    Usage,
)
from core.providers import wire
from core.providers.pieces import AnswerPiece, OnPiece, PieceKind, unheard

_REASONING_FIELDS = ("reasoning_content", "reasoning", "thinking")
_FINISHES = {
    "stop": FinishReason.STOP,
    "tool_calls": FinishReason.TOOL_CALLS,
    "function_call": FinishReason.TOOL_CALLS,
    "length": FinishReason.LENGTH,
    "content_filter": FinishReason.REFUSAL,
}


def messages_out(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Messages as the format has them; earlier reasoning is left out, because most servers refuse it."""
    found: list[dict[str, Any]] = []
    for message in messages:
        results = [part for part in message.parts if isinstance(part, ToolResultPart)]
        found.extend({"role": "tool", "tool_call_id": part.call_id, "content": part.content} for part in results)
        if message.role is Role.TOOL:
            continue
        said: dict[str, Any] = {"role": message.role.value, "content": message.text}
        if message.tool_calls:
            said["content"] = message.text or None
            said["tool_calls"] = [_call_out(call) for call in message.tool_calls]
        found.append(said)
    return found


def tools_out(tools: Sequence[ToolSpec]) -> list[dict[str, Any]]:
    """Tools as the format has them."""
    return [
        {
            "type": "function",
            "function": {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)},
        }
        for tool in tools
    ]


def schema_out(schema: JsonObject) -> dict[str, Any]:
    """A schema of the answer as the format has it; every object of it must list all its fields as required."""
    return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": dict(schema)}}


@dataclass(slots=True)
class AnswerInParts:
    """One answer that arrives chunk by chunk.

    Attributes:
        calls: index -> id, name and the pieces of the arguments.
        on_piece: is told of text and reasoning as they come.
    """

    host: str
    source: ReasoningSource
    model: str = ""
    id: str | None = None
    texts: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    calls: dict[int, dict[str, Any]] = field(default_factory=dict)
    finish: str | None = None
    usage: Usage = Usage()
    logprobs: list[float] = field(default_factory=list)
    on_piece: OnPiece = unheard

    def add(self, chunk: Mapping[str, Any]) -> None:
        """Take in one chunk, or a whole answer of a server that does not stream.

        Raises:
            ProviderRefused: the chunk carries an error or does not have the form of one.
        """
        if chunk.get("error"):
            raise wire.from_status(500, host=self.host, headers={}, body=chunk)
        try:
            self._add(chunk)
        except (AttributeError, TypeError, KeyError, ValueError) as error:
            raise wire.bad_response(f"{self.host} sent a strange answer.", detail=str(error)) from error

    def whole(self, *, max_tokens: int, latency_s: float, request_id: str | None) -> Completion:
        """The complete answer.

        Raises:
            ProviderRefused: it was cut off, too long, empty or declined.
        """
        finish = _FINISHES.get(self.finish or "")
        if self.refusals or finish is FinishReason.REFUSAL:
            raise wire.refusal(self.host, "".join(self.refusals))
        if self.finish is None:
            raise wire.cut_off(self.host)
        if finish is None:
            raise wire.bad_response(f"{self.host} ended with “{self.finish}”, which is unknown here.")
        if finish is FinishReason.LENGTH:
            raise wire.too_long(max_tokens)
        parts = self._parts()
        if not any(isinstance(part, TextPart | ToolCallPart) for part in parts):
            raise wire.bad_response(f"{self.host} sent an empty answer.", is_transient=True)
        has_calls = any(isinstance(part, ToolCallPart) for part in parts)
        return Completion(
            message=Message(role=Role.ASSISTANT, parts=parts),
            finish=FinishReason.TOOL_CALLS if has_calls else FinishReason.STOP,
            model=self.model,
            usage=self.usage,
            latency_s=latency_s,
            request_id=request_id or self.id,
            mean_logprob=fmean(self.logprobs) if self.logprobs else None,
        )

    def _add(self, chunk: Mapping[str, Any]) -> None:
        self.model = chunk.get("model") or self.model
        self.id = chunk.get("id") or self.id
        if chunk.get("usage"):
            self.usage = usage_in(chunk["usage"])
        for choice in chunk.get("choices") or ():
            if choice.get("index", 0) != 0:
                continue
            self._add_delta(choice.get("delta") or choice.get("message") or {})
            self.finish = choice.get("finish_reason") or self.finish
            for token in (choice.get("logprobs") or {}).get("content") or ():
                self.logprobs.append(_logprob(token["logprob"]))

    def _add_delta(self, delta: Mapping[str, Any]) -> None:
        if delta.get("content"):
            self.texts.append(_text(delta["content"]))
            self.on_piece(AnswerPiece(PieceKind.TEXT, self.texts[-1]))
        if delta.get("refusal"):
            self.refusals.append(_text(delta["refusal"]))
        for name in _REASONING_FIELDS:
            if isinstance(delta.get(name), str) and delta[name]:
                self.reasoning.append(delta[name])
                self.on_piece(AnswerPiece(PieceKind.REASONING, delta[name]))
                break
        for place, piece in enumerate(delta.get("tool_calls") or ()):
            index = piece.get("index")
            self._add_call(place if index is None else int(index), piece)

    def _add_call(self, index: int, piece: Mapping[str, Any]) -> None:
        call = self.calls.setdefault(index, {"id": "", "name": "", "arguments": []})
        function = piece.get("function") or {}
        call["id"] = piece.get("id") or call["id"]
        call["name"] = function.get("name") or call["name"]
        if function.get("arguments"):
            call["arguments"].append(function["arguments"])

    def _parts(self) -> tuple[Part, ...]:
        parts: list[Part] = []
        if self.reasoning:
            parts.append(ReasoningPart("".join(self.reasoning), self.source))
        if text := "".join(self.texts):
            parts.append(TextPart(text))
        for index in sorted(self.calls):
            call = self.calls[index]
            if not call["name"]:
                raise wire.bad_response(f"{self.host} sent a tool call without a name.", is_transient=True)
            arguments = arguments_in(call["arguments"], host=self.host)
            parts.append(ToolCallPart(call["id"] or f"call_{index + 1}", str(call["name"]), arguments))
        return tuple(parts)


def arguments_in(pieces: Sequence[Any], *, host: str) -> JsonObject:
    """The arguments of a tool call as an object, whether the server sent text in pieces or an object.

    Raises:
        ProviderRefused: the pieces do not make up a JSON object.
    """
    if len(pieces) == 1 and isinstance(pieces[0], Mapping):
        return dict(pieces[0])
    try:
        found = json.loads("".join(pieces) or "{}")
    except (ValueError, TypeError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise wire.bad_response(f"{host} sent a tool call whose arguments are not a JSON object.", is_transient=True)
    return found


def usage_in(usage: Mapping[str, Any]) -> Usage:
    """Token counts, with None for what the server did not say."""
    spent = usage.get("completion_tokens_details") or {}
    given = usage.get("prompt_tokens_details") or {}
    return Usage(
        input_tokens=usage.get("prompt_tokens"),
        output_tokens=usage.get("completion_tokens"),
        reasoning_tokens=spent.get("reasoning_tokens"),
        cached_tokens=given.get("cached_tokens"),
    )


def _call_out(call: ToolCallPart) -> dict[str, Any]:
    arguments = json.dumps(dict(call.arguments), ensure_ascii=False)
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments}}


def _logprob(value: Any) -> float:
    """A logarithm of a probability; servers write -9999 or less for what is next to impossible."""
    found = float(value)
    if not -math.inf < found <= 0.001:
        raise ValueError(f"{found} is no logarithm of a probability")
    return max(-100.0, min(0.0, found))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, found {type(value).__name__}")
    return value
