# SPDX-License-Identifier: Apache-2.0
"""Rows of two lines for a list: the text of an item up to its line break, and what follows, quieter."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.widgets.ink import ink, letters, measures, tint
from ui.widgets.painted import LEFT, elided

ROW = 50
_Index = QModelIndex | QPersistentModelIndex


class TwoLineDelegate(QStyledItemDelegate):
    """Draws what the display role says; the current row has a copper bar."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Every row is of one height."""
        return QSize(160, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one row."""
        first, _, second = str(index.data(Qt.ItemDataRole.DisplayRole) or "").partition("\n")
        rect, palette = QRectF(option.rect), option.palette
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_current or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(tint("accent", 0.13 if is_current else 0.05, palette))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 6, 6)
        if is_current:
            painter.setBrush(ink("accent" if option.widget.hasFocus() else "control", palette))
            painter.drawRoundedRect(QRectF(rect.left() + 2, rect.top() + 8, 3, rect.height() - 16), 1.5, 1.5)
        inner = rect.adjusted(16, 0, -10, 0)
        lines = ((first, "label", "text", 6.0, 20.0), (second, "caption", "muted", 26.0, 17.0))
        for text, use, role, top, height in lines:
            painter.setFont(letters(use))
            painter.setPen(ink(role, palette))
            box = QRectF(inner.left(), rect.top() + top, inner.width(), height)
            painter.drawText(box, LEFT | Qt.TextFlag.TextSingleLine, elided(text, measures(use), inner.width()))
        painter.restore()
