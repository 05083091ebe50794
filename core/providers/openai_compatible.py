# SPDX-License-Identifier: Apache-2.0
"""Servers that speak the Chat Completions format: vLLM, Ollama, llama.cpp, OpenRouter and the like, by base URL."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.domain.json import JsonValue
from core.domain.messages import Completion, ReasoningSource
from core.domain.providers import ProviderProfile, ProviderStatus
from core.errors import ProviderRefused
from core.params import param, read_params
from core.providers import model_list, openai_wire, wire
from core.providers.addresses import checked_base_url, host_of, is_own_network
from core.providers.base import Capabilities, ChatRequest
from core.providers.pieces import OnPiece, unheard

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_HEADER_PREFIXES = ("x-stainless-",)


@dataclass(frozen=True, slots=True)
class ServerParams:
    """Options of an OpenAI-compatible server."""

    timeout_s: float = param(600.0, "Time limit", "How long one answer may take.", minimum=1, maximum=86_400, unit="s")
    usd_per_million_input: float | None = param(
        None, "Price of input", "What a million input tokens cost, if you know it.", minimum=0, unit="USD"
    )
    usd_per_million_output: float | None = param(
        None, "Price of output", "What a million output tokens cost, if you know it.", minimum=0, unit="USD"
    )
    token_limit_field: str = param(
        "max_tokens",
        "Token limit field",
        "What the server calls the limit on new tokens.",
        choices=("max_tokens", "max_completion_tokens"),
        is_advanced=True,
    )
    has_schema: bool = param(
        False,
        "Structured output",
        "The server can hold an answer to a JSON schema (response_format); a judge then answers in the right form.",
        is_advanced=True,
    )
    has_logprobs: bool = param(
        False,
        "Token probabilities",
        "The server says how likely each token was (logprobs); each trace then carries how sure its teacher was.",
        is_advanced=True,
    )


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """What differs between servers of this format.

    Attributes:
        extra: fields that go into every request as they are.
        headers: headers that go with every request.
    """

    base_url: str
    model: str
    timeout_s: float
    token_limit_field: str = "max_tokens"
    has_temperature: bool = True
    reasoning: ReasoningSource = ReasoningSource.NATIVE_RAW
    extra: tuple[tuple[str, JsonValue], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


class ChatCompletionsProvider:
    """A chat model behind the Chat Completions format, through the official openai SDK."""

    def __init__(self, name: str, settings: ChatSettings, capabilities: Capabilities, *, key: str | None) -> None:
        """Open a client that takes nothing from the environment and never tries again by itself."""
        from openai import AsyncOpenAI

        self._name = name
        self._settings = settings
        self._capabilities = capabilities
        self._client: AsyncOpenAI = AsyncOpenAI(
            api_key=key or "no-key",
            admin_api_key="",
            organization="",
            project="",
            webhook_secret="",
            base_url=settings.base_url,
            timeout=settings.timeout_s,
            max_retries=0,
            http_client=wire.http_client(
                settings.base_url,
                key=key,
                headers=dict(settings.headers),
                kept_prefixes=_HEADER_PREFIXES,
                timeout_s=settings.timeout_s,
            ),
        )

    @property
    def capabilities(self) -> Capabilities:
        """What the model accepts and gives."""
        return self._capabilities

    async def complete(self, request: ChatRequest) -> Completion:
        """One complete answer, streamed so that long thinking does not run into a time limit in between."""
        return await self.stream(request, unheard)

    async def stream(self, request: ChatRequest, on_piece: OnPiece) -> Completion:
        """One complete answer, told as it comes."""
        import openai

        settings = self._settings
        started = time.monotonic()
        try:
            async with asyncio.timeout(settings.timeout_s):
                answer, request_id = await self._ask(self._body(request), on_piece)
        except ProviderRefused:
            raise
        except Exception as error:
            raise wire.as_refused(error, openai, settings.base_url) from None
        latency_s = time.monotonic() - started
        return answer.whole(max_tokens=request.sampling.max_tokens, latency_s=latency_s, request_id=request_id)

    async def complete_batch(self, requests: Sequence[ChatRequest]) -> list[Completion | ProviderRefused]:
        """The answers one by one; the worker keeps several requests in flight instead."""
        return [await wire.as_value(self.complete(request)) for request in requests]

    async def check(self) -> ProviderStatus:
        """Ask for the list of models, which costs nothing."""
        import openai

        try:
            response = await self._client.models.with_raw_response.list()
            listed = model_list.models_in(response.http_response, self._settings.base_url)
        except ProviderRefused as refused:
            return ProviderStatus(self._name, is_ready=False, message=refused.message, hint=refused.hint)
        except Exception as error:
            return model_list.failed_status(self._name, wire.as_refused(error, openai, self._settings.base_url))
        return model_list.status(self._name, self._settings.model, listed, host_of(self._settings.base_url))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    def _body(self, request: ChatRequest) -> dict[str, Any]:
        settings, sampling = self._settings, request.sampling
        body: dict[str, Any] = {
            "model": settings.model,
            "messages": openai_wire.messages_out(request.messages),
            "stream": True,
            "stream_options": {"include_usage": True},
            settings.token_limit_field: sampling.max_tokens,
            **dict(settings.extra),
        }
        if request.tools:
            body["tools"] = openai_wire.tools_out(request.tools)
        if settings.has_temperature:
            chosen = {"temperature": sampling.temperature, "top_p": sampling.top_p}
            body.update({name: value for name, value in chosen.items() if value is not None})
        if self._capabilities.has_logprobs:
            body["logprobs"] = True
        if sampling.seed is not None:
            body["seed"] = sampling.seed
        if request.answer_schema is not None and self._capabilities.has_schema:
            body["response_format"] = openai_wire.schema_out(request.answer_schema)
        return body

    async def _ask(self, body: dict[str, Any], on_piece: OnPiece) -> tuple[openai_wire.AnswerInParts, str | None]:
        host = host_of(self._settings.base_url)
        answer = openai_wire.AnswerInParts(
            host, self._settings.reasoning, model=self._settings.model, on_piece=on_piece
        )
        async with self._client.chat.completions.with_streaming_response.create(**body) as response:
            kind = response.headers.get("content-type", "")
            if "html" in kind:
                raise wire.web_page(self._settings.base_url)
            if "json" in kind:
                answer.add(wire.object_in(await response.read(), host=host))
                return answer, response.headers.get("x-request-id")
            async for _name, data in wire.events_in(response.iter_bytes()):
                if data.startswith("[DONE]"):
                    break
                answer.add(wire.object_in(data, host=host))
            return answer, response.headers.get("x-request-id")


class OpenAICompatibleKind:
    """Any server with a base URL that speaks the Chat Completions format."""

    Params: type = ServerParams
    name = "openai_compatible"
    label = "OpenAI-compatible server"
    help = "Your own server or a hosting service by base URL: vLLM, Ollama, llama.cpp, OpenRouter and the like."
    needs_key = False
    needs_base_url = True
    needs_model = True
    default_key_env = ""

    def capabilities(self, profile: ProviderProfile) -> Capabilities:
        """Tools and temperature are passed on; reasoning is read where the server sends it."""
        params = read_params(ServerParams, profile.options or {})
        return Capabilities(
            has_tools=True,
            has_temperature=True,
            reasoning=ReasoningSource.NATIVE_RAW,
            is_local=is_own_network(host_of(profile.base_url)),
            has_schema=params.has_schema,
            has_logprobs=params.has_logprobs,
        )

    def build(
        self, profile: ProviderProfile, *, key: str | None, options: Mapping[str, JsonValue]
    ) -> ChatCompletionsProvider:
        """A provider for the profile. Raises InvalidInput for a base URL that is not allowed."""
        params = read_params(ServerParams, options)
        settings = ChatSettings(
            base_url=checked_base_url(profile.base_url),
            model=profile.model,
            timeout_s=params.timeout_s,
            token_limit_field=params.token_limit_field,
        )
        return ChatCompletionsProvider(profile.name, settings, self.capabilities(profile), key=key)
