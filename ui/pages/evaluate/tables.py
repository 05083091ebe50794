# SPDX-License-Identifier: Apache-2.0
"""Two small tables of a comparison: every subject with all measures, and every element with one coverage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from core.domain.evaluations import Measure, Report
from ui.pages.evaluate.words import category_name, role_name, share
from ui.safety import safe_tooltip
from ui.widgets.data_table import DataTable

_Index = QModelIndex | QPersistentModelIndex


class GridModel(QAbstractTableModel):
    """Words in rows and columns; the first column is read from the left, the others from the right."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads: tuple[str, ...] = ()
        self._rows: tuple[tuple[str, ...], ...] = ()

    def show_grid(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show other words."""
        self.beginResetModel()
        self._heads = tuple(heads)
        self._rows = tuple(tuple(row) for row in rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            return safe_tooltip(self._rows[index.row()][0])
        return _align(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _align(section)
        return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else None


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


class SubjectsTable(GridTable):
    """Every subject with all four measures, each in a column of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("subjects_table")
        self.setAccessibleName(self.tr("Subjects"))

    def show_reports(self, reports: Sequence[Report]) -> None:
        """Show these subjects."""
        heads = (
            self.tr("Subject"),
            self.tr("Role"),
            self.tr("Conclusion"),
            self.tr("By value"),
            self.tr("By mention"),
            self.tr("Tool call"),
            self.tr("n"),
        )
        measures = (Measure.CONCLUSION, Measure.VALUE, Measure.MENTION, Measure.TOOL)
        rows = [
            (
                report.label,
                role_name(report.role),
                *(share(report.overall.of(measure)) for measure in measures),
                f"{report.n:,}",
            )
            for report in reports
        ]
        self.show_grid(heads, rows, width=108)
        self.horizontalHeader().resizeSection(1, 100)
        self.horizontalHeader().resizeSection(6, 56)


class ElementsTable(GridTable):
    """Every expected element, how often it was mentioned or true, subject by subject."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("elements_table")
        self.setAccessibleName(self.tr("Reasoning elements"))
        self.set_empty_text(self.tr("These reports expect no reasoning elements."))

    def show_elements(self, reports: Sequence[Report], measure: Measure) -> None:
        """Show one of the two coverages."""
        names = list(dict.fromkeys(name for report in reports for name in report.by_element))
        rows = []
        for name in names:
            held = [report.by_element.get(name) for report in reports]
            found = [None if one is None else one.mention if measure is Measure.MENTION else one.value for one in held]
            counts = sorted({interval.n for interval in found if interval is not None})
            n = "/".join(f"{count:,}" for count in counts) or "–"
            rows.append((category_name(name), *(share(interval) for interval in found), n))
        self.show_grid((self.tr("Element"), *(report.label for report in reports), self.tr("n")), rows, width=148)
        self.horizontalHeader().resizeSection(len(reports) + 1, 64)


def _align(column: int) -> int:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return (side | Qt.AlignmentFlag.AlignVCenter).value
