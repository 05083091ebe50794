# SPDX-License-Identifier: Apache-2.0
"""What every chat model can do for the house, and what it must declare."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from core.domain.json import JsonObject, JsonValue
from core.domain.messages import Completion, Message, ReasoningSource, Sampling, ToolSpec
from core.domain.providers import ProviderProfile, ProviderStatus
from core.errors import ProviderRefused
from core.providers.pieces import OnPiece


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a kind of provider accepts and gives.

    Attributes:
        has_schema: an answer can be held to a JSON schema; elsewhere the prompt alone asks for the form.
        batch_size: how many requests ``complete_batch`` takes at once; 1 where there is no batching.
        has_beginnings: True where an answer can be made to begin with a text that is given. Services do not say that of
            themselves: current ones refuse a last message of the assistant, or begin a new one behind it.
        has_logprobs: True where an answer comes with the probabilities of its tokens.
        is_local: True when no request leaves this machine.
        is_language_model: False for the built-in planner, which is labelled so wherever it appears.
    """

    has_tools: bool
    has_temperature: bool
    reasoning: ReasoningSource
    is_local: bool = False
    is_language_model: bool = True
    batch_size: int = 1
    has_schema: bool = False
    has_beginnings: bool = False
    has_logprobs: bool = False


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One request to a chat model; key identifies it in results and files.

    Attributes:
        answer_schema: JSON schema that the answer has to keep to; a provider without ``has_schema`` ignores it.
        beginning: what the answer begins with, only for providers that have beginnings; the answer is what follows it.
    """

    key: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...] = ()
    sampling: Sampling = Sampling()
    answer_schema: JsonObject | None = None
    beginning: str = ""


class Teller(Protocol):
    """What can be asked for one answer that is told as it comes."""

    async def stream(self, request: ChatRequest, on_piece: OnPiece) -> Completion:
        """One complete answer, told piece by piece while it comes; cancelling this call ends the request.

        Raises:
            ProviderRefused: as ``ChatProvider.complete`` does, whatever was told before.
        """
        ...

    async def aclose(self) -> None:
        """Give back connections, memory and processes."""
        ...


class ChatProvider(Teller, Protocol):
    """A chat model that is ready to be asked; one instance serves one event loop."""

    @property
    def capabilities(self) -> Capabilities:
        """What this one accepts and gives."""
        ...

    async def complete(self, request: ChatRequest) -> Completion:
        """One complete answer.

        Raises:
            ProviderRefused: with a reason and whether trying again can help; a cut-off answer is one too.
        """
        ...

    async def complete_batch(self, requests: Sequence[ChatRequest]) -> list[Completion | ProviderRefused]:
        """Answers in the order of the requests; a failure stands in its place. At most ``batch_size`` requests."""
        ...

    async def check(self) -> ProviderStatus:
        """Find out cheaply whether the model can be reached; never raises for an expected fault."""
        ...


@runtime_checkable
class RowProvider(Protocol):
    """A provider that computes many answers side by side and hands each out as soon as it is done."""

    async def complete_rows(
        self, requests: Sequence[ChatRequest], on_row: Callable[[int, Completion | ProviderRefused], None]
    ) -> None:
        """Answer any number of requests; ``on_row`` gets place and outcome, in the order in which they finish.

        ``on_row`` may be called from another thread. Cancelling this call ends the computation within a step.
        """
        ...


class ProviderKind(Protocol):
    """One line of the providers catalog: how to build a provider of this kind.

    Attributes:
        Params: params dataclass of the kind's own options.
        default_key_env: environment variable that usually holds the key; empty where none is needed.
    """

    Params: type

    @property
    def name(self) -> str:
        """Identifier, such as ``openai_compatible``."""
        ...

    @property
    def label(self) -> str:
        """What people read, such as ``OpenAI-compatible server``."""
        ...

    @property
    def help(self) -> str:
        """One sentence about when to choose it."""
        ...

    @property
    def needs_key(self) -> bool:
        """True when a request without a key cannot work."""
        ...

    @property
    def needs_base_url(self) -> bool:
        """True when the address must be given."""
        ...

    @property
    def needs_model(self) -> bool:
        """True when a model must be named."""
        ...

    @property
    def default_key_env(self) -> str:
        """Where the key usually is."""
        ...

    def capabilities(self, profile: ProviderProfile) -> Capabilities:
        """What a provider of this profile will declare, without building it."""
        ...

    def build(self, profile: ProviderProfile, *, key: str | None, options: Mapping[str, JsonValue]) -> ChatProvider:
        """A provider for the profile; imports its SDK only here. Raises StudioError when it cannot work at all."""
        ...
