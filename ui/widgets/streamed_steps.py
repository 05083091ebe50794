# SPDX-License-Identifier: Apache-2.0
"""Steps that come into the editor from a teacher while the person watches; undo takes all of them back at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QTextCursor, QTextDocument

from core.domain.traces import Step, StepKind
from ui.widgets.edited_text import whole_text
from ui.widgets.step_blocks import KeptBlock
from ui.widgets.step_editor import StepEditor
from ui.widgets.step_page import SOURCE, TEACHER


class StreamedSteps:
    """The end of a page of steps while a teacher writes it."""

    def __init__(self, page: StepEditor, behind: int, *, mark: int) -> None:
        """Cut ``page`` behind the step at place ``behind``; what comes is marked with ``mark``, a number above 0."""
        self._page = page
        self._behind = behind
        self._mark = mark
        self._shown: list[tuple[StepKind, str]] = []
        self._has_edit = False
        self._edit(lambda: self._cut_behind(behind))

    def show(self, steps: Sequence[Step]) -> None:
        """Show the steps so far; those that are there already are left alone."""
        wanted = [(step.kind, whole_text(step)) for step in steps]
        if wanted == self._shown:
            return
        same = 0
        while same < min(len(wanted), len(self._shown)) and wanted[same] == self._shown[same]:
            same += 1
        self._edit(lambda: self._put(same, wanted[same:]))
        self._shown = wanted
        cursor = QTextCursor(self._page.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self._page.setTextCursor(cursor)
        self._page.ensureCursorVisible()

    def take_back(self) -> None:
        """Leave the page as it was before the cut, with nothing to do again."""
        document = self._page.document()
        if self._has_edit:
            document.undo()
            document.clearUndoRedoStacks(QTextDocument.Stacks.RedoStack)

    def _edit(self, change: Callable[[], None]) -> None:
        """Change the document as one thing with all that was changed before."""
        document = self._page.document()
        before = document.availableUndoSteps()
        cursor = QTextCursor(document)
        if self._has_edit:
            cursor.joinPreviousEditBlock()
        else:
            cursor.beginEditBlock()
        change()
        cursor.endEditBlock()
        self._has_edit = self._has_edit or document.availableUndoSteps() > before

    def _cut_behind(self, place: int) -> None:
        """Take out every block behind one."""
        document = self._page.document()
        block = document.findBlockByNumber(place)
        if not block.next().isValid():
            return
        kept = KeptBlock(block)
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        cursor.setBlockFormat(kept.block_format)
        cursor.setBlockCharFormat(kept.char_format)

    def _put(self, same: int, wanted: Sequence[tuple[StepKind, str]]) -> None:
        self._cut_behind(self._behind + same)
        cursor = QTextCursor(self._page.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        for kind, text in wanted:
            block_format = self._page.block_format(kind)
            block_format.setProperty(SOURCE, self._page.unused_source(kind, text))
            block_format.setProperty(TEACHER, self._mark)
            cursor.insertBlock(block_format, self._page.text_format(kind))
            cursor.insertText(text, self._page.text_format(kind))
