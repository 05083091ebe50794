# SPDX-License-Identifier: Apache-2.0
"""The form of a task: everything that a version of it holds; saving makes a new version and loses none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.domain.tasks import Task
from ui.dialogs.question import Answer, Question
from ui.pages.tasks.element_editor import ElementEditor, name_of
from ui.pages.tasks.phrasing_lines import BREAK, lines_of, templates_of
from ui.pages.tasks.state import Maker, Tool
from ui.safety import TextLabel, safe_menu_text, safe_tooltip
from ui.theme.icons import Icons
from ui.widgets.form_dialog import FormDialog
from ui.widgets.form_fields import ChoiceBox


@dataclass(frozen=True, slots=True)
class TaskParts:
    """What a task can be put together from."""

    makers: Sequence[Maker]
    tools: Sequence[Tool]


class TaskDialog(FormDialog):
    """Edits a task, or makes a new one; show it with open().

    Signals:
        save_requested: the Task as it is typed.
    """

    save_requested = Signal(object)

    def __init__(self, parent: QWidget, icons: Icons, parts: TaskParts, task: Task | None = None) -> None:
        """Start from ``task``, or empty."""
        title = self.tr("New task") if task is None else self.tr("Edit task")
        save = self.tr("Save") if task is None else self.tr("Save as new version")
        super().__init__(parent, name="task", title=title, save=save)
        self.resize(760, 640)
        self._icons = icons
        self._task = task
        self._is_dirty = False
        self._elements: list[ElementEditor] = []
        self._tools: dict[str, QCheckBox] = {}
        self.title_field = QLineEdit(task.title if task else "")
        self.description_field = QPlainTextEdit(task.description if task else "")
        self.maker_field = ChoiceBox()
        self.plain_field = QPlainTextEdit(lines_of(task.templates, is_ood=False) if task else "{situation}" + BREAK)
        self.ood_field = QPlainTextEdit(lines_of(task.templates, is_ood=True) if task else "")
        self._add_element = QPushButton(self.tr("Add element"))
        self._fill(parts)
        self._lay_out()
        self._connect()

    def task(self) -> Task:
        """The task as it is typed; the station says what does not fit."""
        title = self.title_field.text().strip()
        known = self._task.templates if self._task else ()
        base = self._task or Task(name_of(title), 1, title, "", (), (), "", ())
        return replace(
            base,
            title=title,
            description=self.description_field.toPlainText().strip(),
            requires=tuple(editor.element() for editor in self._elements),
            templates=templates_of(self.plain_field.toPlainText(), self.ood_field.toPlainText(), known),
            context_maker=str(self.maker_field.currentData()),
            tools=tuple(name for name, box in self._tools.items() if box.isChecked()),
        )

    def finish(self) -> None:
        """The task was kept."""
        self._is_dirty = False
        self.accept()

    def reject(self) -> None:
        """Close, after asking where something was typed."""
        if not self._is_dirty:
            super().reject()
            return
        answers = (Answer("discard", self.tr("Discard the changes"), "danger"),)
        text = self.tr("What you typed is not saved yet.")
        Question(self, self.tr("Close without saving"), text, answers, self._on_discard).open()

    def _fill(self, parts: TaskParts) -> None:
        for maker in parts.makers:
            self.maker_field.addItem(maker.label, maker.name)
            self.maker_field.setItemData(
                self.maker_field.count() - 1, safe_tooltip(maker.help), Qt.ItemDataRole.ToolTipRole
            )
        if self._task is not None:
            self.maker_field.setCurrentIndex(self.maker_field.findData(self._task.context_maker))
        for tool in parts.tools:
            box = QCheckBox(safe_menu_text(tool.name))
            box.setToolTip(safe_tooltip(tool.description))
            box.setChecked(self._task is not None and tool.name in self._task.tools)
            self._tools[tool.name] = box
        self.description_field.setFixedHeight(64)
        self.plain_field.setMinimumHeight(150)
        self.ood_field.setMinimumHeight(90)
        for field, name in (
            (self.title_field, self.tr("Title")),
            (self.description_field, self.tr("Description")),
            (self.maker_field, self.tr("Situations")),
            (self.plain_field, self.tr("Phrasings, one per line")),
            (self.ood_field, self.tr("Phrasings kept for out of distribution, one per line")),
        ):
            field.setAccessibleName(name)
        for text in (self.description_field, self.plain_field, self.ood_field):
            text.setTabChangesFocus(True)
        self.title_field.setObjectName("task_title")
        self.plain_field.setObjectName("task_phrasings")

    def _lay_out(self) -> None:
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(24, 20, 24, 12)
        self._column.setSpacing(4)
        self._section(self.tr("Title"), "", self.title_field)
        self._section(self.tr("Description"), "", self.description_field)
        self._section(
            self.tr("Situations"), self.tr("The maker that invents what the task is about."), self.maker_field
        )
        words = self.tr("What a good answer must contain. Cues are words or regular expressions, one per line.")
        self._section(self.tr("Requires"), words, None)
        self._element_column = QVBoxLayout()
        self._element_column.setSpacing(8)
        self._column.addLayout(self._element_column)
        self._column.addWidget(self._add_element, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addSpacing(12)
        words = self.tr("One per line; {situation} is where the situation goes, {sign} breaks the line (type \\n).")
        self._section(self.tr("Phrasings"), words.replace("{sign}", BREAK), self.plain_field)
        words = self.tr("Never used in train or held-out problems.")
        self._section(self.tr("Phrasings kept for out of distribution"), words, self.ood_field)
        self._section(self.tr("Tools that an answer may call"), "", None)
        for box in self._tools.values():
            self._column.addWidget(box)
        self._column.addStretch(1)
        for element in self._task.requires if self._task else (None,):
            self._add(ElementEditor(self._icons, element))
        self.lay_out(body)

    def _section(self, title: str, words: str, field: QWidget | None) -> None:
        label = TextLabel(title, look="field")
        self._column.addWidget(label)
        if words:
            self._column.addWidget(TextLabel(words, look="caption", is_wrapping=True))
        if field is not None:
            label.setBuddy(field)
            self._column.addWidget(field)
            self._column.addSpacing(12)

    def _connect(self) -> None:
        self.save.clicked.connect(self._on_save)
        self._add_element.clicked.connect(self._on_add_element)
        self.title_field.textEdited.connect(self._on_edited)
        self.maker_field.currentIndexChanged.connect(self._on_edited)
        for text in (self.description_field, self.plain_field, self.ood_field):
            text.textChanged.connect(self._on_edited)
        for box in self._tools.values():
            box.toggled.connect(self._on_edited)

    def _add(self, editor: ElementEditor) -> None:
        self._elements.append(editor)
        self._element_column.addWidget(editor)
        editor.edited.connect(self._on_edited)
        editor.remove_requested.connect(self._on_remove_element)

    @Slot()
    def _on_edited(self) -> None:
        self._is_dirty = True
        self.hide_error()

    @Slot()
    def _on_add_element(self) -> None:
        editor = ElementEditor(self._icons)
        self._add(editor)
        self._on_edited()
        editor.label.setFocus()

    @Slot()
    def _on_remove_element(self) -> None:
        editor = self.sender()
        if isinstance(editor, ElementEditor):
            self._elements.remove(editor)
            editor.deleteLater()
            self._on_edited()

    @Slot()
    def _on_save(self) -> None:
        self.save.setEnabled(False)
        self.save_requested.emit(self.task())

    def _on_discard(self, _answer: str) -> None:
        self.finish()
