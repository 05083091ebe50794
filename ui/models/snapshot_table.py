# SPDX-License-Identifier: Apache-2.0
"""Frozen datasets for a table: name, rows, hash and date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.domain.datasets import Snapshot
from ui.safety import safe_tooltip

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_COLUMNS = ("name", "train", "eval", "sha256", "made")
_FIGURES = ("train", "eval")
SHORT_HASH = 8


class SnapshotTableModel(QAbstractTableModel):
    """A line per snapshot, in the order in which they are given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._snapshots: tuple[Snapshot, ...] = ()
        self._names = (self.tr("Name"), self.tr("Train"), self.tr("Eval"), self.tr("Hash"), self.tr("Frozen"))

    def set_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        """Show other snapshots."""
        self.beginResetModel()
        self._snapshots = tuple(snapshots)
        self.endResetModel()

    def snapshot_at(self, place: int) -> Snapshot:
        """The snapshot of a line."""
        return self._snapshots[place]

    def place_of(self, snapshot_id: int) -> int:
        """The line of a snapshot; -1 where it is not among them."""
        return next((place for place, made in enumerate(self._snapshots) if made.id == snapshot_id), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._snapshots)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_COLUMNS)

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        snapshot, name = self._snapshots[index.row()], _COLUMNS[index.column()]
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return _text(snapshot, name)
        if role == _Role.ToolTipRole:
            whole = {"name": snapshot.name, "sha256": snapshot.sha256, "made": f"{snapshot.created_at.astimezone():%c}"}
            return safe_tooltip(whole.get(name, ""))
        return _align(name) if role == _Role.TextAlignmentRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _Role.TextAlignmentRole:
            return _align(_COLUMNS[section])
        return self._names[section] if role == _Role.DisplayRole else None


def _text(snapshot: Snapshot, name: str) -> str:
    match name:
        case "name":
            return snapshot.name
        case "train":
            return f"{snapshot.train_count:,}"
        case "eval":
            return f"{snapshot.eval_count:,}"
        case "sha256":
            return snapshot.sha256[:SHORT_HASH]
        case _:
            return snapshot.created_at.astimezone().strftime("%Y-%m-%d %H:%M")


def _align(name: str) -> int:
    side = Qt.AlignmentFlag.AlignRight if name in _FIGURES else Qt.AlignmentFlag.AlignLeft
    return (side | Qt.AlignmentFlag.AlignVCenter).value
