# SPDX-License-Identifier: Apache-2.0
"""A small table of words that is as high as its rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHeaderView, QWidget

from ui.models.grid import GridModel
from ui.widgets.data_table import DataTable


class GridTable(DataTable):
    """A table as high as its rows."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = GridModel(self)
        self.setModel(self._grid)
        self.setAccessibleName(name)

    def show_grid(self, heads: Sequence[str], rows: Sequence[Sequence[str]], *, width: int = 128) -> None:
        """Show other words; the first column takes what the others leave."""
        self._grid.show_grid(heads, rows)
        header = self.horizontalHeader()
        for column in range(len(heads)):
            is_first = column == 0
            header.setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch if is_first else QHeaderView.ResizeMode.Interactive
            )
            if not is_first:
                header.resizeSection(column, width)
        self.fit_rows(len(rows))
