# SPDX-License-Identifier: Apache-2.0
"""What a judge is asked: the question and the trace between marks that neither of them can close, and the form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from core.domain.json import JsonObject
from core.domain.judgements import BEST, WORST
from core.domain.messages import Message, Role, text_message
from core.domain.reviews import Verdict
from core.domain.tasks import Element
from core.domain.traces import Step, StepKind
from resources import resource_text

VERDICTS = (Verdict.ACCEPT, Verdict.REJECT)
"""The only verdicts that a judge can give."""

_KINDS = {
    StepKind.THOUGHT: "thought",
    StepKind.ANSWER: "answer",
    StepKind.TOOL_CALL: "tool call",
    StepKind.TOOL_RESULT: "tool result",
}


def messages(prompt: str, steps: Sequence[Step], elements: Sequence[Element]) -> tuple[Message, ...]:
    """The whole request: what judging means, then the question and the trace as data."""
    trace = "\n".join(f"{number}. [{_KINDS[step.kind]}] {_said(step)}" for number, step in enumerate(steps, start=1))
    mark = _mark(prompt, trace)
    asked = f"<question-{mark}>\n{prompt}\n</question-{mark}>\n\n<trace-{mark}>\n{trace}\n</trace-{mark}>"
    closing = f"Judge the trace that stood between <trace-{mark}> and </trace-{mark}>."
    return text_message(Role.SYSTEM, system_prompt(elements)), text_message(Role.USER, f"{asked}\n\n{closing}")


def system_prompt(elements: Sequence[Element]) -> str:
    """What judging means for a task with these required elements."""
    listed = "\n".join(f"- {element.name}: {element.description}" for element in elements)
    asked = (
        f"Say of each required element whether the trace shows it (1) or not (0):\n{listed}"
        if elements
        else "The task names no required elements."
    )
    text = resource_text("prompts", "judge.md").strip()
    return text.replace("{shape}", _shape(elements)).replace("{elements}", asked)


def answer_schema(elements: Sequence[Element]) -> JsonObject:
    """The form of an answer as a JSON schema in the subset that providers hold answers to."""
    reason = {"type": "string"}
    mark = _closed({"present": {"type": "integer", "enum": [0, 1]}, "reason": reason})
    fields: dict[str, JsonObject] = {}
    if elements:
        fields["elements"] = _closed({element.name: mark for element in elements})
    fields["reason"] = reason
    fields["score"] = {"type": "integer", "enum": list(range(WORST, BEST + 1))}
    fields["verdict"] = {"type": "string", "enum": [verdict.value for verdict in VERDICTS]}
    return _closed(fields)


def _closed(fields: dict[str, JsonObject]) -> JsonObject:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _shape(elements: Sequence[Element]) -> str:
    shape: dict[str, object] = {}
    if elements:
        shape["elements"] = {element.name: {"present": "0 or 1", "reason": "..."} for element in elements}
    return (
        json.dumps(shape | {"reason": "...", "score": "1 to 5", "verdict": "accept or reject"})
        .replace('"0 or 1"', "0 or 1")
        .replace('"1 to 5"', "1 to 5")
    )


def _said(step: Step) -> str:
    if step.call is not None:
        return f"{step.call.name} {json.dumps(dict(step.call.arguments), ensure_ascii=False, default=str)}"
    return step.result.content if step.result is not None else step.text


def _mark(*texts: str) -> str:
    """A word that stands in none of the texts, always the same for the same ones."""
    whole, mark = "\0".join(texts), ""
    while not mark or mark in whole:
        mark = hashlib.sha256((whole + mark).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return mark
