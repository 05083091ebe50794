# SPDX-License-Identifier: Apache-2.0
"""The cases of a report: what a subject answered to each and what it scored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.domain.evaluations import CaseResult
from ui.safety import safe_tooltip

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_COLUMNS = ("case_id", "category", "conclusion", "right", "mention", "value", "tool", "latency")


class CaseTableModel(QAbstractTableModel):
    """A line per case; sorting is done here, because a benchmark has hundreds of cases and not a million."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: list[CaseResult] = []
        self._names = (
            self.tr("Case"),
            self.tr("Category"),
            self.tr("Conclusion"),
            self.tr("Right"),
            self.tr("Mention"),
            self.tr("Value"),
            self.tr("Tool call"),
            self.tr("Seconds"),
        )

    def set_results(self, results: Sequence[CaseResult]) -> None:
        """Show other cases."""
        self.beginResetModel()
        self._results = list(results)
        self.endResetModel()

    def result_at(self, place: int) -> CaseResult:
        """The case of a line."""
        return self._results[place]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._results)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_COLUMNS)

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        result, name = self._results[index.row()], _COLUMNS[index.column()]
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return self._text(result, name)
        if role == _Role.ToolTipRole and name == "conclusion":
            return safe_tooltip(result.error or result.conclusion)
        if role == _Role.TextAlignmentRole:
            return _align(name)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _Role.TextAlignmentRole:
            return _align(_COLUMNS[section])
        return self._names[section] if role == _Role.DisplayRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; a selection of lines is given up."""
        if 0 <= column < len(_COLUMNS):
            self.beginResetModel()
            self._results.sort(key=lambda result: _sort_key(result, _COLUMNS[column]), reverse=_is_down(order))
            self.endResetModel()

    def _text(self, result: CaseResult, name: str) -> str:
        scores = result.scores
        match name:
            case "case_id":
                return result.case_id
            case "category":
                return result.category.replace("_", " ")
            case "conclusion":
                said = result.error or result.conclusion
                return " ".join(said[:300].split()) or self.tr("no conclusion")
            case "right":
                return self.tr("yes") if scores.conclusion >= 1 else self.tr("no")
            case "latency":
                return f"{result.latency_s:.1f}"
            case "tool":
                return "–" if scores.tool is None else f"{scores.tool * 100:.0f} %"
            case _:
                return f"{(scores.mention if name == 'mention' else scores.value) * 100:.0f} %"


def _is_down(order: Qt.SortOrder) -> bool:
    return order == Qt.SortOrder.DescendingOrder


def _align(name: str) -> int:
    is_word = name in ("case_id", "category", "conclusion", "right")
    side = Qt.AlignmentFlag.AlignLeft if is_word else Qt.AlignmentFlag.AlignRight
    return (side | Qt.AlignmentFlag.AlignVCenter).value


def _sort_key(result: CaseResult, name: str) -> tuple[float, str]:
    """Figures by their value, words by their letters; a case without a tool score comes first."""
    scores = result.scores
    figures = {
        "right": scores.conclusion,
        "mention": scores.mention,
        "value": scores.value,
        "tool": -1.0 if scores.tool is None else scores.tool,
        "latency": result.latency_s,
    }
    words = {"case_id": result.case_id, "category": result.category, "conclusion": result.conclusion}
    return figures.get(name, 0.0), words.get(name, "").casefold()
