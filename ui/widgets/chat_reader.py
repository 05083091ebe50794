# SPDX-License-Identifier: Apache-2.0
"""A chat to read as a student will see it: roles, words and tool calls, all of it plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QEvent, QUrl
from PySide6.QtGui import QImage, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from ui.widgets.ink import ink, letters
from ui.widgets.visible_text import document_text

_LONGEST = 60_000


@dataclass(frozen=True, slots=True)
class ChatTurn:
    """One turn: who speaks, and what.

    Attributes:
        role: hue of the speaker's name, such as ``teacher`` or ``muted``.
        is_code: shown in the fixed font, as tool calls are.
    """

    speaker: str
    text: str
    role: str = "muted"
    is_code: bool = False


class ChatReader(QTextEdit):
    """Shows turns under one another; never reads rich text, files, images or links."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._turns: tuple[ChatTurn, ...] = ()
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTextEdit { border: none; padding: 0; background: transparent; }")
        self.setAccessibleName(self.tr("One row, as the student sees it"))
        self.setTabChangesFocus(True)

    def set_turns(self, turns: Sequence[ChatTurn]) -> None:
        """Show another chat from its beginning."""
        self._turns = tuple(turns)
        self._build()
        self.verticalScrollBar().setValue(0)

    def loadResource(self, type: int, name: QUrl | str) -> QImage | QByteArray:
        """Nothing is ever loaded; an image of one pixel keeps Qt from opening the path itself."""
        return QImage(1, 1, QImage.Format.Format_ARGB32)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._turns:
            self._build()

    def _build(self) -> None:
        self.document().clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        room = _LONGEST
        for place, turn in enumerate(self._turns):
            shown = document_text(turn.text, max(0, room)).text
            room -= len(shown)
            self._open(cursor, top=18 if place else 0, is_first=place == 0)
            cursor.insertText(turn.speaker, self._look("caption", turn.role))
            self._open(cursor, top=3)
            cursor.insertText(shown, self._look("fixed" if turn.is_code else "reading", "text"))
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _open(self, cursor: QTextCursor, *, top: int, is_first: bool = False) -> None:
        block = QTextBlockFormat()
        block.setTopMargin(top)
        block.setLineHeight(140, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if is_first:
            cursor.setBlockFormat(block)
        else:
            cursor.insertBlock(block)

    def _look(self, use: str, role: str) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setFont(letters(use))
        look.setForeground(ink(role, self.palette()))
        return look
