# SPDX-License-Identifier: Apache-2.0
"""The jobs panel's list: what runs, then what is over, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.domain.jobs import JobId, JobState

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job as the panel shows it; joins what the store kept and what the job says now.

    Attributes:
        fraction: 0 to 1, or None while it is not known.
        folder: the run folder relative to the workspace, where there is one.
    """

    id: JobId
    kind: str
    title: str
    state: JobState
    fraction: float | None = None
    message: str = ""
    hint: str = ""
    left_s: float | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    folder: str | None = None


class JobListModel(QAbstractListModel):
    """Rows of JobLine; the line itself is the user role."""

    LINE = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._lines: list[JobLine] = []

    def show_lines(self, lines: Sequence[JobLine]) -> None:
        """Show other lines; rows stay selected when only their contents are new."""
        ordered = sorted(lines, key=lambda line: (line.state.is_over, -line.id))
        if [line.id for line in ordered] == [line.id for line in self._lines]:
            self._lines = ordered
            if ordered:
                self.dataChanged.emit(self.index(0), self.index(len(ordered) - 1))
            return
        self.beginResetModel()
        self._lines = ordered
        self.endResetModel()

    def line(self, row: int) -> JobLine | None:
        """The job in a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, job: JobId) -> int:
        """The row of a job, or -1."""
        return next((row for row, line in enumerate(self._lines) if line.id == job), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        """How many jobs there are."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The title for screen readers, the line for the delegate."""
        line = self.line(index.row())
        if line is None:
            return None
        if role == self.LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{line.title}, {line.state.value}"
        return None
