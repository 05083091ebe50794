# SPDX-License-Identifier: Apache-2.0
"""The preview: the list of made problems at the left, the chosen one at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListView, QStackedLayout, QVBoxLayout, QWidget

from core.domain.tasks import NewProblem
from ui.pages.tasks.problem_list import ProblemListModel
from ui.pages.tasks.problem_pane import ProblemPane
from ui.safety import TextLabel
from ui.theme.icons import Icons
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Hairline
from ui.widgets.two_line_delegate import TwoLineDelegate


class PreviewPane(QWidget):
    """Problems that are not stored; empty until something was previewed."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        """Start with the sentence that says what a preview is."""
        super().__init__(parent)
        self._icons = icons
        self._model = ProblemListModel(self)
        self._list = QListView()
        self._list.setObjectName("preview_list")
        self._list.setAccessibleName(self.tr("Previewed problems"))
        self._list.setModel(self._model)
        self._list.setItemDelegate(TwoLineDelegate(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setProperty("look", "bare")
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMinimumWidth(200)
        self._head = TextLabel(look="caption", is_wrapping=True)
        self._head.setObjectName("preview_head")
        self._problem = ProblemPane()
        self._stack = QStackedLayout(self)
        self._lay_out()
        self._list.selectionModel().currentChanged.connect(self._on_current)

    def show_problems(self, problems: tuple[NewProblem, ...]) -> None:
        """Show made problems, the first of them at the right."""
        self._model.set_problems(problems)
        words = self.tr("1 problem, not stored") if len(problems) == 1 else self.tr("{n} problems, not stored")
        self._head.setText(words.format(n=f"{len(problems):,}"))
        self._stack.setCurrentIndex(1 if problems else 0)
        if problems:
            self._list.setCurrentIndex(self._model.index(0))

    def minimumSizeHint(self) -> QSize:
        """Give way to the coverage above."""
        return QSize(360, 96)

    def _lay_out(self) -> None:
        sentence = self.tr("A preview shows problems with their situation and what is true of it. Nothing is stored.")
        empty = EmptyState(self._icons, "show", self.tr("Look before you store"), sentence)
        self._stack.addWidget(empty)
        both = QWidget()
        side = QVBoxLayout()
        side.setSpacing(4)
        side.addWidget(self._head)
        side.addWidget(self._list, 1)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(side, 4)
        row.addSpacing(8)
        row.addWidget(Hairline(is_vertical=True))
        row.addWidget(self._problem, 7)
        self._stack.addWidget(both)

    @Slot(QModelIndex)
    def _on_current(self, index: QModelIndex) -> None:
        problem = self._model.problem(index.row())
        if problem is not None:
            self._problem.show_problem(problem)
