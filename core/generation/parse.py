# SPDX-License-Identifier: Apache-2.0
"""From a completion to the steps of a trace: reasoning apart from the answer, whatever form it came in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.domain.messages import Completion, ReasoningPart, ReasoningSource, TextPart, ToolCallPart, ToolResultPart
from core.domain.traces import Step, StepKind
from core.errors import ProviderRefused

_THINK = re.compile(r"<think(?:ing)?>(.*?)</think(?:ing)?>\s*", re.DOTALL | re.IGNORECASE)
_ANSWER = re.compile(
    r"^[#*\s]*(?:final answer|answer|recommendation|conclusion)\s*[*]*\s*:[*\s]*", re.IGNORECASE | re.MULTILINE
)


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
                thoughts += _thoughts(part.text)
            case TextPart():
                inline, rest = _split_think(part.text)
                thoughts += inline
                answer.append(rest)
            case ToolCallPart():
                calls.append(Step(StepKind.TOOL_CALL, call=part))
            case ToolResultPart():
                calls.append(Step(StepKind.TOOL_RESULT, result=part))
    text = "\n".join(piece for piece in answer if piece.strip()).strip()
    if not thoughts:
        thoughts, text = _split_prompted(text)
    if not text and not calls:
        raise ProviderRefused("The model gave an empty answer.", reason="bad_response", is_transient=True)
    steps = (*thoughts, *([Step(StepKind.ANSWER, text)] if text else []), *calls)
    return ParsedAnswer(steps=steps, conclusion=conclusion_line(text, calls), source=source)


def conclusion_line(answer: str, calls: list[Step]) -> str:
    """The first line of the answer without its heading; the tool call in words where there is no answer."""
    plain = _ANSWER.sub("", answer, count=1).strip()
    if plain:
        return plain.splitlines()[0][:300]
    call = calls[0].call if calls else None
    return "" if call is None else f"{call.name}({', '.join(f'{k}={v}' for k, v in call.arguments.items())})"[:300]


def _split_think(text: str) -> tuple[list[Step], str]:
    """Thoughts inside think tags, and the text without them; a block that was never closed stays text."""
    found = _THINK.findall(text)
    return [step for block in found for step in _thoughts(block)], _THINK.sub("", text)


def _split_prompted(text: str) -> tuple[list[Step], str]:
    """Prompted reasoning: what stands before the line that starts the answer, else before the last paragraph."""
    starts = list(_ANSWER.finditer(text))
    if starts:
        cut = starts[-1].start()
        return _thoughts(text[:cut]), text[cut:].strip()
    paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    if len(paragraphs) < 2:
        return [], text
    return _thoughts("\n\n".join(paragraphs[:-1])), paragraphs[-1].strip()


def _thoughts(text: str) -> list[Step]:
    """One step a line: lists and short sentences are what people check one by one."""
    return [Step(StepKind.THOUGHT, line.rstrip()) for line in text.strip().splitlines() if line.strip()]
