# SPDX-License-Identifier: Apache-2.0
"""Signals as rows of training files: the field names of TRL and of OpenAI's chat form; None where there is no row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from core.domain.json import JsonObject
from core.domain.messages import Role, ToolCallPart
from core.domain.signals import Signals
from core.domain.traces import Step


def stepwise_row(prompt: str, signals: Signals) -> JsonObject | None:
    """A row of TRL's stepwise supervision: each step of the original as text, and whether it is right."""
    if not signals.step_labels:
        return None
    completions = [_step_text(step) for step in signals.judged]
    return {"prompt": prompt, "completions": completions, "labels": list(signals.step_labels)}


def preference_row(prompt: str, signals: Signals) -> JsonObject | None:
    """A row of TRL's preference form with an explicit prompt, as chats; arguments of calls are objects."""
    if signals.pair is None:
        return None
    return {
        "prompt": [_asked(prompt)],
        "chosen": _chat(signals.pair.chosen, arguments_as_text=False),
        "rejected": _chat(signals.pair.rejected, arguments_as_text=False),
    }


def weighted_messages(prompt: str, signals: Signals) -> JsonObject | None:
    """A chat in OpenAI's form: each assistant message holds steps of one weight and says it, 0 or 1."""
    if not signals.sft:
        return None
    messages = _chat(signals.sft, weights=signals.weights, arguments_as_text=True)
    return {"messages": [_asked(prompt), *messages]}


def _asked(prompt: str) -> dict[str, Any]:
    return {"role": Role.USER.value, "content": prompt}


def _chat(
    steps: Sequence[Step], *, weights: Sequence[float] | None = None, arguments_as_text: bool
) -> list[dict[str, Any]]:
    """The steps as messages; text and calls stand in one message until a result or another weight ends it."""
    messages: list[dict[str, Any]] = []
    for index, step in enumerate(steps):
        if step.result is not None:
            result = {"tool_call_id": step.result.call_id, "content": step.result.content}
            messages.append({"role": Role.TOOL.value} | result)
            continue
        weighed = {} if weights is None else {"weight": int(weights[index])}
        last = messages[-1] if messages else {}
        if last.get("role") != Role.ASSISTANT.value or last.get("weight") != weighed.get("weight"):
            messages.append({"role": Role.ASSISTANT.value, "content": ""} | weighed)
        _add(messages[-1], step, arguments_as_text=arguments_as_text)
    return messages


def _add(message: dict[str, Any], step: Step, *, arguments_as_text: bool) -> None:
    if step.text:
        message["content"] = f"{message['content']}\n{step.text}" if message["content"] else step.text
    if step.call is not None:
        arguments = _arguments(step.call) if arguments_as_text else dict(step.call.arguments)
        function = {"name": step.call.name, "arguments": arguments}
        message.setdefault("tool_calls", []).append({"id": step.call.id, "type": "function", "function": function})


def _arguments(call: ToolCallPart) -> str:
    return json.dumps(call.arguments, ensure_ascii=False, separators=(",", ":"))


def _step_text(step: Step) -> str:
    if step.call is not None:
        return f"{step.text}\n{step.call.name}({_arguments(step.call)})".lstrip("\n")
    return step.text if step.result is None else step.result.content
