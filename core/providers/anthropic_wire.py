# SPDX-License-Identifier: Apache-2.0
"""The Messages format: our messages out, a stream of events in; every block is told by its type, never guessed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from core.providers.openai_wire import arguments_in
from core.providers.pieces import AnswerPiece, OnPiece, PieceKind, unheard

_KNOWN_BLOCKS = ("text", "thinking", "redacted_thinking", "tool_use")
_GOOD_ENDS = ("end_turn", "stop_sequence", "tool_use")
_LONG_ENDS = ("max_tokens", "model_context_window_exceeded")


def system_out(messages: Sequence[Message]) -> str:
    """The system text, which the format keeps apart."""
    return "\n\n".join(message.text for message in messages if message.role is Role.SYSTEM)


def messages_out(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The other messages as blocks; neighbours of one role become one message, as the format wants."""
    found: list[dict[str, Any]] = []
    for message in messages:
        if message.role is Role.SYSTEM:
            continue
        role = "assistant" if message.role is Role.ASSISTANT else "user"
        blocks = [block for part in message.parts if (block := _block_out(part)) is not None]
        if found and found[-1]["role"] == role:
            found[-1]["content"].extend(blocks)
        elif blocks:
            found.append({"role": role, "content": blocks})
    return found


def tools_out(tools: Sequence[ToolSpec]) -> list[dict[str, Any]]:
    """Tools as the format has them."""
    return [
        {"name": tool.name, "description": tool.description, "input_schema": dict(tool.parameters)} for tool in tools
    ]


@dataclass(slots=True)
class AnswerInParts:
    """One answer that arrives event by event.

    Attributes:
        blocks: index -> the block as it grows, in the provider's own form.
        is_whole: True once the final event came.
        on_piece: is told of text and thinking as they come.
    """

    host: str
    model: str = ""
    id: str | None = None
    blocks: dict[int, dict[str, Any]] = field(default_factory=dict)
    inputs: dict[int, list[str]] = field(default_factory=dict)
    stop_reason: str | None = None
    refusal: str = ""
    counts: dict[str, Any] = field(default_factory=dict)
    is_whole: bool = False
    on_piece: OnPiece = unheard

    def add(self, event: Mapping[str, Any]) -> None:
        """Take in one event.

        Raises:
            ProviderRefused: the event carries an error, an unknown block, or does not have the form of one.
        """
        try:
            self._add(event)
        except (AttributeError, TypeError, KeyError, ValueError) as error:
            raise wire.bad_response(f"{self.host} sent a strange answer.", detail=str(error)) from error

    def whole(self, *, max_tokens: int, latency_s: float, request_id: str | None) -> Completion:
        """The complete answer.

        Raises:
            ProviderRefused: it was cut off, too long, empty or declined.
        """
        if self.stop_reason == "refusal":
            raise wire.refusal(self.host, self.refusal)
        if self.stop_reason is None or not self.is_whole:
            raise wire.cut_off(self.host)
        if self.stop_reason in _LONG_ENDS:
            raise wire.too_long(max_tokens)
        if self.stop_reason not in _GOOD_ENDS:
            raise wire.bad_response(f"{self.host} ended with “{self.stop_reason}”, which is unknown here.")
        parts = tuple(part for index in sorted(self.blocks) if (part := self._part(index)) is not None)
        if not any(isinstance(part, TextPart | ToolCallPart) for part in parts):
            raise wire.bad_response(f"{self.host} sent an empty answer.", is_transient=True)
        has_calls = any(isinstance(part, ToolCallPart) for part in parts)
        return Completion(
            message=Message(role=Role.ASSISTANT, parts=parts),
            finish=FinishReason.TOOL_CALLS if has_calls else FinishReason.STOP,
            model=self.model,
            usage=usage_in(self.counts),
            latency_s=latency_s,
            request_id=request_id or self.id,
        )

    def _add(self, event: Mapping[str, Any]) -> None:
        match event.get("type"):
            case "message_start":
                message = event["message"]
                self.model, self.id = message.get("model") or self.model, message.get("id")
                self.counts.update(_said(message.get("usage")))
            case "content_block_start":
                self._start(int(event["index"]), dict(event["content_block"]))
            case "content_block_delta":
                self._grow(int(event["index"]), event["delta"])
            case "message_delta":
                self.stop_reason = event["delta"].get("stop_reason") or self.stop_reason
                details = event["delta"].get("stop_details") or {}
                self.refusal = ": ".join(filter(None, (details.get("category"), details.get("explanation"))))
                self.counts.update(_said(event.get("usage")))
            case "message_stop":
                self.is_whole = True
            case "error":
                raise wire.from_status(500, host=self.host, headers={}, body=event)
            case _:
                pass

    def _start(self, index: int, block: dict[str, Any]) -> None:
        if block.get("type") not in _KNOWN_BLOCKS:
            raise wire.bad_response(
                f"{self.host} sent a block of the unknown type “{block.get('type')}”.",
                hint="Update Stillroom, or choose another model.",
            )
        self.blocks[index] = block
        self.inputs[index] = []

    def _grow(self, index: int, delta: Mapping[str, Any]) -> None:
        block = self.blocks[index]
        match delta.get("type"):
            case "text_delta":
                block["text"] = block.get("text", "") + delta["text"]
                self.on_piece(AnswerPiece(PieceKind.TEXT, delta["text"]))
            case "thinking_delta":
                block["thinking"] = block.get("thinking", "") + delta["thinking"]
                self.on_piece(AnswerPiece(PieceKind.REASONING, delta["thinking"]))
            case "signature_delta":
                block["signature"] = block.get("signature", "") + delta["signature"]
            case "input_json_delta":
                self.inputs[index].append(delta["partial_json"])
            case "citations_delta":
                pass
            case other:
                raise ValueError(f"unknown delta {other}")

    def _part(self, index: int) -> Part | None:
        block = self.blocks[index]
        match block["type"]:
            case "text":
                return TextPart(str(block["text"])) if block.get("text") else None
            case "thinking":
                raw = json.dumps(block, ensure_ascii=False)
                return ReasoningPart(str(block.get("thinking", "")), ReasoningSource.NATIVE_SUMMARY, raw)
            case "redacted_thinking":
                return ReasoningPart("", ReasoningSource.HIDDEN, json.dumps(block, ensure_ascii=False))
            case _:
                return ToolCallPart(str(block["id"]), str(block["name"]), self._arguments(index))

    def _arguments(self, index: int) -> JsonObject:
        pieces = self.inputs[index]
        given = self.blocks[index].get("input")
        return arguments_in(pieces if pieces or not isinstance(given, dict) else [given], host=self.host)


