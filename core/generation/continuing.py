# SPDX-License-Identifier: Apache-2.0
"""One request to a teacher to go on with a trace: what it sends, what it would cost, and what comes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import quantiles

import orjson

from core.costs import estimate_tokens, estimate_usd, price_usd
from core.domain.codec import to_json
from core.domain.continuations import Continuation, ContinuationForecast, ContinuedSteps
from core.domain.messages import Completion, FinishReason, Message, Role, ToolSpec, Usage, text_message
from core.domain.providers import ProviderProfile
from core.domain.tasks import Problem
from core.domain.traces import Step, Trace
from core.errors import InvalidInput, ProviderRefused
from core.generation.continued import behind, steps_in, told
from core.generation.parse import parse_completion
from core.providers.base import Capabilities, ChatRequest, Teller
from core.providers.pieces import AnswerPiece, PieceKind
from resources import resource_text

OnSteps = Callable[[tuple[Step, ...]], None]
TELL_S = 0.05
"""The steps so far are read out of the text at most this often."""
MOST_CHARACTERS = 400_000
"""A server that goes on beyond the limit that it was sent is cut off here."""


class ContinuationRun:
    """A continuation that can be asked for once; it belongs to one event loop once it is."""

    def __init__(
        self,
        *,
        profile: ProviderProfile,
        capabilities: Capabilities,
        request: ChatRequest,
        kept: Sequence[Step],
        counted: Sequence[int],
        build: Callable[[], Teller],
    ) -> None:
        """``counted`` are the output tokens of this teacher's answers; ``build`` imports its SDK, in a thread."""
        self._profile = profile
        self._capabilities = capabilities
        self._request = request
        self._kept = tuple(kept)
        self._build = build
        self._texts: list[str] = []
        self._length = 0
        self._told_at = 0.0
        self._started = 0.0
        self._asking: asyncio.Task[Completion] | None = None
        self._is_stopped = False
        self._forecast = forecast(profile, request, from_step=len(kept), counted=counted)

    @property
    def forecast(self) -> ContinuationForecast:
        """What it would send and cost."""
        return self._forecast

    async def ask(self, on_steps: OnSteps) -> ContinuedSteps:
        """Ask, and tell the steps so far while they come; a stop gives what came until then.

        Raises:
            ProviderRefused: the teacher cannot be reached, declined or was cut off, whatever it said before.
        """
        provider = await asyncio.to_thread(self._build)
        self._started = time.monotonic()
        try:
            if self._is_stopped:
                raise asyncio.CancelledError
            self._asking = asyncio.ensure_future(
                provider.stream(self._request, lambda piece: self._hear(piece, on_steps))
            )
            completion = await self._asking
        except asyncio.CancelledError:
            if not self._is_stopped:
                raise
            return self._stopped()
        finally:
            await provider.aclose()
        return self._whole(completion)

    def stop(self) -> ContinuedSteps:
        """End the request; gives what came until then, as ``ask`` does. The thread of the event loop."""
        self._is_stopped = True
        if self._asking is not None:
            self._asking.cancel()
        return self._stopped()

    def _hear(self, piece: AnswerPiece, on_steps: OnSteps) -> None:
        """Take in one piece; a program that solves anew is heard only when it is done."""
        if piece.kind is not PieceKind.TEXT or self._is_stopped or not self._capabilities.is_language_model:
            return
        self._texts.append(piece.text)
        self._length += len(piece.text)
        if self._length > MOST_CHARACTERS:
            raise _too_long(self._request)
        now = time.monotonic()
        if now - self._told_at >= TELL_S:
            self._told_at = now
            on_steps(self._so_far())

    def _so_far(self) -> tuple[Step, ...]:
        return steps_in("".join(self._texts), kept=self._kept, is_whole=False)

    def _whole(self, completion: Completion) -> ContinuedSteps:
        if completion.finish is FinishReason.LENGTH:
            raise _too_long(self._request)
        if self._capabilities.is_language_model:
            message = completion.message
            steps: tuple[Step, ...] | None = steps_in(message.text, message.tool_calls, kept=self._kept, is_whole=True)
        else:
            steps = behind(parse_completion(completion).steps, self._kept)
        if not steps:
            raise self._nothing_came()
        cost = price_usd(self._profile, completion.model, completion.usage)
        return ContinuedSteps(
            steps,
            self._made(steps, completion.usage, cost, completion.latency_s, completion.model, completion.request_id),
        )

    def _stopped(self) -> ContinuedSteps:
        """What came before the stop; nobody counted it, so only what costs nothing has a known price."""
        latency_s = time.monotonic() - self._started if self._started else 0.0
        steps = self._so_far()
        made = self._made(steps, Usage(), price_usd(self._profile, "", Usage()), latency_s, self._profile.model, None)
        return ContinuedSteps(steps, replace(made, is_stopped=True))

    def _made(
        self,
        steps: tuple[Step, ...],
        usage: Usage,
        cost_usd: float | None,
        latency_s: float,
        model: str,
        request_id: str | None,
    ) -> Continuation:
        profile = self._profile
        return Continuation(
            teacher=profile.name,
            teacher_kind=profile.kind,
            model=model,
            from_step=len(self._kept),
            step_count=len(steps),
            usage=usage,
            cost_usd=cost_usd,
            latency_s=latency_s,
            request_id=request_id,
        )

    def _nothing_came(self) -> ProviderRefused:
        if self._capabilities.is_language_model:
            return ProviderRefused(
                "The teacher had nothing to add behind this step.",
                reason="bad_response",
                hint="Cut at an earlier step, or choose another teacher.",
            )
        return ProviderRefused(
            "The built-in planner solves each problem anew and cannot go on from steps that are not its own.",
            reason="refusal",
            hint="Cut where the steps are still its own, or choose a teacher that is a language model.",
        )


