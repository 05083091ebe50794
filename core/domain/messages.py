# SPDX-License-Identifier: Apache-2.0
"""The one message form inside the house: typed parts, from which every export is made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from core.domain.json import JsonObject


class Role(StrEnum):
    """Who speaks in a chat message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class ReasoningSource(StrEnum):
    """Where a reasoning text came from: it decides what may be claimed of it."""

    PROMPTED = "prompted"
    NATIVE_RAW = "native_raw"
    NATIVE_SUMMARY = "native_summary"
    HIDDEN = "hidden"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class TextPart:
    """Plain text of a message."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningPart:
    """Reasoning kept apart from the answer.

    Attributes:
        provider_raw: the provider's own block as JSON text, kept verbatim where a tool loop must send it back.
    """

    text: str
    source: ReasoningSource
    provider_raw: str | None = None


@dataclass(frozen=True, slots=True)
class ToolCallPart:
    """A call of one tool; arguments are an object here, whatever the wire had."""

    id: str
    name: str
    arguments: JsonObject


@dataclass(frozen=True, slots=True)
class ToolResultPart:
    """What a tool answered."""

    call_id: str
    content: str
    is_error: bool = False


Part: TypeAlias = TextPart | ReasoningPart | ToolCallPart | ToolResultPart


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a chat."""

    role: Role
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The text parts, joined by newlines; reasoning and tools are left out."""
        return "\n".join(part.text for part in self.parts if isinstance(part, TextPart))

    @property
    def reasoning(self) -> tuple[ReasoningPart, ...]:
        """The reasoning parts in order."""
        return tuple(part for part in self.parts if isinstance(part, ReasoningPart))

    @property
    def tool_calls(self) -> tuple[ToolCallPart, ...]:
        """The tool calls in order."""
        return tuple(part for part in self.parts if isinstance(part, ToolCallPart))


def text_message(role: Role, text: str) -> Message:
    """A message of one text part."""
    return Message(role=role, parts=(TextPart(text),))


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool on offer.

    Attributes:
        parameters: JSON schema (draft 2020-12 subset) of the arguments object.
    """

    name: str
    description: str
    parameters: JsonObject


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a model is asked to sample; None leaves the choice to the provider."""

    temperature: float | None = 0.3
    max_tokens: int = 1024
    top_p: float | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one request as the provider counted them; None means that it did not say."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_tokens: int | None = None
    cached_tokens: int | None = None


class FinishReason(StrEnum):
    """Why a model stopped; only STOP and TOOL_CALLS make a complete trace."""

    STOP = "stop"
    TOOL_CALLS = "tool_calls"
    LENGTH = "length"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class Completion:
    """One complete answer of a chat model.

    Attributes:
        model: the model as the provider named it in its answer, not as it was asked for.
        latency_s: seconds from sending to the last byte.
        mean_logprob: mean natural logarithm of the probability of each token that was written; None where nobody said.
    """

    message: Message
    finish: FinishReason
    model: str
    usage: Usage
    latency_s: float
    request_id: str | None = None
    mean_logprob: float | None = None