def usage_in(counts: Mapping[str, Any]) -> Usage:
    """Token counts; the input is the sum of what was new, written to and read from the cache."""
    new = counts.get("input_tokens")
    read = counts.get("cache_read_input_tokens")
    total = None if new is None else new + (counts.get("cache_creation_input_tokens") or 0) + (read or 0)
    spent = counts.get("output_tokens_details") or {}
    return Usage(
        input_tokens=total,
        output_tokens=counts.get("output_tokens"),
        reasoning_tokens=spent.get("thinking_tokens"),
        cached_tokens=read,
    )


def _said(usage: Any) -> dict[str, Any]:
    """The counts that are there: a later event may leave out what an earlier one said."""
    return {name: value for name, value in (usage or {}).items() if value is not None}


def _block_out(part: Part) -> dict[str, Any] | None:
    """A part as a block; thinking goes back only verbatim, because the service checks its signature."""
    match part:
        case TextPart(text):
            return {"type": "text", "text": text} if text else None
        case ReasoningPart(provider_raw=raw):
            return _raw_block(raw)
        case ToolCallPart(id, name, arguments):
            return {"type": "tool_use", "id": id, "name": name, "input": dict(arguments)}
        case ToolResultPart(call_id, content, is_error):
            return {"type": "tool_result", "tool_use_id": call_id, "content": content, "is_error": is_error}


def _raw_block(raw: str | None) -> dict[str, Any] | None:
    try:
        block = json.loads(raw or "null")
    except ValueError:
        return None
    is_ours = isinstance(block, dict) and block.get("type") in ("thinking", "redacted_thinking")
    return block if is_ours else None
