# SPDX-License-Identifier: Apache-2.0
"""The cases of a report as a table that sorts by any column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from core.domain.evaluations import CaseResult
from ui.models.case_table import CaseTableModel
from ui.widgets.data_table import DataTable


class CaseTable(DataTable):
    """One line per case.

    Signals:
        case_activated: id of the case that was opened.
        case_focused: id of the case that the keyboard is on; empty for none.
    """

    case_activated = Signal(str)
    case_focused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cases = CaseTableModel(self)
        self.setModel(self._cases)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setAccessibleName(self.tr("Cases"))
        self.set_empty_text(self.tr("No cases. Choose a report above to see what was asked and answered."))
        self.set_widths({0: 130, 1: 150, 3: 72, 4: 84, 5: 84, 6: 84, 7: 84}, stretch=2)
        self.row_activated.connect(self._on_row_activated)
        self.current_row_changed.connect(self._on_row_focused)

    def set_results(self, results: Sequence[CaseResult]) -> None:
        """Show other cases in the order in which they come."""
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._cases.set_results(results)

    def current_result(self) -> CaseResult | None:
        """The case that the keyboard is on."""
        place = self.currentIndex().row()
        return self._cases.result_at(place) if place >= 0 else None

    def _on_row_activated(self, place: int) -> None:
        self.case_activated.emit(self._cases.result_at(place).case_id)

    def _on_row_focused(self, place: int) -> None:
        self.case_focused.emit(self._cases.result_at(place).case_id if place >= 0 else "")
