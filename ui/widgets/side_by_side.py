# SPDX-License-Identifier: Apache-2.0
"""Two answers to one problem side by side: step beside step, and the words in which they differ tinted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)
from PySide6.QtWidgets import QWidget

from core.domain.traces import StepKind
from ui.widgets.ink import ink, letters, tint
from ui.widgets.plain_page import PlainPage
from ui.widgets.step_changes import Mark
from ui.widgets.step_pairs import StepPair, StepSide
from ui.widgets.visible_text import TEXT_LIMIT, document_text

LINE_HEIGHT = 1.5
_ROLES = ("reject", "accept")
"""The hues of what only the left and only the right side says, as a diff has them."""
_TINTS = (0.12, 0.14)


class SideBySide(PlainPage):
    """A read-only page of pairs of steps: one document, so that both sides scroll together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pairs: tuple[StepPair, ...] = ()
        self._scale = 1.0
        self._room = 0
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setCursorWidth(0)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(240, 120)
        self.document().setDocumentMargin(4)
        self.setAccessibleName(self.tr("Two answers side by side"))

    def set_pairs(self, pairs: Sequence[StepPair]) -> None:
        """Show other answers from their beginning."""
        self._pairs = tuple(pairs)
        self._build()
        self.verticalScrollBar().setValue(0)

    def pairs(self) -> tuple[StepPair, ...]:
        """The pairs that are shown."""
        return self._pairs

    def set_scale(self, scale: float) -> None:
        """Scale the text, not the chrome."""
        self._scale = scale
        self._build()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._pairs:
            self._build()

    # Private

    def _build(self) -> None:
        scroll = self.verticalScrollBar().value()
        self.document().clear()
        self._room = TEXT_LIMIT
        if self._pairs:
            cursor = QTextCursor(self.document())
            cursor.beginEditBlock()
            table = cursor.insertTable(len(self._pairs), 2, self._table_format())
            for row, pair in enumerate(self._pairs):
                for column, side in enumerate((pair.left, pair.right)):
                    self._fill(table, row, column, side)
            cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(scroll)

    @staticmethod
    def _table_format() -> QTextTableFormat:
        half = QTextLength(QTextLength.Type.PercentageLength, 50)
        shape = QTextTableFormat()
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        shape.setColumnWidthConstraints([half, half])
        shape.setBorder(0)
        shape.setBorderCollapse(True)
        shape.setCellSpacing(0)
        shape.setCellPadding(0)
        return shape

    def _fill(self, table: QTextTable, row: int, column: int, side: StepSide | None) -> None:
        cell = table.cellAt(row, column)
        cell.setFormat(self._cell_format(is_first=row == 0, is_right=column == 1, is_empty=side is None))
        if side is None:
            return
        cursor = cell.firstCursorPosition()
        cursor.setBlockFormat(self._line_format(side.kind))
        if caption := self._caption(side):
            cursor.insertText(f"{caption}\u2028", self._caption_format())
        for piece in side.pieces:
            shown = document_text(piece.text, max(0, self._room))
            self._room -= len(shown.text)
            cursor.insertText(shown.text, self._look(side.kind, column, is_own=piece.mark is Mark.CHANGED))

    def _caption(self, side: StepSide) -> str:
        names = {
            StepKind.THOUGHT: str(side.place + 1),
            StepKind.TOOL_CALL: self.tr("Tool call"),
            StepKind.TOOL_RESULT: self.tr("Tool result"),
            StepKind.ANSWER: self.tr("Answer"),
        }
        return names[side.kind]

    def _cell_format(self, *, is_first: bool, is_right: bool, is_empty: bool) -> QTextTableCellFormat:
        shape = QTextTableCellFormat()
        shape.setPadding(10)
        line = ink("line", self.palette())
        if not is_first:
            shape.setTopBorder(1)
            shape.setTopBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            shape.setTopBorderBrush(line)
        if is_right:
            shape.setLeftBorder(1)
            shape.setLeftBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            shape.setLeftBorderBrush(line)
        if is_empty:
            shape.setBackground(tint("muted", 0.05, self.palette()))
        return shape

    def _line_format(self, kind: StepKind) -> QTextBlockFormat:
        is_fixed = kind in (StepKind.TOOL_CALL, StepKind.TOOL_RESULT)
        height = letters("fixed" if is_fixed else "reading", self._scale).pixelSize() * LINE_HEIGHT
        shape = QTextBlockFormat()
        shape.setLineHeight(round(height), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        return shape

    def _caption_format(self) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setFont(letters("caption"))
        look.setForeground(ink("muted", self.palette()))
        return look

    def _look(self, kind: StepKind, column: int, *, is_own: bool) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setFont(letters("fixed" if kind in (StepKind.TOOL_CALL, StepKind.TOOL_RESULT) else "reading", self._scale))
        if is_own:
            role = _ROLES[column]
            look.setBackground(tint(role, _TINTS[column], self.palette()))
            look.setFontUnderline(True)
            look.setUnderlineColor(ink(role, self.palette()))
        return look
