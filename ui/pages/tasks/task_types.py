# SPDX-License-Identifier: Apache-2.0
"""The task types: a list at the left, the chosen one at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from core.domain.tasks import Task
from ui.pages.tasks.task_detail import TaskDetail
from ui.safety import visible
from ui.widgets.action_button import ActionButton
from ui.widgets.cards import Card
from ui.widgets.two_line_delegate import TwoLineDelegate


class TaskTypes(QWidget):
    """Shipped task types and those of the user.

    Signals:
        task_chosen: type of the task that became the current one.
    """

    task_chosen = Signal(str)

    def __init__(
        self, list_actions: Sequence[QAction], task_actions: Sequence[QAction], parent: QWidget | None = None
    ) -> None:
        """Offer actions under the list and beside the chosen task."""
        super().__init__(parent)
        self._tasks: dict[str, Task] = {}
        self.list = QListWidget()
        self.list.setObjectName("task_list")
        self.list.setAccessibleName(self.tr("Task types"))
        self.list.setItemDelegate(TwoLineDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("look", "bare")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.detail = TaskDetail(task_actions)
        side = Card()
        side.setFixedWidth(280)
        side.body.addWidget(self.list, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for action in list_actions:
            buttons.addWidget(ActionButton(action), 1)
        side.body.addLayout(buttons)
        main = Card()
        main.body.addWidget(self.detail, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 16, 0, 0)
        row.setSpacing(16)
        row.addWidget(side)
        row.addWidget(main, 1)
        self.list.currentItemChanged.connect(self._on_current)

    def current(self) -> Task | None:
        """The chosen task in the version that is shown."""
        return self.detail.task

    def show_tasks(self, tasks: Sequence[Task], shipped: frozenset[str], *, wanted: str = "") -> None:
        """Show tasks, saying which are ``shipped``; ``wanted``, else the one chosen before, is the current one."""
        chosen = wanted or (self.detail.task.type if self.detail.task else "")
        self._tasks = {task.type: task for task in tasks}
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        for task in tasks:
            item = QListWidgetItem(f"{visible(task.title)}\n{self._origin(task, shipped)}")
            item.setData(Qt.ItemDataRole.UserRole, task.type)
            self.list.addItem(item)
        blocker.unblock()
        row = next((place for place, task in enumerate(tasks) if task.type == chosen), 0)
        self.list.setCurrentRow(row)

    def _origin(self, task: Task, shipped: frozenset[str]) -> str:
        if task.type not in shipped:
            words = self.tr("Your own  ·  version {n}")
        elif task.version == 1:
            words = self.tr("Shipped  ·  version {n}")
        else:
            words = self.tr("Shipped, edited here  ·  version {n}")
        return words.format(n=task.version)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_current(self, item: QListWidgetItem | None, _before: QListWidgetItem | None = None) -> None:
        if item is None:
            return
        task_type = str(item.data(Qt.ItemDataRole.UserRole))
        shown = self.detail.task
        if shown is None or shown != self._tasks[task_type]:
            self.detail.show_task(self._tasks[task_type])
        self.task_chosen.emit(task_type)
