# SPDX-License-Identifier: Apache-2.0
"""The tool call under the cursor of the step editor: read for the form beside it, and written from there."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor

from core.domain.messages import ToolCallPart
from core.domain.traces import Step, StepKind
from ui.widgets.edited_text import edit_text, read_call
from ui.widgets.step_page import StepPage


def call_at_cursor(page: StepPage) -> ToolCallPart | None:
    """The call that the text of the step makes, without its id; None for other steps and text that makes none."""
    block = page.textCursor().block()
    if not page.step_count() or page.kind_of(block) is not StepKind.TOOL_CALL:
        return None
    try:
        return read_call(block.text(), "")
    except ValueError:
        return None


def put_call(page: StepPage, call: ToolCallPart) -> None:
    """Write a call into the step with the cursor, as one thing to undo."""
    cursor = page.textCursor()
    if page.kind_of(cursor.block()) is not StepKind.TOOL_CALL:
        return
    cursor.beginEditBlock()
    cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(edit_text(Step(StepKind.TOOL_CALL, call=call)), page.text_format(StepKind.TOOL_CALL))
    cursor.endEditBlock()
