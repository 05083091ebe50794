# SPDX-License-Identifier: Apache-2.0
"""Where reasoning ends and the answer begins in a plain text, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.domain.traces import Step, StepKind

_THINK = re.compile(r"<think(?:ing)?>(.*?)</think(?:ing)?>\s*", re.DOTALL | re.IGNORECASE)
_ANSWER = re.compile(
    r"^(?:[^\S\n]|[#*])*+(?:final answer|answer|recommendation|conclusion)\s*+(?:[*]++\s*+)?+:[*\s]*",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST_CONCLUSION = 300


def thought_steps(text: str) -> list[Step]:
    """One thought a line: lists and short sentences are what people check one by one."""
    return [Step(StepKind.THOUGHT, line.rstrip()) for line in text.strip().splitlines() if line.strip()]


def split_think(text: str) -> tuple[list[Step], str]:
    """Thoughts inside think tags, and the text without them; a block that was never closed stays text."""
    found = _THINK.findall(text)
    return [step for block in found for step in thought_steps(block)], _THINK.sub("", text)


def split_prompted(text: str) -> tuple[list[Step], str]:
    """Prompted reasoning: what stands before the line that starts the answer, else before the last paragraph."""
    starts = list(_ANSWER.finditer(text))
    if starts:
        cut = starts[-1].start()
        return thought_steps(text[:cut]), text[cut:].strip()
    paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    if len(paragraphs) < 2:
        return [], text
    return thought_steps("\n\n".join(paragraphs[:-1])), paragraphs[-1].strip()


def has_heading(text: str) -> bool:
    """True when some line says that the answer begins here, such as ``Answer:``."""
    return _ANSWER.search(text) is not None


def conclusion_of(steps: Sequence[Step]) -> str:
    """The conclusion of a whole trace: of its last answer, or of its tool call where it has none."""
    texts = [step.text for step in steps if step.kind is StepKind.ANSWER]
    return conclusion_line(texts[-1] if texts else "", steps)


def conclusion_line(answer: str, calls: Sequence[Step]) -> str:
    """The first line of the answer without its heading; the tool call in words where there is no answer."""
    plain = _ANSWER.sub("", answer, count=1).strip()
    if plain:
        return plain.splitlines()[0][:_LONGEST_CONCLUSION]
    call = next((step.call for step in calls if step.call is not None), None)
    if call is None:
        return ""
    said = ", ".join(f"{name}={value}" for name, value in call.arguments.items())
    return f"{call.name}({said})"[:_LONGEST_CONCLUSION]
