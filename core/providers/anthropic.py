# SPDX-License-Identifier: Apache-2.0
"""Anthropic's models, through the official SDK and the Messages format."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.domain.json import JsonValue
from core.domain.messages import Completion, ReasoningSource
from core.domain.providers import ProviderProfile, ProviderStatus
from core.errors import KeyMissing, ProviderRefused
from core.params import param, read_params
from core.providers import anthropic_wire, model_list, wire
from core.providers.addresses import checked_base_url, host_of
from core.providers.base import Capabilities, ChatRequest
from core.providers.pieces import OnPiece, unheard

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

VENDOR_URL = "https://api.anthropic.com"
_HEADER_PREFIXES = ("x-stainless-", "anthropic-version")


@dataclass(frozen=True, slots=True)
class AnthropicParams:
    """Options of Anthropic's models."""

    timeout_s: float = param(600.0, "Time limit", "How long one answer may take.", minimum=1, maximum=86_400, unit="s")
    thinking: str = param(
        "model's choice",
        "Thinking",
        "Whether the model thinks before it answers; what is shown of it is a summary.",
        choices=("model's choice", "adaptive", "off"),
    )
    effort: str | None = param(
        None,
        "Effort",
        "How much effort goes into an answer; leave it empty for the model's own choice.",
        choices=("low", "medium", "high", "xhigh", "max"),
    )


class AnthropicProvider:
    """A Claude model; a temperature is never sent, because the service no longer accepts one."""

    def __init__(
        self, profile: ProviderProfile, params: AnthropicParams, capabilities: Capabilities, *, key: str
    ) -> None:
        """Open a client that takes nothing from the environment and never tries again by itself."""
        from anthropic import AsyncAnthropic

        self._profile = profile
        self._params = params
        self._capabilities = capabilities
        self._base_url = checked_base_url(profile.base_url or VENDOR_URL)
        self._client: AsyncAnthropic = AsyncAnthropic(
            api_key=key,
            base_url=self._base_url,
            timeout=params.timeout_s,
            max_retries=0,
            open_telemetry=False,
            http_client=wire.http_client(
                self._base_url, key=key, headers={}, kept_prefixes=_HEADER_PREFIXES, timeout_s=params.timeout_s
            ),
        )

    @property
    def capabilities(self) -> Capabilities:
        """What the model accepts and gives."""
        return self._capabilities

    async def complete(self, request: ChatRequest) -> Completion:
        """One complete answer, always streamed."""
        return await self.stream(request, unheard)

    async def stream(self, request: ChatRequest, on_piece: OnPiece) -> Completion:
        """One complete answer, told as it comes."""
        import anthropic

        started = time.monotonic()
        try:
            async with asyncio.timeout(self._params.timeout_s):
                answer, request_id = await self._ask(self._body(request), on_piece)
        except ProviderRefused:
            raise
        except Exception as error:
            raise wire.as_refused(error, anthropic, self._base_url) from None
        latency_s = time.monotonic() - started
        return answer.whole(max_tokens=request.sampling.max_tokens, latency_s=latency_s, request_id=request_id)

    async def complete_batch(self, requests: Sequence[ChatRequest]) -> list[Completion | ProviderRefused]:
        """The answers one by one; the worker keeps several requests in flight instead."""
        return [await wire.as_value(self.complete(request)) for request in requests]

    async def check(self) -> ProviderStatus:
        """Ask for the list of models, which costs nothing."""
        import anthropic
        from anthropic.resources.messages.messages import DEPRECATED_MODELS

        name, model = self._profile.name, self._profile.model
        try:
            response = await self._client.models.with_raw_response.list(limit=1000)
            listed = model_list.models_in(response.http_response, self._base_url)
        except ProviderRefused as refused:
            return ProviderStatus(name, is_ready=False, message=refused.message, hint=refused.hint)
        except Exception as error:
            return model_list.failed_status(name, wire.as_refused(error, anthropic, self._base_url))
        ends = {known: str(day) for known, day in DEPRECATED_MODELS.items()}
        dated = tuple(
            model_list.ListedModel(entry.id, entry.shutdown_date or ends.get(entry.id, "")) for entry in listed
        )
        return model_list.status(name, model, dated, host_of(self._base_url))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    def _body(self, request: ChatRequest) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._profile.model,
            "max_tokens": request.sampling.max_tokens,
            "messages": anthropic_wire.messages_out(request.messages),
            "stream": True,
        }
        if system := anthropic_wire.system_out(request.messages):
            body["system"] = system
        if request.tools:
            body["tools"] = anthropic_wire.tools_out(request.tools)
        if self._params.thinking == "adaptive":
            body["thinking"] = {"type": "adaptive", "display": "summarized"}
        elif self._params.thinking == "off":
            body["thinking"] = {"type": "disabled"}
        output: dict[str, Any] = {"effort": self._params.effort} if self._params.effort else {}
        if request.answer_schema is not None:
            output["format"] = {"type": "json_schema", "schema": dict(request.answer_schema)}
        if output:
            body["output_config"] = output
        return body

    async def _ask(self, body: dict[str, Any], on_piece: OnPiece) -> tuple[anthropic_wire.AnswerInParts, str | None]:
        host = host_of(self._base_url)
        answer = anthropic_wire.AnswerInParts(host, model=self._profile.model, on_piece=on_piece)
        async with self._client.messages.with_streaming_response.create(**body) as response:
            kind = response.headers.get("content-type", "")
            if "html" in kind:
                raise wire.web_page(self._base_url)
            if "json" in kind:
                raise wire.bad_response(f"{host} did not stream its answer.", detail=(await response.text())[:500])
            async for _name, data in wire.events_in(response.iter_bytes()):
                answer.add(wire.object_in(data, host=host))
            return answer, response.headers.get("request-id")


class AnthropicKind:
    """Anthropic's own service."""

    Params: type = AnthropicParams
    name = "anthropic"
    label = "Anthropic"
    help = "Claude models. What they show of their thinking is a summary; the terms limit training on their answers."
    needs_key = True
    needs_base_url = False
    needs_model = True
    default_key_env = "ANTHROPIC_API_KEY"

    def capabilities(self, profile: ProviderProfile) -> Capabilities:
        """Tools yes, temperature never, thinking as a summary."""
        return Capabilities(
            has_tools=True, has_temperature=False, reasoning=ReasoningSource.NATIVE_SUMMARY, has_schema=True
        )

    def build(
        self, profile: ProviderProfile, *, key: str | None, options: Mapping[str, JsonValue]
    ) -> AnthropicProvider:
        """A provider for the profile. Raises KeyMissing without a key, InvalidInput for a forbidden base URL."""
        if not key:
            raise KeyMissing(
                "Anthropic needs an API key.", hint="Enter it in Settings, or name a variable that holds it."
            )
        return AnthropicProvider(profile, read_params(AnthropicParams, options), self.capabilities(profile), key=key)
