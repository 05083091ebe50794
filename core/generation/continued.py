# SPDX-License-Identifier: Apache-2.0
"""The steps that a teacher wrote behind others, while they come and once they are whole."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from core.domain.answers import has_heading, split_prompted, thought_steps
from core.domain.messages import ToolCallPart
from core.domain.traces import Step, StepKind

_THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_END = re.compile(r"</think(?:ing)?>", re.IGNORECASE)


def told(steps: Sequence[Step]) -> str:
    """The steps that stay as the text that the teacher is shown as its own."""
    lines = []
    for step in steps:
        if step.call is not None:
            lines.append(f"{step.call.name}({json.dumps(step.call.arguments, ensure_ascii=False)})")
        elif step.result is not None:
            lines.append(step.result.content)
        else:
            lines.append(step.text)
    return "\n".join(lines)


def steps_in(
    text: str, calls: Sequence[ToolCallPart] = (), *, kept: Sequence[Step], is_whole: bool
) -> tuple[Step, ...]:
    """The steps in what came so far.

    What a model thinks by itself before it goes on is about being asked to, and is left out. Before the text is whole,
    only a line such as ``Answer:`` shows that the answer begins. A first step that says the last kept one again goes.
    """
    text = _END.split(_THINKING.sub("", text))[-1]
    thoughts, answer = split_prompted(text) if is_whole or has_heading(text) else (thought_steps(text), "")
    steps = [*thoughts, *([Step(StepKind.ANSWER, answer.strip())] if answer.strip() else [])]
    if steps and kept and steps[0].text.strip() == kept[-1].text.strip():
        steps = steps[1:]
    return (*steps, *_with_own_ids(calls, kept))


def behind(steps: Sequence[Step], kept: Sequence[Step]) -> tuple[Step, ...] | None:
    """The rest of a whole answer that begins with the kept steps; None where it begins otherwise, or ends with them."""
    count = len(kept)
    begins = [_said(step) for step in steps[:count]] == [_said(step) for step in kept]
    return tuple(steps[count:]) or None if begins else None


def _said(step: Step) -> tuple[object, ...]:
    """What a step says, whatever the id of its call."""
    call = step.call
    return step.kind, step.text, (call.name, dict(call.arguments)) if call is not None else None, step.result


def _with_own_ids(calls: Sequence[ToolCallPart], kept: Sequence[Step]) -> list[Step]:
    """The calls as steps; an id that a kept call has already is given anew."""
    taken = {step.call.id for step in kept if step.call is not None}
    found = []
    for call in calls:
        number, called = 1, call.id
        while called in taken:
            called, number = f"call_{number}", number + 1
        taken.add(called)
        found.append(Step(StepKind.TOOL_CALL, call=replace(call, id=called)))
    return found
