# SPDX-License-Identifier: Apache-2.0
"""Steps as the text that is edited, and back."""

from __future__ import annotations

import json

from PySide6.QtGui import QTextOption

from core.domain.messages import ToolCallPart
from core.domain.traces import Step
from ui.widgets.visible_text import LINE_LIMIT, NEW_LINE, TEXT_LIMIT, without_unwritable


def edit_text(step: Step) -> str:
    """The text of a step as it is edited."""
    if is_frozen(step):
        return f"({step_length(step):,} characters: too long to edit here, kept as they are)"
    if step.call is not None:
        arguments = json.dumps(step.call.arguments, ensure_ascii=False, indent=2)
        text = f"{step.call.name}\n{arguments}"
    else:
        text = step.result.content if step.result is not None else step.text
    return without_unwritable(text).replace("\r\n", "\n").replace("\n", NEW_LINE)


def step_length(step: Step) -> int:
    """How many characters a step has."""
    return len(step.result.content) if step.result is not None else len(step.text)


def is_frozen(step: Step) -> bool:
    """True for a step that is too long to edit on a page; it is kept as it is."""
    return step_length(step) > TEXT_LIMIT


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
    if not isinstance(arguments, dict):
        raise ValueError("The arguments have to be a JSON object in braces.")
    return ToolCallPart(call_id, name.strip(), arguments)
