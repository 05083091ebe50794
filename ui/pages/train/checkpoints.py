# SPDX-License-Identifier: Apache-2.0
"""The checkpoints of a run as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.domain.runs import Checkpoint
from ui.pages.train.words import number
from ui.widgets.data_table import DataTable

_Index = QModelIndex | QPersistentModelIndex


class CheckpointModel(QAbstractTableModel):
    """A line per checkpoint, the newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._checkpoints: list[Checkpoint] = []
        self._names = (self.tr("Step"), self.tr("Eval loss"), "", self.tr("Folder in the workspace"))

    def set_checkpoints(self, checkpoints: Sequence[Checkpoint]) -> None:
        """Show other checkpoints."""
        if list(reversed(checkpoints)) != self._checkpoints:
            self.beginResetModel()
            self._checkpoints = list(reversed(checkpoints))
            self.endResetModel()

    def checkpoint_at(self, place: int) -> Checkpoint:
        """The checkpoint of a line."""
        return self._checkpoints[place]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._checkpoints)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _align(index.column())
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        checkpoint = self._checkpoints[index.row()]
        loss = "–" if checkpoint.eval_loss is None else f"{checkpoint.eval_loss:.4f}"
        end = self.tr("final") if checkpoint.is_final else ""
        return (number(checkpoint.step), loss, end, checkpoint.path)[index.column()]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _align(section)
        return self._names[section] if role == Qt.ItemDataRole.DisplayRole else None


class CheckpointTable(DataTable):
    """Opens a checkpoint to be evaluated.

    Signals:
        evaluate_requested: step of the checkpoint.
    """

    evaluate_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checkpoints = CheckpointModel(self)
        self.setObjectName("checkpoints")
        self.setModel(self._checkpoints)
        self.setAccessibleName(self.tr("Checkpoints"))
        self.set_empty_text(self.tr("No checkpoint is kept here. A run saves one when it evaluates, and at its end."))
        self.setToolTip(self.tr("Enter or a double click evaluates a checkpoint."))
        self.set_widths({0: 88, 1: 104, 2: 72}, stretch=3)
        self.row_activated.connect(self._on_activated)

    def set_checkpoints(self, checkpoints: Sequence[Checkpoint]) -> None:
        """Show other checkpoints."""
        self._checkpoints.set_checkpoints(checkpoints)

    @Slot(int)
    def _on_activated(self, place: int) -> None:
        self.evaluate_requested.emit(self._checkpoints.checkpoint_at(place).step)


def _align(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column < 2 else Qt.AlignmentFlag.AlignLeft
    return (side | Qt.AlignmentFlag.AlignVCenter).value
