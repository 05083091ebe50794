# SPDX-License-Identifier: Apache-2.0
"""The table under the dumbbell chart: every score with its interval and n."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.models.score_rows import ScoreRow
from ui.models.scores_table import ROLE_ROLE, ScoresTableModel
from ui.widgets.data_table import DataTable
from ui.widgets.ink import ink

_LABEL_WIDTH = 128


class ScoresTable(DataTable):
    """Teacher, base and student with the gap, the share of it that training closed, and retention.

    Signals:
        category_activated: key of the row that was opened.
    """

    category_activated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scores = ScoresTableModel(self)
        self.setModel(self._scores)
        self.setItemDelegate(_HueDelegate(self))
        self.setAccessibleName(self.tr("Scores"))
        self.set_empty_text(self.tr("No reports to compare yet."))
        widths = dict.fromkeys(range(1, 4), 98) | {4: 60, 5: 58, 6: 74, 7: 68, 8: 44}
        self.horizontalHeader().setMinimumSectionSize(44)
        self._others = sum(widths.values())
        self.set_widths(widths, stretch=0)
        self.row_activated.connect(self._on_row_activated)

    def set_rows(self, rows: Sequence[ScoreRow]) -> None:
        """Show other figures; the table is as high as its rows."""
        self._scores.set_rows(rows)
        self.fit_rows(max(2, len(rows)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let categories take what is left; where that is too little to read them, the table scrolls sideways."""
        super().resizeEvent(event)
        has_room = self.viewport().width() - self._others >= _LABEL_WIDTH
        modes = QHeaderView.ResizeMode
        self.horizontalHeader().setSectionResizeMode(0, modes.Stretch if has_room else modes.Interactive)
        if not has_room:
            self.horizontalHeader().resizeSection(0, _LABEL_WIDTH)

    def _on_row_activated(self, place: int) -> None:
        self.category_activated.emit(self._scores.row_at(place).key)


class _HueDelegate(QStyledItemDelegate):
    """Gives the scores of teacher and student their hue."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        role = index.data(ROLE_ROLE)
        if role is not None:
            palette = option.palette
            for text in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                palette.setColor(text, ink(role, palette))
