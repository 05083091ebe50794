# SPDX-License-Identifier: Apache-2.0
"""Steps to read: text, tool calls as small forms, tool results and the answer, with evidence tinted on request."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QFont, QHelpEvent, QKeyEvent, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from core.domain.traces import Step, StepKind
from ui.safety import safe_tooltip
from ui.widgets.ink import ink, tint
from ui.widgets.step_page import StepPage
from ui.widgets.step_signs import StepSign, WordSign
from ui.widgets.visible_text import TEXT_LIMIT, VisibleText, document_text, utf16_length


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of the text of one step that speaks for (or against) something.

    Attributes:
        step: place of the step; start and end count characters of its text, and 0 to 0 means all of it.
        role: hue of the tint, such as ``accept`` or ``warn``.
    """

    step: int
    start: int
    end: int
    role: str = "accept"


class StepReader(StepPage):
    """A read-only page of steps; arrow up and down walk from step to step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self._texts: list[VisibleText] = []
        self._evidence: tuple[Evidence, ...] = ()
        self._signs: tuple[StepSign, ...] = ()
        self._lines: tuple[WordSign, ...] = ()
        self._current = 0
        self._is_capped = True
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setCursorWidth(0)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(self.tr("Reasoning steps"))
        self.cursorPositionChanged.connect(self._on_cursor_moved)

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Show other steps from the top."""
        self._steps, self._evidence, self._current, self._is_capped = tuple(steps), (), 0, True
        self._signs, self._lines = (), ()
        self._build()
        self.verticalScrollBar().setValue(0)

    def steps(self) -> tuple[Step, ...]:
        """The steps that are shown."""
        return self._steps

    def is_cut(self) -> bool:
        """True while the display cap holds something back."""
        return len(self._texts) < len(self._steps) or any(text.is_cut for text in self._texts)

    def show_all(self) -> None:
        """Lift the display cap for these steps."""
        self._is_capped = False
        self._build()

    def current(self) -> int:
        """Place of the current step; -1 on an empty page."""
        return self._current if self._texts else -1

    def set_current(self, place: int) -> None:
        """Make a step the current one and bring it into view."""
        if not self._texts:
            return
        place = max(0, min(place, len(self._texts) - 1))
        block = self.document().findBlockByNumber(place)
        self.setTextCursor(QTextCursor(block))
        self._take_current(place)
        self._show_block(block)

    def show_evidence(self, evidence: Sequence[Evidence]) -> None:
        """Tint stretches of the text and bring the first one into view; none takes the tints away."""
        self._evidence = tuple(evidence)
        self._tint()
        shown = [found for found in self._evidence if found.step < len(self._texts)]
        if shown:
            self._show_block(self.document().findBlockByNumber(shown[0].step))

    def show_signs(self, signs: Sequence[StepSign], lines: Sequence[WordSign]) -> None:
        """Draw marks in the margin and wavy lines under words; the first sign of a step is the one that is drawn."""
        self._signs, self._lines = tuple(signs), tuple(lines)
        self._tint()
        self._describe()
        self.viewport().update()

    def sign_of(self, block: QTextBlock) -> tuple[str, str] | None:
        """The first sign of the step in a block."""
        place = block.blockNumber()
        return next(((sign.glyph, sign.role) for sign in self._signs if sign.step == place), None)

    # Qt overrides

    def event(self, event: QEvent) -> bool:
        """Say what the signs of a step mean where the mouse rests on it."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self._words_of(self.cursorForPosition(event.pos()).blockNumber())
            if words:
                QToolTip.showText(event.globalPos(), safe_tooltip(words), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Home: -len(self._texts),
            Qt.Key.Key_End: len(self._texts),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is not None and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self.set_current(self._current + move)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._texts:
            self._build()

    def set_scale(self, scale: float) -> None:
        """Scale the text, not the chrome."""
        super().set_scale(scale)
        self._build()

    @Slot()
    def _on_cursor_moved(self) -> None:
        self._take_current(self.textCursor().blockNumber())

    # Private

    def _take_current(self, place: int) -> None:
        if place == self._current or place >= len(self._texts):
            return
        self._current = place
        self._describe()
        self.viewport().update()
        self.current_changed.emit(place)

    def _describe(self) -> None:
        """Let the current step be read out, with what its signs mean."""
        kind = self.caption_of(self.document().findBlockByNumber(self._current)) or self.tr("Thought")
        words = self.tr("Step {place} of {count}, {kind}")
        told = words.format(place=self._current + 1, count=len(self._texts), kind=kind)
        self.setAccessibleDescription(". ".join(filter(None, (told, self._words_of(self._current)))))

    def _words_of(self, place: int) -> str:
        return "\n".join(sign.words for sign in self._signs if sign.step == place)

    def _build(self) -> None:
        """Write the document anew."""
        self.blockSignals(True)
        current, scroll = self._current, self.verticalScrollBar().value()
        self.setExtraSelections([])
        self.document().clear()
        self._texts = []
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        room: int | None = TEXT_LIMIT if self._is_capped else None
        for place, step in enumerate(self._steps):
            if room is not None and room <= 0:
                break
            text = document_text(step_text(step), room)
            room = None if room is None else room - len(text.text)
            self.append_step(cursor, step.kind, place)
            self._write(cursor, step, text)
            self._texts.append(text)
        cursor.endEditBlock()
        self._current = min(current, max(0, len(self._texts) - 1))
        self.setTextCursor(QTextCursor(self.document().findBlockByNumber(self._current)))
        self.verticalScrollBar().setValue(scroll)
        self._set_measure()
        self.blockSignals(False)
        self._tint()

    def _write(self, cursor: QTextCursor, step: Step, text: VisibleText) -> None:
        """Insert the text of one step; the name of a tool is strong, the names of its arguments are muted."""
        plain = self.text_format(step.kind)
        if step.kind is not StepKind.TOOL_CALL:
            if step.result is not None and step.result.is_error:
                plain.setForeground(ink("reject", self.palette()))
            cursor.insertText(text.text, plain)
            return
        strong, muted = QTextCharFormat(plain), QTextCharFormat(plain)
        strong.setFontWeight(QFont.Weight.Bold.value)
        muted.setForeground(ink("muted", self.palette()))
        head, *rows = text.text.split("\u2028")
        cursor.insertText(head, strong)
        width = _name_width(step)
        for row in rows:
            cursor.insertText("\u2028" + row[:width], muted)
            cursor.insertText(row[width:], plain)

    def _tint(self) -> None:
        selections = [
            self._hidden_mark(place, mark) for place, text in enumerate(self._texts) for mark in text.marks[:500]
        ]
        for line in self._lines:
            if line.step < len(self._texts):
                wavy = QTextCharFormat()
                wavy.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
                wavy.setUnderlineColor(ink(line.role, self.palette()))
                selections.append(self._stretch(line.step, line.start, line.end, wavy))
        for found in self._evidence:
            if found.step < len(self._texts):
                look = QTextCharFormat()
                look.setBackground(tint(found.role, 0.20, self.palette()))
                look.setFontUnderline(True)
                look.setUnderlineColor(ink(found.role, self.palette()))
                selections.append(self._stretch(found.step, found.start, found.end, look))
        self.setExtraSelections(selections)

    def _stretch(self, step: int, start: int, end: int, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
        """Characters of a step's own text; 0 to 0 means all of it."""
        text = self._texts[step]
        last = len(text.text) if start == end == 0 else text.place(end)
        return self._selection(step, text.place(start), last, look)

    def _hidden_mark(self, place: int, mark: tuple[int, int]) -> QTextEdit.ExtraSelection:
        look = QTextCharFormat()
        look.setForeground(ink("warn", self.palette()))
        look.setBackground(tint("warn", 0.16, self.palette()))
        return self._selection(place, mark[0], mark[1], look)

    def _selection(self, place: int, start: int, end: int, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
        block = self.document().findBlockByNumber(place)
        text = self._texts[place].text
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + utf16_length(text[:start]))
        cursor.setPosition(block.position() + utf16_length(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        selection = QTextEdit.ExtraSelection()
        selection.cursor = cursor
        selection.format = look
        return selection

    def _show_block(self, block: QTextBlock) -> None:
        """Scroll as little as needed for the block (or its beginning) to be seen with some air."""
        rect = self.document().documentLayout().blockBoundingRect(block)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        top, bottom = int(rect.top()) - 40, int(rect.bottom()) + 24
        if top < bar.value() or bottom - top > height:
            bar.setValue(top)
        elif bottom > bar.value() + height:
            bar.setValue(bottom - height)


def step_text(step: Step) -> str:
    """The text of a step as it is read: a tool call as its name and one line for each argument."""
    if step.call is not None:
        width = _name_width(step)
        rows = [f"{name:<{width}}{_value_text(value)}" for name, value in step.call.arguments.items()]
        return "\n".join([step.call.name, *rows])
    return step.result.content if step.result is not None else step.text


def _name_width(step: Step) -> int:
    names = step.call.arguments if step.call is not None else ()
    return min(28, max((len(name) for name in names), default=0)) + 2


def _value_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
