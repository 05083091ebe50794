# SPDX-License-Identifier: Apache-2.0
"""Whole blocks of a text document taken out and moved as one undoable thing, with their formats."""

from __future__ import annotations

from PySide6.QtGui import QTextBlock, QTextCursor


class KeptBlock:
    """The text and the formats of a block, kept while it is moved."""

    def __init__(self, block: QTextBlock) -> None:
        """Keep ``block`` as it stands."""
        self.text = block.text()
        self.block_format = block.blockFormat()
        self.char_format = block.charFormat()


def take_out(cursor: QTextCursor) -> None:
    """Remove the block of the cursor with everything in it; the cursor ends in the block that follows."""
    block = cursor.block()
    cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()
    after = KeptBlock(block.next()) if block.next().isValid() else None
    if after is not None:
        cursor.deleteChar()
        cursor.setBlockFormat(after.block_format)
        cursor.setBlockCharFormat(after.char_format)
    elif block.previous().isValid():
        before = KeptBlock(block.previous())
        cursor.deletePreviousChar()
        cursor.setBlockFormat(before.block_format)


def move(cursor: QTextCursor, by: int) -> QTextCursor | None:
    """Change the block of the cursor with the one above (-1) or below (1); where the cursor stands then.

    None where there is no such block.
    """
    block = cursor.block()
    other = block.previous() if by < 0 else block.next()
    if not other.isValid():
        return None
    column = cursor.positionInBlock()
    edit = QTextCursor(other if by < 0 else block)
    edit.beginEditBlock()
    kept = KeptBlock(edit.block())
    take_out(edit)
    edit.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    edit.insertBlock(kept.block_format, kept.char_format)
    edit.insertText(kept.text, kept.char_format)
    edit.endEditBlock()
    target = edit.block() if by > 0 else edit.block().previous()
    here = QTextCursor(target)
    here.setPosition(target.position() + min(column, target.length() - 1))
    return here
