# SPDX-License-Identifier: Apache-2.0
"""The problems of a preview as a list: one row each, put into words only when it comes into view."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.domain.tasks import NewProblem
from ui.pages.tasks.state import title_of
from ui.safety import visible

_Index = QModelIndex | QPersistentModelIndex
_ANSWERED = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class ProblemListModel(QAbstractListModel):
    """A row per problem."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._problems: tuple[NewProblem, ...] = ()

    def set_problems(self, problems: tuple[NewProblem, ...]) -> None:
        """Show other problems."""
        self.beginResetModel()
        self._problems = problems
        self.endResetModel()

    def problem(self, place: int) -> NewProblem | None:
        """The problem of a row; None outside."""
        return self._problems[place] if 0 <= place < len(self._problems) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._problems)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        problem = self.problem(index.row())
        if problem is None or role not in _ANSWERED:
            return None
        kind = problem.task_type.replace("_", " ")
        title = visible(title_of(problem)[:300])
        return f"{title}\n{kind}  ·  {problem.difficulty.value}  ·  {problem.domain}"
