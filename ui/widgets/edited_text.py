# SPDX-License-Identifier: Apache-2.0
"""Steps as the text that is edited, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import count

from PySide6.QtGui import QTextOption

from core.domain.messages import ToolCallPart, ToolResultPart
from core.domain.traces import Step, StepKind
from ui.widgets.visible_text import LINE_LIMIT, NEW_LINE, TEXT_LIMIT, without_unwritable

_ENDS = re.compile("\r\n|[\n\r\u2029]")
"""What a text document would begin a new block at; the text of a step stays one block."""

_NOT_IN_JSON = re.compile("[\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffc\ufffe\uffff]")
"""What a text document takes for its own or cannot hold; in JSON it can be written as an escape instead."""


def edit_text(step: Step) -> str:
    """The text of a step as it is edited."""
    if is_frozen(step):
        return f"({step_length(step):,} characters: too long to edit here, kept as they are)"
    return whole_text(step)


def whole_text(step: Step) -> str:
    """The same however long the step is: a new one is kept nowhere else."""
    if step.call is not None and not is_begun_call(step):
        written = json.dumps(step.call.arguments, ensure_ascii=False, indent=2)
        arguments = _NOT_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
        text = f"{step.call.name}\n{arguments}"
    else:
        text = step.result.content if step.result is not None else step.text
    return _ENDS.sub(NEW_LINE, without_unwritable(text))


def step_length(step: Step) -> int:
    """How many characters a step has."""
    return len(step.result.content) if step.result is not None else len(step.text)


def is_frozen(step: Step) -> bool:
    """True for a step that is too long to edit on a page; it is kept as it is."""
    return step_length(step) > TEXT_LIMIT and not is_begun_call(step)


def is_begun_call(step: Step) -> bool:
    """True for a tool call of a draft: its text is what was typed, which need not be a call yet."""
    call = step.call
    return step.kind is StepKind.TOOL_CALL and (call is None or not (call.name or call.arguments))


def begun_step(kind: StepKind, edited: str, source: Step | None) -> Step:
    """A step as it is being written, be it empty or broken; with the ids of the step that it comes from."""
    text = without_unwritable(edited.replace(NEW_LINE, "\n"))
    match kind:
        case StepKind.TOOL_CALL:
            before = source.call if source is not None else None
            return Step(kind, text, call=ToolCallPart(before.id, "", {}) if before is not None else None)
        case StepKind.TOOL_RESULT:
            return Step(kind, result=_result(text, source))
        case _:
            return Step(kind, text)


def finished_step(kind: StepKind, edited: str, source: Step | None, new_id: Callable[[], str]) -> Step | None:
    """A step as it is saved, ``new_id`` for a new call; None for an empty one. Raises ValueError as ``read_call``."""
    text = edited.replace(NEW_LINE, "\n")
    if not text.strip():
        return None
    match kind:
        case StepKind.TOOL_CALL:
            call_id = source.call.id if source is not None and source.call is not None else new_id()
            return Step(kind, call=read_call(text, call_id))
        case StepKind.TOOL_RESULT:
            return Step(kind, result=_result(text, source))
        case _:
            return Step(kind, text.strip("\n"))


def new_call_ids(steps: Sequence[Step]) -> Callable[[], str]:
    """Gives an id for a new call at each call of it, none of them twice and none that a step has."""
    taken = {step.call.id for step in steps if step.call is not None}
    free = (called for number in count(1) if (called := f"call_{number}") not in taken)
    return lambda: next(free)


def wrap_mode(texts: list[str]) -> QTextOption.WrapMode:
    """Break anywhere where a stretch without spaces is so long that breaking at words would take seconds."""
    is_long = any(len(word) > LINE_LIMIT for text in texts for word in text.split())
    modes = QTextOption.WrapMode
    return modes.WrapAnywhere if is_long else modes.WrapAtWordBoundaryOrAnywhere


def read_call(text: str, call_id: str) -> ToolCallPart:
    """A tool call from its edited text; raises ValueError with a sentence for the reader."""
    name, _, rest = text.replace(NEW_LINE, "\n").strip().partition("\n")
    if not name.strip() or " " in name.strip() or name.strip().startswith("{"):
        raise ValueError("The first line of a tool call is the name of the tool, without spaces.")
    try:
        arguments = json.loads(rest) if rest.strip() else {}
    except json.JSONDecodeError as error:
        raise ValueError(f"The arguments are not valid JSON; look at line {error.lineno + 1} of the call.") from None
    except RecursionError:
        raise ValueError("The arguments are nested too deeply.") from None
    if not isinstance(arguments, dict):
        raise ValueError("The arguments have to be a JSON object in braces.")
    return ToolCallPart(call_id, name.strip(), arguments)


def _result(text: str, source: Step | None) -> ToolResultPart:
    """A tool's answer in other words."""
    before = source.result if source is not None else None
    return ToolResultPart("", text) if before is None else ToolResultPart(before.call_id, text, before.is_error)
