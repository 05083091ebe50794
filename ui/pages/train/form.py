# SPDX-License-Identifier: Apache-2.0
"""The form of a new run: dataset, student, recipe and its values, with the plan beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from core.domain.datasets import Snapshot
from core.errors import InvalidInput
from ui.pages.train.choices import choice_box, offer
from ui.pages.train.plan_card import PlanCard
from ui.pages.train.state import Choices, NewRun, RecipeChoice
from ui.pages.train.student_field import StudentField
from ui.pages.train.words import number
from ui.safety import TextLabel
from ui.theme.icons import Icons
from ui.widgets.action_button import ActionButton
from ui.widgets.cards import Card
from ui.widgets.form import LABEL_WIDTH, ParamForm
from ui.widgets.upright_scroll import upright_scroll


class NewRunForm(QWidget):
    """What to train, from what and how.

    Signals:
        asked_changed: the NewRun that is asked for, or None while something is missing or does not fit.

    Attributes:
        student: who is trained.
        plan: what the training would be.
    """

    asked_changed = Signal(object)

    def __init__(self, icons: Icons, back: QAction, parent: QWidget | None = None) -> None:
        """``back`` leads to the runs."""
        super().__init__(parent)
        self._icons = icons
        self._choices: Choices | None = None
        self.plan = PlanCard(icons)
        self._back = ActionButton(back, look="flat")
        icons.put(self._back, "previous", "muted")
        self._trouble = TextLabel(role="warn", is_wrapping=True, is_selectable=True)
        self._trouble.setObjectName("why_not")
        self._trouble.hide()
        self._dataset, self._dataset_note = choice_box(self.tr("Dataset"), "dataset_box"), _note()
        self._dataset.setPlaceholderText(self.tr("No dataset yet"))
        self.student = StudentField()
        self._recipe, self._recipe_note = choice_box(self.tr("Recipe"), "recipe_box"), _note()
        self._name = QLineEdit()
        self._name.setObjectName("run_name_field")
        self._name.setAccessibleName(self.tr("Name"))
        self._name.setMaxLength(80)
        self._name.setPlaceholderText(self.tr("Chosen for you"))
        self._params: ParamForm | None = None
        self._params_place = QVBoxLayout()
        self._lay_out()
        self._connect()

    def focus_first(self) -> None:
        """Give the keyboard to the first thing to choose."""
        self._dataset.setFocus()

    def show_choices(self, choices: Choices) -> None:
        """Offer other choices; what was chosen stays chosen where it is still there."""
        self._choices = choices
        self._trouble.setText(f"{choices.why_not} {choices.hint}".strip())
        self._trouble.setVisible(bool(choices.why_not))
        snapshots = [(found.name, found.name) for found in choices.snapshots]
        offer(self._dataset, snapshots, self._dataset.currentData())
        self.student.show_students(choices.students, can_prepare=not choices.has_demo and not choices.why_not)
        offer(self._recipe, [(found.label, found.name) for found in choices.recipes], self._recipe.currentData())
        self._say_notes()
        if self._params is None:
            self._show_recipe()
        self._tell()

    def asked(self) -> NewRun | None:
        """What is asked for; None while something is missing or does not fit."""
        recipe, snapshot, student = self._chosen_recipe(), self._chosen_snapshot(), self.student.student
        if recipe is None or snapshot is None or student is None or self._params is None:
            return None
        try:
            overrides = recipe.overrides(self._params.values())
        except InvalidInput:
            return None
        return NewRun(snapshot.id, student.path, recipe.name, overrides, self._name.text().strip())

    # Slots

    @Slot()
    def _on_recipe(self) -> None:
        self._show_recipe()
        self._on_edited()

    @Slot()
    def _on_edited(self) -> None:
        self._say_notes()
        self._tell()

    # Private

    def _connect(self) -> None:
        self._dataset.currentIndexChanged.connect(self._on_edited)
        self.student.changed.connect(self._on_edited)
        self._recipe.currentIndexChanged.connect(self._on_recipe)

    def _tell(self) -> None:
        asked = self.asked()
        self.asked_changed.emit(asked)
        if asked is None:
            self.plan.show_trouble(self.missing())

    def missing(self) -> str:
        """What has to be chosen or mended before there can be a plan; empty for nothing."""
        if self.asked() is not None:
            return ""
        if self._chosen_snapshot() is None:
            return self.tr("There is no dataset yet. Accept traces in Review, then freeze them in Datasets.")
        if self.student.student is None:
            return self.tr("There is no student yet. Prepare the demo student, or add a model folder of your own.")
        return self.tr("A value does not fit; the field says what would.")

    def _say_notes(self) -> None:
        snapshot, recipe = self._chosen_snapshot(), self._chosen_recipe()
        self._dataset_note.setText("" if snapshot is None else self._frozen_words(snapshot))
        self._recipe_note.setText("" if recipe is None else recipe.help)
        for note in (self._dataset_note, self._recipe_note):
            note.setVisible(bool(note.text()))

    def _frozen_words(self, snapshot: Snapshot) -> str:
        words = self.tr("{train} to train on, {held} held back for the eval loss")
        return words.format(train=number(snapshot.train_count), held=number(snapshot.eval_count))

    def _show_recipe(self) -> None:
        """Draw the values of the chosen recipe."""
        recipe = self._chosen_recipe()
        if self._params is not None:
            self._params_place.removeWidget(self._params)
            self._params.hide()
            self._params.deleteLater()
            self._params = None
        if recipe is not None:
            self._params = ParamForm(recipe.params, self._icons, recipe.shown_values())
            self._params.setObjectName("recipe_values")
            self._params.value_changed.connect(self._on_edited)
            self._params_place.addWidget(self._params)

    def _chosen_snapshot(self) -> Snapshot | None:
        held = () if self._choices is None else self._choices.snapshots
        return next((found for found in held if found.name == self._dataset.currentData()), None)

    def _chosen_recipe(self) -> RecipeChoice | None:
        held = () if self._choices is None else self._choices.recipes
        return next((found for found in held if found.name == self._recipe.currentData()), None)

    def _lay_out(self) -> None:
        what = Card(self.tr("What to train"))
        what.body.addLayout(self._grid())
        how = Card(self.tr("How"))
        how.body.addLayout(self._params_place)
        fields = QWidget()
        column = QVBoxLayout(fields)
        column.setContentsMargins(0, 0, 8, 8)
        column.setSpacing(16)
        column.addWidget(self._trouble)
        column.addWidget(what)
        column.addWidget(how)
        column.addStretch(1)
        beside = QWidget()
        plan = QVBoxLayout(beside)
        plan.setContentsMargins(0, 0, 0, 8)
        plan.addWidget(self.plan)
        plan.addStretch(1)
        left, right = upright_scroll(fields), upright_scroll(beside)
        right.setMinimumWidth(264)
        right.setMaximumWidth(420)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(left, 2)
        row.addWidget(right, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addLayout(row, 1)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget, QWidget | None], ...] = (
            (self.tr("Dataset"), self._dataset, self._dataset_note),
            (self.tr("Student"), self.student, None),
            (self.tr("Recipe"), self._recipe, self._recipe_note),
            (self.tr("Name"), self._name, None),
        )
        for place, (label, field, note) in enumerate(rows):
            _add_row(grid, 3 * place, label, field, note)
        return grid


def _add_row(grid: QGridLayout, row: int, label: str, field: QWidget, note: QWidget | None) -> None:
    words = TextLabel(label, look="field")
    words.setFixedHeight(32)
    grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(field, row, 1)
    if note is not None:
        grid.addWidget(note, row + 1, 1)
    grid.setRowMinimumHeight(row + 2, 8)


def _note() -> TextLabel:
    return TextLabel(look="caption", is_wrapping=True)
