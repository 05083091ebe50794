# SPDX-License-Identifier: Apache-2.0
"""Item models and widgets as things that a test can compare."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget


def picture(model: QAbstractItemModel, columns: int | None = None) -> str:
    """A model as lines of cells, the header first."""
    shown = range(model.columnCount() if columns is None else columns)
    lines = [" | ".join(str(model.headerData(column, Qt.Orientation.Horizontal)) for column in shown)]
    for row in range(model.rowCount()):
        lines.append(" | ".join(str(model.index(row, column).data() or "") for column in shown))
    return "\n".join(lines)


def pixel_count(widget: QWidget, color: str) -> int:
    """How many pixels of a widget, as it is painted now, have exactly this colour."""
    image = widget.grab().toImage()
    wanted = QColor(color).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))
