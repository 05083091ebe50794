# SPDX-License-Identifier: Apache-2.0
"""A task to read: what it is, what a good answer must contain, its phrasings and its tools."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.domain.tasks import Element, PromptTemplate, Task
from ui.safety import TextLabel, safe_tooltip, visible
from ui.widgets.action_button import ActionButton
from ui.widgets.form_fields import ChoiceBox
from ui.widgets.labels import Hairline, Pill


class TaskDetail(QWidget):
    """The chosen task in one of its versions."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        """Offer ``actions`` beside the title."""
        super().__init__(parent)
        self._task: Task | None = None
        self._versions: tuple[Task, ...] = ()
        self._title = TextLabel(look="title", is_wrapping=True)
        self._title.setObjectName("task_detail_title")
        self._version = ChoiceBox()
        self._version.setObjectName("task_version")
        self._version.setAccessibleName(self.tr("Version"))
        self._version.currentIndexChanged.connect(self._on_version)
        self._scroll = QScrollArea()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        head.addWidget(self._version)
        for action in actions:
            head.addWidget(ActionButton(action))
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(self.tr("Task"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)

    @property
    def task(self) -> Task | None:
        """The task in the version that is shown."""
        return self._task

    def show_task(self, task: Task) -> None:
        """Show a task; its other versions come with ``show_versions``."""
        self._versions = (task,)
        self._offer(task)
        self._show(task)

    def show_versions(self, versions: tuple[Task, ...]) -> None:
        """Offer the versions of the task, the newest shown."""
        if self._task is None or not versions or versions[-1].type != self._task.type:
            return
        self._versions = versions
        self._offer(versions[-1])
        self._show(versions[-1])

    def _offer(self, shown: Task) -> None:
        was_blocked = self._version.blockSignals(True)
        self._version.clear()
        for task in reversed(self._versions):
            self._version.addItem(self.tr("Version {n}").format(n=task.version), task.version)
        self._version.setCurrentIndex(self._version.findData(shown.version))
        self._version.setEnabled(len(self._versions) > 1)
        only = self.tr("There is one version; editing the task makes another.")
        self._version.setToolTip(safe_tooltip("" if len(self._versions) > 1 else only))
        self._version.blockSignals(was_blocked)

    @Slot()
    def _on_version(self) -> None:
        number = self._version.currentData()
        for task in self._versions:
            if task.version == number:
                self._show(task)

    def _show(self, task: Task) -> None:
        self._task = task
        self._title.setText(visible(task.title))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 12, 12)
        column.setSpacing(8)
        column.addWidget(TextLabel(visible(task.description), look="reading", is_wrapping=True, is_selectable=True))
        column.addSpacing(8)
        column.addWidget(TextLabel(self.tr("A good answer must contain"), look="section"))
        for element in task.requires:
            column.addWidget(self._element(element))
        column.addSpacing(8)
        count = len(task.templates)
        words = self.tr("1 phrasing") if count == 1 else self.tr("{n} phrasings")
        column.addWidget(TextLabel(words.format(n=count), look="section"))
        for template in task.templates:
            column.addWidget(self._template(template))
        column.addSpacing(8)
        column.addWidget(TextLabel(self.tr("Tools that an answer may call"), look="section"))
        said = ", ".join(task.tools) or self.tr("None.")
        column.addWidget(TextLabel(visible(said), is_wrapping=True, is_selectable=True))
        column.addStretch(1)
        self._scroll.setWidget(body)

    def _element(self, element: Element) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        column.addWidget(TextLabel(visible(f"{element.label}: {element.description}"), is_wrapping=True))
        cues = self.tr("Shown by: {cues}").format(cues=", ".join(element.cues))
        column.addWidget(TextLabel(visible(cues), look="caption", is_wrapping=True))
        column.addWidget(Hairline())
        return row

    def _template(self, template: PromptTemplate) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        text = TextLabel(visible(" ⏎ ".join(template.text.split("\n"))), is_wrapping=True, is_selectable=True)
        line.addWidget(text, 1)
        if template.is_ood:
            line.addWidget(Pill(self.tr("out of distribution only"), role="warn"), 0, Qt.AlignmentFlag.AlignTop)
        return row
