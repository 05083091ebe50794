# SPDX-License-Identifier: Apache-2.0
"""An edit as tracked changes: what came in is underlined, what went out is struck."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget

from core.domain.traces import Step, StepKind
from ui.widgets.ink import ink, tint
from ui.widgets.painted import counted
from ui.widgets.step_changes import Mark, StepChange, changes_between
from ui.widgets.step_page import StepPage
from ui.widgets.visible_text import TEXT_LIMIT, document_text

_SIGNS = {Mark.INSERTED: "+", Mark.DELETED: "−", Mark.CHANGED: "±"}
_ROLES = {Mark.INSERTED: "accept", Mark.DELETED: "reject", Mark.CHANGED: "edited"}


class RevisionDiff(StepPage):
    """A read-only page of the steps of two revisions with their differences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changes: tuple[StepChange, ...] = ()
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setCursorWidth(0)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(self.tr("Changes to the original"))

    def set_revisions(self, before: Sequence[Step], after: Sequence[Step]) -> None:
        """Show what changed from one list of steps to the other."""
        self._changes = changes_between(before, after)
        self.setAccessibleDescription(self.summary())
        self._build()
        self.verticalScrollBar().setValue(0)

    def changes(self) -> tuple[StepChange, ...]:
        """The steps of both sides with their marks."""
        return self._changes

    def summary(self) -> str:
        """How much changed, in one sentence."""
        count = {mark: sum(1 for change in self._changes if change.mark is mark) for mark in Mark}
        parts = [
            counted(count[Mark.CHANGED], self.tr("{count} step changed"), self.tr("{count} steps changed")),
            counted(count[Mark.INSERTED], self.tr("{count} added"), self.tr("{count} added")),
            counted(count[Mark.DELETED], self.tr("{count} deleted"), self.tr("{count} deleted")),
        ]
        is_same = all(change.mark is Mark.SAME for change in self._changes)
        return self.tr("Nothing changed.") if is_same else ", ".join(parts) + "."

    def next_change(self, by: int = 1) -> None:
        """Bring the next (or with -1 the previous) changed step into view and make it the current one."""
        places = [place for place, change in enumerate(self._changes) if change.mark is not Mark.SAME]
        ahead = [place for place in places if (place > self.current() if by > 0 else place < self.current())]
        if ahead:
            self.setTextCursor(QTextCursor(self.document().findBlockByNumber(ahead[0] if by > 0 else ahead[-1])))
            self.ensureCursorVisible()
            self.viewport().update()

    # Qt overrides

    def set_scale(self, scale: float) -> None:
        """Scale the text, not the chrome."""
        super().set_scale(scale)
        self._build()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._changes:
            self._build()

    def number_of(self, block: QTextBlock) -> str:
        """A sign beside what changed; the number of the step beside what did not."""
        mark, place = self._mark_of(block), block.blockNumber()
        if mark is not Mark.SAME or self.kind_of(block) is not StepKind.THOUGHT:
            return _SIGNS.get(mark, "")
        return str(1 + sum(1 for change in self._changes[:place] if change.mark is not Mark.DELETED))

    def caption_of(self, block: QTextBlock) -> str:
        """The words above a block, with what became of it."""
        said = {Mark.INSERTED: self.tr("added"), Mark.DELETED: self.tr("deleted"), Mark.CHANGED: self.tr("changed")}
        caption, mark = super().caption_of(block), self._mark_of(block)
        return f"{caption}, {said[mark]}" if caption and mark in said else caption

    def heading_of(self, block: QTextBlock) -> str:
        """What became of an answer is said even where the answer has a heading of its own."""
        return super().heading_of(block) if self._mark_of(block) is Mark.SAME else self.caption_of(block)

    def bar_role(self, block: QTextBlock) -> str:
        """Every changed step has a bar in the hue of its change."""
        return _ROLES.get(self._mark_of(block), "")

    # Private

    def _mark_of(self, block: QTextBlock) -> Mark:
        place = block.blockNumber()
        return self._changes[place].mark if place < len(self._changes) else Mark.SAME

    def _build(self) -> None:
        scroll = self.verticalScrollBar().value()
        self.document().clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        room = TEXT_LIMIT
        for place, change in enumerate(self._changes):
            self.append_step(cursor, change.kind, place)
            for piece in change.pieces:
                shown = document_text(piece.text, max(0, room))
                room -= len(shown.text)
                cursor.insertText(shown.text, self._look(change.kind, piece.mark))
        cursor.endEditBlock()
        self.moveCursor(cursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(scroll)

    def _look(self, kind: StepKind, mark: Mark) -> QTextCharFormat:
        look = self.text_format(kind)
        if mark is Mark.INSERTED:
            look.setFontUnderline(True)
            look.setUnderlineColor(ink("accept", self.palette()))
            look.setBackground(tint("accept", 0.14, self.palette()))
        elif mark is Mark.DELETED:
            look.setFontStrikeOut(True)
            look.setForeground(ink("reject", self.palette()))
            look.setBackground(tint("reject", 0.09, self.palette()))
        return look
