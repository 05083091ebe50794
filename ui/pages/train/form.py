# SPDX-License-Identifier: Apache-2.0
"""The form of a new run: dataset, student, recipe and its values, with the plan beside it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.domain.datasets import Snapshot
from core.domain.runs import Student
from core.errors import InvalidInput
from ui.pages.train.plan_card import PlanCard
from ui.pages.train.state import Choices, NewRun, RecipeChoice
from ui.pages.train.words import number
from ui.safety import TextLabel, safe_menu_text, visible
from ui.theme.icons import Icons
from ui.widgets.action_button import ActionButton
from ui.widgets.cards import Card
from ui.widgets.form import LABEL_WIDTH, ParamForm
from ui.widgets.form_fields import ChoiceBox


class NewRunForm(QWidget):
    """What to train, from what and how.

    Signals:
        asked_changed: the NewRun that is asked for, or None while something is missing or does not fit.
        folder_picked: a model folder to add to the students.
        prepare_requested, stop_requested: prepare the demo student, or give that up.

    Attributes:
        plan: what the training would be.
    """

    asked_changed = Signal(object)
    folder_picked = Signal(str)
    prepare_requested = Signal()
    stop_requested = Signal()

    def __init__(self, icons: Icons, back: QAction, parent: QWidget | None = None) -> None:
        """``back`` leads to the runs."""
        super().__init__(parent)
        self._icons = icons
        self._choices: Choices | None = None
        self._wished_student = ""
        self.plan = PlanCard(icons)
        self._back = ActionButton(back, look="flat")
        icons.put(self._back, "previous", "muted")
        self._trouble = TextLabel(role="warn", is_wrapping=True, is_selectable=True)
        self._trouble.setObjectName("why_not")
        self._trouble.hide()
        self._dataset, self._dataset_note = _box(self.tr("Dataset"), "dataset_box"), _note()
        self._student, self._student_note = _box(self.tr("Student"), "student_box"), _note()
        self._recipe, self._recipe_note = _box(self.tr("Recipe"), "recipe_box"), _note()
        self._name = QLineEdit()
        self._name.setObjectName("run_name_field")
        self._name.setAccessibleName(self.tr("Name"))
        self._name.setMaxLength(80)
        self._name.setPlaceholderText(self.tr("Chosen for you"))
        self._folder = QPushButton(self.tr("Add a model folder…"))
        self._folder.setObjectName("add_student_folder")
        self._prepare = QPushButton(self.tr("Prepare the demo student"))
        self._prepare.setObjectName("prepare_demo")
        self._progress = QProgressBar()
        self._progress.setAccessibleName(self.tr("Preparing the demo student"))
        self._progress_words = TextLabel(look="caption")
        self._stop = QPushButton(self.tr("Stop"))
        self._preparing = QWidget()
        self._params: ParamForm | None = None
        self._params_place = QVBoxLayout()
        self._lay_out()
        self._connect()

    def focus_first(self) -> None:
        """Give the keyboard to the first thing to choose."""
        self._dataset.setFocus()

    def wish_student(self, path: str) -> None:
        """Choose a student as soon as it is among the choices."""
        self._wished_student = path

    def show_choices(self, choices: Choices) -> None:
        """Offer other choices; what was chosen stays chosen where it is still there."""
        self._choices = choices
        self._trouble.setText(f"{choices.why_not} {choices.hint}".strip())
        self._trouble.setVisible(bool(choices.why_not))
        snapshots = [(found.name, found.name) for found in choices.snapshots]
        _offer(self._dataset, snapshots, self._dataset.currentData())
        students = [(found.name, found.path) for found in choices.students]
        wished = self._wished_student or self._student.currentData()
        _offer(self._student, students, wished)
        self._wished_student = ""
        _offer(self._recipe, [(found.label, found.name) for found in choices.recipes], self._recipe.currentData())
        self._prepare.setVisible(not choices.has_demo and not choices.why_not)
        self._say_notes()
        if self._params is None:
            self._show_recipe()
        self._tell()

    def show_preparing(self, done: int, total: int, words: str) -> None:
        """Show how far the demo student is."""
        self._preparing.show()
        self._prepare.setEnabled(False)
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._progress_words.setText(visible(words or self.tr("Unpacking the demo student, once")))

    def hide_preparing(self) -> None:
        """It is over."""
        self._preparing.hide()
        self._prepare.setEnabled(True)

    def asked(self) -> NewRun | None:
        """What is asked for; None while something is missing or does not fit."""
        recipe, snapshot = self._chosen_recipe(), self._chosen_snapshot()
        student = self._student.currentData()
        if recipe is None or snapshot is None or not student or self._params is None:
            return None
        try:
            overrides = recipe.overrides(self._params.values())
        except InvalidInput:
            return None
        return NewRun(snapshot.id, student, recipe.name, overrides, self._name.text().strip())

    # Slots

    @Slot()
    def _on_recipe(self) -> None:
        self._show_recipe()
        self._on_edited()

    @Slot()
    def _on_edited(self) -> None:
        self._say_notes()
        self._tell()

    @Slot()
    def _on_pick(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Add a model folder"), str(Path.home()))
        dialog.setObjectName("student_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder_picked)
        dialog.open()

    # Private

    def _connect(self) -> None:
        self._dataset.currentIndexChanged.connect(self._on_edited)
        self._student.currentIndexChanged.connect(self._on_edited)
        self._recipe.currentIndexChanged.connect(self._on_recipe)
        self._folder.clicked.connect(self._on_pick)
        self._prepare.clicked.connect(self.prepare_requested)
        self._stop.clicked.connect(self.stop_requested)

    def _tell(self) -> None:
        asked = self.asked()
        self.asked_changed.emit(asked)
        if asked is None:
            self.plan.show_trouble(self._missing())

    def _missing(self) -> str:
        """What has to be chosen next."""
        if self._chosen_snapshot() is None:
            return self.tr("There is no dataset yet. Accept traces in Review, then freeze them in Datasets.")
        if not self._student.currentData():
            return self.tr("There is no student yet. Prepare the demo student, or add a model folder of your own.")
        return self.tr("A value does not fit; the field says what would.")

    def _say_notes(self) -> None:
        snapshot, student, recipe = self._chosen_snapshot(), self._chosen_student(), self._chosen_recipe()
        self._dataset_note.setText("" if snapshot is None else self._frozen_words(snapshot))
        self._student_note.setText("" if student is None else visible(_student_words(student)))
        self._recipe_note.setText("" if recipe is None else recipe.help)
        for note in (self._dataset_note, self._student_note, self._recipe_note):
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

    def _chosen_student(self) -> Student | None:
        held = () if self._choices is None else self._choices.students
        return next((found for found in held if found.path == self._student.currentData()), None)

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
        left, right = _scroll(fields), _scroll(beside)
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
        self._preparing.hide()
        self._progress.setTextVisible(False)
        bar = QHBoxLayout(self._preparing)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(12)
        bar.addWidget(self._progress, 1)
        bar.addWidget(self._progress_words, 1)
        bar.addWidget(self._stop)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._folder)
        buttons.addWidget(self._prepare)
        buttons.addStretch(1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget | QHBoxLayout, QWidget | None], ...] = (
            (self.tr("Dataset"), self._dataset, self._dataset_note),
            (self.tr("Student"), self._student, self._student_note),
            ("", buttons, self._preparing),
            (self.tr("Recipe"), self._recipe, self._recipe_note),
            (self.tr("Name"), self._name, None),
        )
        for place, (label, field, note) in enumerate(rows):
            _add_row(grid, 3 * place, label, field, note)
        return grid


def _add_row(grid: QGridLayout, row: int, label: str, field: QWidget | QHBoxLayout, note: QWidget | None) -> None:
    if label:
        words = TextLabel(label, look="field")
        words.setFixedHeight(32)
        grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
    if isinstance(field, QWidget):
        grid.addWidget(field, row, 1)
    else:
        grid.addLayout(field, row, 1)
    if note is not None:
        grid.addWidget(note, row + 1, 1)
    grid.setRowMinimumHeight(row + 2, 8)


def _box(name: str, object_name: str) -> ChoiceBox:
    box = ChoiceBox()
    box.setObjectName(object_name)
    box.setAccessibleName(name)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setMinimumWidth(160)
    box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


def _note() -> TextLabel:
    return TextLabel(look="caption", is_wrapping=True)


def _offer(box: ChoiceBox, entries: list[tuple[str, str]], chosen: str | None) -> None:
    """Fill a box without telling anybody, and keep what was chosen."""
    was_blocked = box.blockSignals(True)
    box.clear()
    for words, name in entries:
        box.addItem(safe_menu_text(words).replace("&&", "&"), name)
    box.setCurrentIndex(max(0, box.findData(chosen)) if entries else -1)
    box.setEnabled(bool(entries))
    box.blockSignals(was_blocked)


def _student_words(student: Student) -> str:
    """What is known of a student in a line."""
    count = student.parameter_count
    size = "" if not count else f"{count / 1e9:.1f} B parameters" if count >= 1e9 else f"{count / 1e6:.3g} M parameters"
    return " · ".join(part for part in (size, student.licence, student.note, student.path) if part)


def _scroll(inner: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(inner)
    return scroll
