# SPDX-License-Identifier: Apache-2.0
"""The form of a new dataset, with the live count of what would go in."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from core.domain.datasets import Selection, SelectionCounts
from core.domain.traces import TraceState
from core.errors import InvalidInput
from core.params import params_of
from ui.pages.datasets.state import FreezeChoices, FreezeParams, FreezeWish
from ui.safety import TextLabel
from ui.theme.icons import Icons
from ui.widgets.cards import Card
from ui.widgets.choice_chips import ChoiceChips
from ui.widgets.form import LABEL_WIDTH, ParamForm
from ui.widgets.live_figures import Figure, LiveFigures


class FreezeForm(QScrollArea):
    """Which kept traces shall become a dataset.

    Signals:
        selection_changed: another Selection is to be counted.
        validity_changed: whether it can be frozen as it stands.
    """

    selection_changed = Signal(object)
    validity_changed = Signal(bool)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        """Begin with everything that is kept."""
        super().__init__(parent)
        self.setObjectName("freeze_form")
        self.form = ParamForm(params_of(FreezeParams), icons)
        self.tasks = ChoiceChips(self.tr("Tasks"))
        self.tasks.setObjectName("freeze_tasks")
        self.teachers = ChoiceChips(self.tr("Teachers"))
        self.teachers.setObjectName("freeze_teachers")
        self.states = ChoiceChips(self.tr("States"))
        self.states.setObjectName("freeze_states")
        self._figures = LiveFigures()
        self._figures.setObjectName("freeze_figures")
        self._by_task = TextLabel(look="muted", is_wrapping=True)
        self._by_task.setObjectName("freeze_by_task")
        self._fault = TextLabel(is_wrapping=True, role="warn")
        self._fault.setObjectName("freeze_fault")
        self._total = 0
        self._busy = TextLabel(look="muted")
        self._busy.setObjectName("freeze_busy")
        self._lay_out()
        self._connect()

    @property
    def is_ready(self) -> bool:
        """True when something would be frozen."""
        return not self.missing()

    def missing(self) -> str:
        """What has to be mended before something can be frozen; empty for nothing."""
        if not self.form.is_valid:
            return self.tr("A value does not fit; the field says what would.")
        if not self._name():
            return self.tr("The dataset needs a name.")
        if not self._total:
            return self.tr("No kept trace fits. Accept some in Review, or choose wider.")
        return ""

    def wish(self) -> FreezeWish:
        """What the form says. Raises InvalidInput where a value does not fit."""
        values = self.form.values()
        return FreezeWish(self._name(), self.selection(), values["train_share"] / 100, values["seed"])

    def selection(self) -> Selection:
        """The traces that are meant."""
        states = tuple(TraceState(state) for state in self.states.chosen())
        return Selection(
            states=states or (TraceState.ACCEPTED, TraceState.EDITED),
            task_types=self.tasks.chosen(),
            teachers=self.teachers.chosen(),
        )

    def suggest(self, name: str) -> None:
        """Fill in a name where there is none."""
        if not self._name():
            self.form.show_values({"name": name})
            self._tell()

    def clear_name(self) -> None:
        """The name is taken now."""
        self.form.show_values({"name": ""})
        self._tell()

    def show_choices(self, choices: FreezeChoices) -> None:
        """Offer other tasks and teachers."""
        self.tasks.set_choices(choices.tasks)
        self.teachers.set_choices(choices.teachers)

    def show_counts(self, counts: SelectionCounts) -> None:
        """Say how many would go in, and what stays out."""
        number = QLocale().toString
        self._total = counts.total
        edited = counts.by_state.get(TraceState.EDITED, 0)
        self._figures.set_figures(
            (
                Figure(self.tr("Would go in"), number(counts.total), self.tr("{n} edited").format(n=number(edited))),
                Figure(self.tr("Held out"), number(counts.held_out), self.tr("kept for tests")),
                Figure(self.tr("Undecided"), number(counts.undecided), self.tr("or rejected")),
            )
        )
        lines = (f"{name.replace('_', ' ')} {number(count)}" for name, count in sorted(counts.by_task.items()))
        self._by_task.setText("  ·  ".join(lines))
        self._tell()

    def show_busy(self, words: str) -> None:
        """Say what is being done."""
        self._busy.setText(words)
        self._busy.setVisible(bool(words))

    def _name(self) -> str:
        try:
            return str(self.form.values()["name"]).strip()
        except InvalidInput:
            return ""

    def _lay_out(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.states.set_choices(
            [(TraceState.ACCEPTED.value, self.tr("Accepted")), (TraceState.EDITED.value, self.tr("Edited"))]
        )
        self._fault.hide()
        self._busy.hide()
        note = self.tr("A dataset is a frozen copy: what is reviewed or edited later does not change it.")
        card = Card(self.tr("New dataset"), note=note)
        card.body.setSpacing(12)
        card.body.addWidget(self.form)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        rows = ((self.tr("Tasks"), self.tasks), (self.tr("Teachers"), self.teachers), (self.tr("States"), self.states))
        for row, (name, chips) in enumerate(rows):
            label = TextLabel(name, look="field")
            label.setFixedHeight(32)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(chips, row, 1)
        card.body.addLayout(grid)
        count = Card(self.tr("What would go in"))
        count.body.addWidget(self._figures)
        for line in (self._by_task, self._fault, self._busy):
            count.body.addWidget(line)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 8, 8)
        column.setSpacing(16)
        column.addWidget(card)
        column.addWidget(count)
        column.addStretch(1)
        self.setWidget(body)

    def _connect(self) -> None:
        for chips in (self.tasks, self.teachers, self.states):
            chips.chosen_changed.connect(self._on_selection)
        self.form.value_changed.connect(self._tell)
        self.form.validity_changed.connect(self._tell)

    @Slot()
    def _on_selection(self) -> None:
        self.selection_changed.emit(self.selection())

    @Slot()
    def _tell(self) -> None:
        missing = self.missing()
        self._fault.setText(missing)
        self._fault.setVisible(bool(missing))
        self.validity_changed.emit(self.is_ready)
