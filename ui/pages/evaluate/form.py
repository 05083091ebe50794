# SPDX-License-Identifier: Apache-2.0
"""The form of a new evaluation: who is asked what, and as what."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QIntValidator
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.domain.evaluations import BenchmarkInfo, SubjectRole
from core.errors import InvalidInput
from ui.pages.evaluate.benchmark_table import BenchmarkTable
from ui.pages.evaluate.state import Choices, NewEvaluation, SubjectChoice
from ui.pages.evaluate.words import counts_words, role_name, split_name, splits_words
from ui.safety import TextLabel, safe_menu_text, visible
from ui.theme.icons import Icons
from ui.widgets.action_button import ActionButton
from ui.widgets.cards import Card
from ui.widgets.form import LABEL_WIDTH, ParamForm
from ui.widgets.form_fields import ChoiceBox


class NewEvaluationForm(QScrollArea):
    """Benchmark, subject, role, label, split, limit and how it is asked.

    Signals:
        asked_changed: something was chosen or typed.
    """

    asked_changed = Signal()

    def __init__(self, icons: Icons, back: QAction, parent: QWidget | None = None) -> None:
        """``back`` leads to the reports."""
        super().__init__(parent)
        self._icons = icons
        self._subjects: list[SubjectChoice] = []
        self._wished = ""
        self._back = ActionButton(back, look="flat")
        icons.put(self._back, "previous", "muted")
        self._hindrance = TextLabel(look="muted", is_wrapping=True)
        self._hindrance.setObjectName("evaluate_hindrance")
        self._hindrance.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._trouble = TextLabel(role="warn", is_wrapping=True, is_selectable=True)
        self._benchmarks = BenchmarkTable()
        self._counts = TextLabel(look="caption", is_wrapping=True)
        self._counts.setObjectName("benchmark_counts")
        self._subject, self._role = _box(self.tr("Subject"), "subject_box"), _box(self.tr("Role"), "role_box")
        self._split = _box(self.tr("Split"), "split_box")
        self._folder = QPushButton(self.tr("Choose a model folder…"))
        self._label = QLineEdit()
        self._limit = QLineEdit()
        self._params: ParamForm | None = None
        self._params_place = QVBoxLayout()
        for role in SubjectRole:
            self._role.addItem(role_name(role), role.value)
        self._lay_out()
        self._connect()

    def focus_first(self) -> None:
        """Give the keyboard to the first thing to choose."""
        self._subject.setFocus()

    def wish_subject(self, text: str) -> None:
        """Choose a subject as soon as it is among the choices."""
        self._wished = text
        self._choose_wished()

    def show_choices(self, choices: Choices) -> None:
        """Offer other choices; what was chosen stays chosen where it is still there."""
        own = [held for held in self._subjects if held.note == _OWN_FOLDER]
        kept = self._subject.currentData()
        self._subjects = [
            *choices.subjects,
            *(held for held in own if held.text not in {s.text for s in choices.subjects}),
        ]
        self._subject.blockSignals(True)
        self._subject.clear()
        for found in self._subjects:
            self._add_subject(found)
        self._subject.setCurrentIndex(max(0, self._subject.findData(kept)))
        self._subject.blockSignals(False)
        self._trouble.setText(visible(choices.trouble))
        self._trouble.setVisible(bool(choices.trouble))
        benchmark = self._benchmarks.benchmark()
        self._benchmarks.show_benchmarks(choices.benchmarks, "" if benchmark is None else benchmark.name)
        if self._params is None:
            self._params = ParamForm(choices.params, self._icons)
            self._params.value_changed.connect(self._on_edited)
            self._params_place.addWidget(self._params)
        self._on_subject()
        self._choose_wished()

    def asked(self) -> NewEvaluation | None:
        """What is asked for; None while something is missing or does not fit."""
        benchmark, subject = self._benchmarks.benchmark(), self._subject.currentData()
        if benchmark is None or not subject or self._params is None or not self._limit.hasAcceptableInput():
            return None
        try:
            params = self._params.values()
        except InvalidInput:
            return None
        return NewEvaluation(
            subject=subject,
            benchmark=benchmark.name,
            role=SubjectRole(self._role.currentData()),
            label=self._label.text().strip(),
            limit=int(self._limit.text()) if self._limit.text() else None,
            split=self._split.currentData() or None,
            params=params,
        )

    def missing(self) -> str:
        """What has to be chosen or mended before it can start; empty for nothing."""
        if self.asked() is not None:
            return ""
        if self._params is None:
            return self.tr("What can be evaluated is being read.")
        if not self._subject.currentData():
            return self.tr("There is nobody to ask yet. Add a teacher in Generate, or choose a model folder.")
        if self._benchmarks.benchmark() is None:
            return self._trouble.text() or self.tr("There is no benchmark to answer. Choose one.")
        return self.tr("A value does not fit. Counts are whole numbers above 0; an empty one means all.")

    # Slots

    @Slot()
    def _on_subject(self) -> None:
        """Take the role and the words of the subject."""
        chosen = next((found for found in self._subjects if found.text == self._subject.currentData()), None)
        if chosen is not None:
            self._role.setCurrentIndex(self._role.findData(chosen.role.value))
            self._label.setPlaceholderText(chosen.label)
        self.asked_changed.emit()

    @Slot()
    def _on_benchmark(self) -> None:
        benchmark = self._benchmarks.benchmark()
        kept = self._split.currentData()
        self._split.blockSignals(True)
        self._split.clear()
        self._split.addItem(split_name(""), "")
        for split in benchmark.splits if benchmark is not None else ():
            self._split.addItem(split_name(split), split)
        self._split.setCurrentIndex(max(0, self._split.findData(kept)))
        self._split.blockSignals(False)
        self._counts.setText("" if benchmark is None else self._count_words(benchmark))
        self.asked_changed.emit()

    @Slot()
    def _on_edited(self) -> None:
        self.asked_changed.emit()

    @Slot()
    def _on_pick(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Choose a model folder"), str(Path.home()))
        dialog.setObjectName("subject_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._on_picked)
        dialog.open()

    @Slot(str)
    def _on_picked(self, folder: str) -> None:
        if self._subject.findData(folder) < 0:
            self._subjects.append(SubjectChoice(folder, Path(folder).name, _OWN_FOLDER, SubjectRole.STUDENT))
            self._add_subject(self._subjects[-1])
        self._subject.setCurrentIndex(self._subject.findData(folder))

    @Slot()
    def _say_hindrance(self) -> None:
        """Say what keeps it from starting where the eye goes next."""
        self._hindrance.setText(visible(self.missing()))

    # Private

    def _connect(self) -> None:
        self.asked_changed.connect(self._say_hindrance)
        self._subject.currentIndexChanged.connect(self._on_subject)
        self._benchmarks.benchmark_chosen.connect(self._on_benchmark)
        self._folder.clicked.connect(self._on_pick)
        self._limit.textEdited.connect(self._on_edited)

    def _choose_wished(self) -> None:
        place = self._subject.findData(self._wished) if self._wished else -1
        if place >= 0:
            self._subject.setCurrentIndex(place)
            self._wished = ""

    def _add_subject(self, subject: SubjectChoice) -> None:
        words = f"{subject.label}  ·  {subject.note}"
        self._subject.addItem(safe_menu_text(words).replace("&&", "&"), subject.text)

    def _count_words(self, benchmark: BenchmarkInfo) -> str:
        return f"{counts_words(benchmark.categories)}. {splits_words(benchmark.splits).capitalize()}."

    def _lay_out(self) -> None:
        what = Card(self.tr("On what"))
        what.body.addWidget(self._trouble)
        what.body.addWidget(self._benchmarks)
        what.body.addWidget(self._counts)
        who = Card(self.tr("Who is asked"))
        who.body.addLayout(self._grid())
        how = Card(self.tr("How"), note=self.tr("Keep these the same for everybody who is compared."))
        how.body.addLayout(self._params_place)
        body = QWidget()
        body.setMaximumWidth(880)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 8, 8)
        column.setSpacing(16)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._back)
        head.addWidget(self._hindrance, 1)
        column.addLayout(head)
        for card in (who, what, how):
            column.addWidget(card)
        column.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(body)

    def _grid(self) -> QGridLayout:
        self._label.setObjectName("label_field")
        self._label.setAccessibleName(self.tr("Name in the report"))
        self._label.setMaxLength(80)
        self._limit.setObjectName("limit_field")
        self._limit.setAccessibleName(self.tr("At most"))
        self._limit.setPlaceholderText(self.tr("All"))
        self._limit.setValidator(_Limit(1, 1_000_000, self._limit))
        self._limit.setFixedWidth(128)
        limit = QHBoxLayout()
        limit.setSpacing(8)
        limit.addWidget(self._limit)
        limit.addWidget(TextLabel(self.tr("cases, taken from the categories in turn"), look="muted"))
        limit.addStretch(1)
        subject = QHBoxLayout()
        subject.setSpacing(8)
        subject.addWidget(self._subject, 1)
        subject.addWidget(self._folder)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        words = (
            self.tr("Subject"),
            self.tr("Role"),
            self.tr("Name in the report"),
            self.tr("Split"),
            self.tr("At most"),
        )
        for place, word in enumerate(words):
            grid.addWidget(TextLabel(word, look="field"), place, 0)
        grid.addLayout(subject, 0, 1)
        grid.addWidget(self._role, 1, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._label, 2, 1)
        grid.addWidget(self._split, 3, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addLayout(limit, 4, 1)
        return grid


class _Limit(QIntValidator):
    """A count, or nothing for all."""

    def validate(self, text: str, place: int) -> object:
        return (QIntValidator.State.Acceptable, text, place) if not text else super().validate(text, place)


_OWN_FOLDER = "model folder"


def _box(name: str, object_name: str) -> ChoiceBox:
    box = ChoiceBox()
    box.setObjectName(object_name)
    box.setAccessibleName(name)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setMinimumWidth(200)
    box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box
