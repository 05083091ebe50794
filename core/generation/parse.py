# SPDX-License-Identifier: Apache-2.0
"""From a completion to the steps of a trace: reasoning apart from the answer, whatever form it came in."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.answers import conclusion_line, split_prompted, split_think, thought_steps
from core.domain.messages import Completion, ReasoningPart, ReasoningSource, TextPart, ToolCallPart, ToolResultPart
from core.domain.traces import Step, StepKind
from core.errors import ProviderRefused


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    """The steps of a completion, its conclusion in one line, and where its reasoning came from."""

    steps: tuple[Step, ...]
    conclusion: str
    source: ReasoningSource


def parse_completion(completion: Completion) -> ParsedAnswer:
    """Read a completion into steps.

    Native reasoning parts become thoughts with their own source. Where there are none, ``<think>`` blocks do, and else
    the text before the line that starts the answer; its source is then ``prompted``.

    Raises:
        ProviderRefused: the completion holds neither text nor a tool call.
    """
    thoughts: list[Step] = []
    answer: list[str] = []
    calls: list[Step] = []
    source = ReasoningSource.PROMPTED
    for part in completion.message.parts:
        match part:
            case ReasoningPart():
                source = part.source
                thoughts += thought_steps(part.text)
            case TextPart():
                inline, rest = split_think(part.text)
                thoughts += inline
                answer.append(rest)
            case ToolCallPart():
                calls.append(Step(StepKind.TOOL_CALL, call=part))
            case ToolResultPart():
                calls.append(Step(StepKind.TOOL_RESULT, result=part))
    text = "\n".join(piece for piece in answer if piece.strip()).strip()
    if not thoughts:
        thoughts, text = split_prompted(text)
    if not text and not calls:
        raise ProviderRefused("The model gave an empty answer.", reason="bad_response", is_transient=True)
    steps = (*thoughts, *([Step(StepKind.ANSWER, text)] if text else []), *calls)
    return ParsedAnswer(steps=steps, conclusion=conclusion_line(text, calls), source=source)
