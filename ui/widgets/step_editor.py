# SPDX-License-Identifier: Apache-2.0
"""Steps to edit: every block of one document is a step, so that writing, splitting, merging and undo are one thing.

Enter starts a step, Shift+Enter a line within it, Backspace at its beginning joins it to the one above, Alt+Up and
Alt+Down move it. Tool calls are edited as the name of the tool on the first line and the arguments as JSON below it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from core.domain.traces import Step, StepKind
from ui.widgets import step_blocks
from ui.widgets.edited_text import edit_text, read_call, wrap_mode
from ui.widgets.ink import ink, tint
from ui.widgets.step_page import SOURCE, TEACHER, StepPage
from ui.widgets.step_sources import StepSources
from ui.widgets.visible_text import NEW_LINE, without_unwritable

_CARDS = (StepKind.TOOL_CALL, StepKind.TOOL_RESULT)
_Move = QTextCursor.MoveMode.KeepAnchor


class StepEditor(StepPage):
    """The editing page of steps; it keeps its own undo and gives untouched steps back exactly as they came.

    Signals:
        changed: the text or the order of the steps is different.
        save_requested: Ctrl+Enter.
        leave_requested: Escape.
    """

    changed = Signal()
    save_requested = Signal()
    leave_requested = Signal()

    def __init__(self, parent: QWidget | None = None, *, has_save_key: bool = True) -> None:
        """Ask for saving on Ctrl+Enter, or leave that key to whoever is around."""
        super().__init__(parent)
        self._has_save_key = has_save_key
        self._sources = StepSources()
        self._last_block = -1
        self._faults: tuple[tuple[int, str], ...] = ()
        self.setAccessibleName(self.tr("Edit the reasoning steps"))
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._on_text_changed)
        self.cursorPositionChanged.connect(self._on_cursor_moved)

    def set_steps(self, steps: Sequence[Step], *, stored: Sequence[Step] | None = None) -> None:
        """Begin to edit steps with a new undo history; of a draft, ``stored`` are the steps that it is an edit of."""
        self._sources = StepSources(steps, stored=stored)
        texts = [edit_text(step) for step in steps]
        with QSignalBlocker(self):
            self.document().setUndoRedoEnabled(False)
            self.document().clear()
            self.setWordWrapMode(wrap_mode(texts))
            cursor = QTextCursor(self.document())
            cursor.beginEditBlock()
            for place, (step, text) in enumerate(zip(steps, texts, strict=True)):
                self.append_step(cursor, step.kind, place)
                cursor.insertText(text, self.text_format(step.kind))
            cursor.endEditBlock()
            self.document().setUndoRedoEnabled(True)
            self.document().setModified(False)
            self.moveCursor(QTextCursor.MoveOperation.Start)
            self._set_measure()
        self._sources.shown_as([block.text() for block in self._blocks()])
        self._mark_faults()

    def steps(self) -> tuple[Step, ...]:
        """The steps as they stand; empty ones are left out.

        Raises:
            ValueError: the arguments of a tool call are not a JSON object; see ``faults``.
        """
        return self.steps_until(self.step_count())

    def steps_until(self, place: int) -> tuple[Step, ...]:
        """The steps up to a place and with it, as ``steps`` gives them. Raises ValueError as that does."""
        return self._sources.finished(self._blocks_with_kinds()[: place + 1])

    def teacher_marks(self) -> frozenset[int]:
        """The numbers of the continuations of which a step is still here."""
        marks = (block.blockFormat().property(TEACHER) for block in self._blocks())
        return frozenset(int(mark) for mark in marks if mark)

    def unused_source(self, kind: StepKind, text: str) -> int:
        """Place of the given step that would stand at the end as exactly this text again; -1 where there is none."""
        return self._sources.next_like(kind, text, self._blocks())

    def draft_steps(self) -> tuple[Step, ...]:
        """The steps as they stand, with those that are empty or cannot be read yet; ``set_steps`` shows them again."""
        return self._sources.begun(self._blocks_with_kinds())

    def faults(self) -> tuple[tuple[int, str], ...]:
        """(place, sentence) of every step that cannot be saved as it stands."""
        return self._faults

    def holds(self, steps: Sequence[Step]) -> bool:
        """True where saving would give exactly these steps."""
        return not self.faults() and self.steps() == tuple(steps)

    def set_stored(self, steps: Sequence[Step]) -> None:
        """Say what the edit differs from now; the text and its undo stay."""
        self._sources.stored = tuple(steps)

    def is_changed(self) -> bool:
        """True when saving would give other steps than those that were set."""
        stored = self._sources.stored
        if stored is not None:
            return self.step_count() != len(stored) or not self.holds(stored)
        return not self._sources.are_untouched(self._blocks())

    def set_current(self, place: int) -> None:
        """Put the cursor at the end of a step."""
        cursor = QTextCursor(self.document().findBlockByNumber(max(0, min(place, self.document().blockCount() - 1))))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def add_step(self, kind: StepKind = StepKind.THOUGHT, *, tool: str = "") -> None:
        """Open a new step below the current one and put the cursor into it; a call begins as one of ``tool``."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        self._open_block(cursor, kind)
        if kind is StepKind.TOOL_CALL:
            name = tool or "tool_name"
            cursor.insertText(f"{name}{NEW_LINE}{{}}", self.text_format(kind))
            start = cursor.block().position()
            cursor.setPosition(start)
            cursor.setPosition(start + len(name.encode("utf-16-le")) // 2, _Move)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def delete_step(self) -> None:
        """Take the current step out; undo brings it back."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        step_blocks.take_out(cursor)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def move_step(self, by: int) -> None:
        """Move the current step up (-1) or down (1)."""
        moved = step_blocks.move(self.textCursor(), by)
        if moved is not None:
            self.setTextCursor(moved)
            self.ensureCursorVisible()

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        held = Qt.KeyboardModifier
        is_enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and modifiers == held.ControlModifier:
            if self._has_save_key and not self.isReadOnly():
                self.save_requested.emit()
        elif key == Qt.Key.Key_Escape:
            self.leave_requested.emit()
        elif self.isReadOnly():
            super().keyPressEvent(event)
        elif is_enter and modifiers == held.NoModifier:
            self._on_enter()
        elif is_enter and modifiers == held.AltModifier:
            self.add_step()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and modifiers == held.AltModifier:
            self.move_step(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_K and modifiers == held.ControlModifier | held.ShiftModifier:
            self.delete_step()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._joins_strangers(key):
            event.accept()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste plain text only: in a thought each line becomes a step, in a card it stays one step."""
        if self.isReadOnly():
            return
        lines = without_unwritable(source.text()).replace("\r\n", "\n").split("\n")
        cursor = self.textCursor()
        if self.kind_of(cursor.block()) is StepKind.THOUGHT:
            lines = [line for line in lines if line.strip()] or [""]
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        for count, line in enumerate(lines):
            if count and self.kind_of(cursor.block()) is StepKind.THOUGHT:
                self._open_block(cursor, StepKind.THOUGHT)
            elif count:
                cursor.insertText(NEW_LINE)
            cursor.insertText(line, self.text_format(self.kind_of(cursor.block())))
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def bar_role(self, block: QTextBlock) -> str:
        """A step with a fault has a red bar; the current one copper."""
        if any(place == block.blockNumber() for place, _ in self._faults):
            return "reject"
        return super().bar_role(block)

    def sign_of(self, block: QTextBlock) -> tuple[str, str] | None:
        """A dot beside what came from a teacher and is not stored in just these words."""
        is_new = block.blockFormat().property(TEACHER) and not self._sources.is_untouched(block)
        return ("dot", "teacher") if is_new else None

    # Slots

    @Slot()
    def _on_text_changed(self) -> None:
        self._mark_faults()
        self.changed.emit()

    @Slot()
    def _on_cursor_moved(self) -> None:
        place = self.textCursor().blockNumber()
        if place != self._last_block:
            self._last_block = place
            self.viewport().update()
            self.current_changed.emit(place)

    def _on_enter(self) -> None:
        """Split a thought in two; in cards and answers begin a new line."""
        cursor = self.textCursor()
        kind = self.kind_of(cursor.block())
        if kind is not StepKind.THOUGHT:
            cursor.insertText(NEW_LINE)
        else:
            cursor.beginEditBlock()
            cursor.removeSelectedText()
            self._open_block(cursor, kind)
            cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    # Private

    def _blocks(self) -> list[QTextBlock]:
        found, block = [], self.document().begin()
        while block.isValid() and not self.document().isEmpty():
            found.append(block)
            block = block.next()
        return found

    def _blocks_with_kinds(self) -> list[tuple[QTextBlock, StepKind]]:
        return [(block, self.kind_of(block)) for block in self._blocks()]

    def _open_block(self, cursor: QTextCursor, kind: StepKind) -> None:
        """Start a new block at the cursor; a new step has no source."""
        block_format = self.block_format(kind)
        block_format.setProperty(SOURCE, -1)
        cursor.insertBlock(block_format, self.text_format(kind))

    def _joins_strangers(self, key: Qt.Key) -> bool:
        """True when the key would melt two steps of different kinds, or two cards, into one."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            return False
        block = cursor.block()
        at_edge = cursor.atBlockStart() if key == Qt.Key.Key_Backspace else cursor.atBlockEnd()
        other = block.previous() if key == Qt.Key.Key_Backspace else block.next()
        if not at_edge or not other.isValid():
            return False
        kinds = (self.kind_of(block), self.kind_of(other))
        is_empty_thought = kinds[0] is StepKind.THOUGHT and not block.text()
        if is_empty_thought and kinds[1] is not StepKind.THOUGHT:
            self.delete_step()
            return True
        return kinds[0] is not kinds[1] or kinds[0] in _CARDS

    def _found_faults(self) -> tuple[tuple[int, str], ...]:
        found = []
        for block in self._blocks():
            if (
                self.kind_of(block) is StepKind.TOOL_CALL
                and not self._sources.is_untouched(block)
                and block.text().strip()
            ):
                try:
                    read_call(block.text(), "")
                except ValueError as error:
                    found.append((block.blockNumber(), str(error)))
        return tuple(found)

    def _mark_faults(self) -> None:
        """Find the steps that cannot be saved, once for each change, and underline them."""
        self._faults = self._found_faults()
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(ink("reject", self.palette()))
        look.setBackground(tint("reject", 0.08, self.palette()))
        selections = []
        for place, _ in self._faults:
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document().findBlockByNumber(place))
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, _Move)
            selection.cursor = cursor
            selection.format = look
            selections.append(selection)
        self.setExtraSelections(selections)
        self.viewport().update()
