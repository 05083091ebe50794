# SPDX-License-Identifier: Apache-2.0
"""The teachers: a list, and under it what is known of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from core.domain.providers import ProviderStatus
from ui.pages.generate.state import Teacher
from ui.pages.generate.teacher_facts import TeacherFacts
from ui.safety import visible
from ui.theme.icons import Icons
from ui.widgets.action_button import ActionButton
from ui.widgets.cards import Card
from ui.widgets.labels import Hairline
from ui.widgets.two_line_delegate import TwoLineDelegate


class TeacherList(Card):
    """A card at the left of the page.

    Signals:
        teacher_chosen: name of the teacher that became the current one.
    """

    teacher_chosen = Signal(str)

    def __init__(
        self, icons: Icons, add: QAction, teacher_actions: Sequence[QAction], parent: QWidget | None = None
    ) -> None:
        """Offer ``add`` beside the heading and ``teacher_actions`` under the chosen teacher."""
        super().__init__(self.tr("Teachers"), parent)
        self.setFixedWidth(304)
        self._teachers: dict[str, Teacher] = {}
        self._statuses: dict[str, ProviderStatus] = {}
        self.list = QListWidget()
        self.list.setObjectName("teacher_list")
        self.list.setAccessibleName(self.tr("Teachers"))
        self.list.setItemDelegate(TwoLineDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("look", "bare")
        self.list.setMinimumHeight(104)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.facts = TeacherFacts(icons, teacher_actions)
        self.heading.addWidget(ActionButton(add))
        self.body.addWidget(self.list, 1)
        self.body.addWidget(Hairline())
        self.body.addWidget(self.facts)
        self.list.currentItemChanged.connect(self._on_current)

    def current(self) -> Teacher | None:
        """The chosen teacher."""
        index = self.list.currentIndex()
        return self._teachers.get(str(index.data(Qt.ItemDataRole.UserRole))) if index.isValid() else None

    def show_teachers(self, teachers: Sequence[Teacher], *, wanted: str = "") -> None:
        """Show these teachers; ``wanted``, else the one chosen before, is the current one."""
        current = self.current()
        chosen = wanted or (current.name if current else "")
        self._teachers = {teacher.name: teacher for teacher in teachers}
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        for teacher in teachers:
            item = QListWidgetItem(f"{visible(teacher.name)}\n{visible(teacher.words)}")
            item.setData(Qt.ItemDataRole.UserRole, teacher.name)
            self.list.addItem(item)
        blocker.unblock()
        names = list(self._teachers)
        self.list.setCurrentRow(names.index(chosen) if chosen in names else 0)

    def show_checking(self, name: str) -> None:
        """A teacher is being asked whether it can be reached."""
        self._statuses.pop(name, None)
        current = self.current()
        if current is not None and current.name == name:
            self.facts.show_checking()

    def show_status(self, name: str, status: ProviderStatus) -> None:
        """Say what a check found."""
        self._statuses[name] = status
        current = self.current()
        if current is not None and current.name == name:
            self.facts.show_status(status)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_current(self, _item: QListWidgetItem | None, _before: QListWidgetItem | None = None) -> None:
        teacher = self.current()
        if teacher is not None:
            self.facts.show_teacher(teacher, self._statuses.get(teacher.name))
            self.teacher_chosen.emit(teacher.name)
