# SPDX-License-Identifier: Apache-2.0
"""The built-in planner: no language model, but a program that solves workday problems and says how."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.domain.json import JsonValue
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
    Usage,
)
from core.domain.providers import ProviderProfile, ProviderStatus
from core.domain.workday.dice import Dice
from core.domain.workday.solver import solve
from core.domain.workday.telling import Style, Telling, tell
from core.domain.workday.text import parse_situation
from core.errors import InvalidInput, ProviderRefused
from core.params import param, read_params
from core.providers.base import Capabilities, ChatRequest
from core.providers.pieces import AnswerPiece, OnPiece, PieceKind

LABEL = "Built-in planner (not a language model)"
MODEL = "planner-1"
_BATCH = 64


@dataclass(frozen=True, slots=True)
class PlannerParams:
    """What can be set about the planner."""

    style: str = param(
        Style.LIGHT.value,
        "Style",
        "How much of the reasoning is written: none, the steps that carry the solution, or all of it.",
        choices=tuple(style.value for style in Style),
    )
    variety: int = param(
        0, "Variety seed", "Another seed gives other phrasings of the same reasoning.", minimum=0, maximum=1_000_000
    )


class Planner:
    """Answers workday problems by solving them exactly. Any thread; it keeps nothing between requests."""

    def __init__(self, params: PlannerParams) -> None:
        """Answer in the style of ``params``."""
        self._params = params

    @property
    def capabilities(self) -> Capabilities:
        """What the planner accepts and gives."""
        return CAPABILITIES

    async def complete(self, request: ChatRequest) -> Completion:
        """The solution of the workday problem in the last user message.

        Raises:
            ProviderRefused: the message holds no workday problem, or one without a single solution.
        """
        return self._answer(request)

    async def stream(self, request: ChatRequest, on_piece: OnPiece) -> Completion:
        """The solution, which is there at once. Raises ProviderRefused as ``complete`` does."""
        answer = self._answer(request)
        for part in answer.message.parts:
            if isinstance(part, TextPart | ReasoningPart):
                kind = PieceKind.TEXT if isinstance(part, TextPart) else PieceKind.REASONING
                on_piece(AnswerPiece(kind, part.text))
        return answer

    async def complete_batch(self, requests: Sequence[ChatRequest]) -> list[Completion | ProviderRefused]:
        """Answers in the order of the requests; a refusal stands in its place."""
        answers: list[Completion | ProviderRefused] = []
        for request in requests:
            try:
                answers.append(self._answer(request))
            except ProviderRefused as refusal:
                answers.append(refusal)
        return answers

    async def check(self) -> ProviderStatus:
        """Always ready: it is part of Stillroom."""
        return ProviderStatus(name=MODEL, is_ready=True, message="The built-in planner is ready.")

    async def aclose(self) -> None:
        """Nothing to give back."""

    def _answer(self, request: ChatRequest) -> Completion:
        began = time.perf_counter()
        prompt = next((message.text for message in reversed(request.messages) if message.role is Role.USER), "")
        telling = self._tell(prompt, request.sampling.seed)
        parts = _parts(telling, {tool.name for tool in request.tools})
        has_call = any(isinstance(part, ToolCallPart) for part in parts)
        return Completion(
            message=Message(role=Role.ASSISTANT, parts=parts),
            finish=FinishReason.TOOL_CALLS if has_call else FinishReason.STOP,
            model=MODEL,
            usage=Usage(),
            latency_s=time.perf_counter() - began,
        )

    def _tell(self, prompt: str, seed: int | None) -> Telling:
        dice = Dice("planner", self._params.variety, seed, prompt)
        try:
            situation = parse_situation(prompt)
            return tell(situation, solve(situation), style=Style(self._params.style), dice=dice)
        except InvalidInput as error:
            raise ProviderRefused(
                "The built-in planner only answers workday problems, and it is not a language model.",
                reason="refusal",
                hint="Choose another teacher for this task, or sample problems from a workday task.",
                detail=str(error),
            ) from error


def _parts(telling: Telling, offered: set[str]) -> tuple[Part, ...]:
    """The reasoning, the answer, and the call where its tool is on offer."""
    parts: list[Part] = []
    if telling.steps:
        parts.append(ReasoningPart("\n".join(telling.steps), ReasoningSource.PROMPTED))
    parts.append(TextPart(telling.answer))
    if telling.call.name in offered:
        parts.append(ToolCallPart("call_1", telling.call.name, telling.call.arguments))
    return tuple(parts)


CAPABILITIES = Capabilities(
    has_tools=True,
    has_temperature=False,
    reasoning=ReasoningSource.PROMPTED,
    is_local=True,
    is_language_model=False,
    batch_size=_BATCH,
)


class PlannerKind:
    """How a planner is set up: there is nothing to reach and no key."""

    Params: type = PlannerParams
    name = "planner"
    label = LABEL
    help = "Choose it to try everything offline: it solves workday problems exactly and costs nothing."
    needs_key = False
    needs_base_url = False
    needs_model = False
    default_key_env = ""

    def capabilities(self, profile: ProviderProfile) -> Capabilities:
        """The same for every profile."""
        return CAPABILITIES

    def build(self, profile: ProviderProfile, *, key: str | None, options: Mapping[str, JsonValue]) -> Planner:
        """A planner with the profile's style. Raises InvalidInput where an option does not fit."""
        return Planner(read_params(PlannerParams, options))