def request_for(
    trace: Trace,
    problem: Problem,
    kept: Sequence[Step],
    *,
    capabilities: Capabilities,
    system: str,
    tools: tuple[ToolSpec, ...],
) -> ChatRequest:
    """What is sent: the problem as its teacher got it, and the kept steps as what the teacher said so far.

    A model that can begin with a text is given the steps as that; any other language model is asked in words, because
    services refuse a beginning or answer behind it. A program gets the problem alone.

    Raises:
        InvalidInput: no step stays.
    """
    if not kept:
        raise InvalidInput("There is no step to go on from.", hint="Keep at least one step, or generate a new trace.")
    messages: tuple[Message, ...] = (text_message(Role.SYSTEM, system), text_message(Role.USER, problem.prompt))
    has_beginning = capabilities.is_language_model and capabilities.has_beginnings
    if capabilities.is_language_model and not has_beginning:
        asking = text_message(Role.USER, resource_text("prompts", "continue.md").strip())
        messages = (*messages, text_message(Role.ASSISTANT, told(kept)), asking)
    return ChatRequest(
        key=f"continue-{trace.id}-{len(kept)}",
        messages=messages,
        tools=tools,
        sampling=trace.original.sampling,
        beginning=f"{told(kept)}\n" if has_beginning else "",
    )


def forecast(
    profile: ProviderProfile, request: ChatRequest, *, from_step: int, counted: Sequence[int]
) -> ContinuationForecast:
    """What a request would cost: its tokens by its characters, the answer's by what this teacher's answers took."""
    said = "".join(message.text for message in request.messages) + request.beginning
    tools = orjson.dumps(to_json(request.tools)).decode() if request.tools else ""
    given = estimate_tokens(said + tools)
    p50, p90 = _percentiles(counted)

    def cost(output_tokens: int | None) -> float | None:
        # What costs nothing does so at any length.
        tokens = 0 if output_tokens is None else output_tokens
        found = estimate_usd(profile, input_tokens=given, output_tokens=tokens)
        return found if output_tokens is not None or found == 0 else None

    return ContinuationForecast(
        teacher=profile.name,
        from_step=from_step,
        input_tokens=given,
        p50_output_tokens=p50,
        p90_output_tokens=p90,
        most_output_tokens=request.sampling.max_tokens,
        p50_cost_usd=cost(p50),
        p90_cost_usd=cost(p90),
        measured_count=len(counted),
    )


def _percentiles(counted: Sequence[int]) -> tuple[int | None, int | None]:
    """The median and the 90th percentile; None where nothing was counted."""
    if not counted:
        return None, None
    if len(counted) == 1:
        return counted[0], counted[0]
    cuts = quantiles(counted, n=10, method="inclusive")
    return round(cuts[4]), round(cuts[8])


def _too_long(request: ChatRequest) -> ProviderRefused:
    return ProviderRefused(
        f"The continuation did not fit into {request.sampling.max_tokens:,} tokens.",
        reason="truncated",
        hint="Cut at a later step, or choose another teacher.",
    )
