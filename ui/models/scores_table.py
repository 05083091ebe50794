# SPDX-License-Identifier: Apache-2.0
"""The figures of a comparison as a table: each score with its interval, and what they say of the gap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.models.score_rows import Score, ScoreRow

ROLE_ROLE = Qt.ItemDataRole.UserRole.value + 1
"""Role of the hue of a cell, such as ``teacher``; None for plain text."""

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_COLUMNS = ("label", "teacher", "base", "student", "gap", "closed", "retention", "shortcut", "n")
_DASH = "–"


class ScoresTableModel(QAbstractTableModel):
    """A line per category; what is not known is a dash, never a zero."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ScoreRow, ...] = ()
        self._names = (
            self.tr("Category"),
            self.tr("Teacher"),
            self.tr("Base student"),
            self.tr("Student"),
            self.tr("Gap"),
            self.tr("Closed"),
            self.tr("Retention"),
            self.tr("Shortcut"),
            self.tr("n"),
        )

    def set_rows(self, rows: Sequence[ScoreRow]) -> None:
        """Show other figures."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row_at(self, place: int) -> ScoreRow:
        """The row of a line."""
        return self._rows[place]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_COLUMNS)

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        name = _COLUMNS[index.column()]
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return _text(self._rows[index.row()], name)
        if role == _Role.TextAlignmentRole:
            return _align(name)
        if role == ROLE_ROLE:
            return name if name in ("teacher", "student") else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _Role.TextAlignmentRole:
            return _align(_COLUMNS[section])
        return self._names[section] if role == _Role.DisplayRole else None


def _align(name: str) -> int:
    side = Qt.AlignmentFlag.AlignLeft if name == "label" else Qt.AlignmentFlag.AlignRight
    return (side | Qt.AlignmentFlag.AlignVCenter).value


def _text(row: ScoreRow, name: str) -> str:
    match name:
        case "label":
            return row.label
        case "teacher":
            return _score(row.teacher)
        case "base":
            return _score(row.base)
        case "student":
            return _score(row.student)
        case "gap":
            return _DASH if row.gap is None else f"{row.gap:+.1f}".replace("-", "−")
        case "closed":
            return _share(row.closed)
        case "retention":
            return _share(row.retention)
        case "shortcut":
            return _share(row.shortcut)
        case _:
            counts = sorted({score.n for _, score in row.scores()})
            return "/".join(str(count) for count in counts) or _DASH


def _share(value: float | None) -> str:
    return _DASH if value is None else f"{value * 100:.0f} %".replace("-", "−")


def _score(score: Score | None) -> str:
    if score is None:
        return _DASH
    return f"{score.mean * 100:.0f} ({score.low * 100:.0f}–{score.high * 100:.0f})"
