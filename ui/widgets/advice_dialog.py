# SPDX-License-Identifier: Apache-2.0
"""The dialog “Improve the data”: four answers about the traces of a task, and the teacher prompt as it would be."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.domain.advice import COMPUTED, Advice
from core.domain.tasks import Task
from core.domain.traces import Step, StepKind
from core.errors import StudioError
from ui.safety import TextLabel, calm, safe_menu_text
from ui.widgets.form_dialog import FormDialog
from ui.widgets.form_fields import ChoiceBox
from ui.widgets.painted import counted
from ui.widgets.revision_diff import RevisionDiff

_DIFF_HEIGHT = 220
_LONGEST_ANSWER = 2_000


class AdviceDialog(FormDialog):
    """Shows advice and asks for it; nothing changes before Keep.

    Signals:
        wanted: type of a task and name of a provider, empty to compute the advice.
        price_wanted: the same; what asking would cost is to be shown.
        apply_requested: the Advice that should become a new version of its task.
    """

    wanted = Signal(str, str)
    price_wanted = Signal(str, str)
    apply_requested = Signal(object)

    def __init__(self, parent: QWidget, tasks: Sequence[Task], providers: Sequence[str], current: str = "") -> None:
        """Offer these tasks, ``current`` first, and these providers besides the computed advice."""
        super().__init__(parent, name="advice", title=self.tr("Improve the data"), save=self.tr("Keep as new version"))
        self.resize(760, 720)
        self._advice: Advice | None = None
        self.task = ChoiceBox()
        self.task.setObjectName("advice_task")
        self.task.setAccessibleName(self.tr("Task"))
        for task in tasks:
            self.task.addItem(safe_menu_text(task.title), task.type)
        self.task.setCurrentIndex(max(0, self.task.findData(current)))
        self.source = ChoiceBox()
        self.source.setObjectName("advice_source")
        self.source.setAccessibleName(self.tr("Who gives the advice"))
        self.source.addItem(self.tr("Computed from the checks"), "")
        for name in providers:
            self.source.addItem(safe_menu_text(name), name)
        self.ask = QPushButton(self.tr("Ask"))
        self.ask.setObjectName("advice_ask")
        self._price = TextLabel(look="caption", is_wrapping=True)
        self._price.setObjectName("advice_price")
        self._by = TextLabel(look="caption", is_wrapping=True)
        self._by.setObjectName("advice_by")
        self._answers = QVBoxLayout()
        self._answers.setSpacing(2)
        self._prompt = TextLabel(self.tr("The teacher prompt, as it would be"), look="section")
        self.diff = RevisionDiff()
        self.diff.setObjectName("advice_diff")
        self.diff.setMinimumHeight(_DIFF_HEIGHT)
        self._lay_out()
        self.task.currentIndexChanged.connect(self._on_chosen)
        self.source.currentIndexChanged.connect(self._on_chosen)
        self.ask.clicked.connect(self._on_ask)
        self.save.clicked.connect(self._on_save)

    def start(self) -> None:
        """Show the dialog and ask for what is chosen."""
        self._on_chosen()
        self.open()

    def show_advice(self, advice: Advice) -> None:
        """Show answers and change; Keep is offered where something would change."""
        self.hide_error()
        self._advice = advice
        self._clear()
        count = counted(advice.read, self.tr("{count} trace"), self.tr("{count} traces"))
        said = (
            self.tr("Computed from {traces}: no model was asked.")
            if advice.by == COMPUTED
            else self.tr("{who} read {traces}.")
        )
        self._by.setText(said.format(who=calm(advice.by), traces=count))
        for question, answer in advice.answers:
            self._answers.addSpacing(8)
            self._answers.addWidget(TextLabel(self.tr(question), look="strong"))
            self._answers.addWidget(
                TextLabel(calm(answer, limit=_LONGEST_ANSWER), is_wrapping=True, is_selectable=True)
            )
        self.diff.set_revisions(_lines(advice.before), _lines(advice.after))
        self.diff.next_change()
        self._show_change(is_change=advice.is_change)
        self.ask.setEnabled(True)

    def show_price(self, teacher: str, cost_usd: float | None) -> None:
        """Say what asking would cost, unless somebody else was chosen meanwhile."""
        if self.source.currentData() == teacher:
            price = self.tr("an unknown price") if cost_usd is None else f"${cost_usd:.4f}"
            self._price.setText(self.tr("One request, about {price}.").format(price=price))

    def show_error(self, error: StudioError) -> None:
        """Say why there is no advice, or why it cannot be kept."""
        super().show_error(error)
        self._by.setText("")
        self.ask.setEnabled(True)
        self.save.setEnabled(False)

    def show_busy(self) -> None:
        """It is being worked out."""
        self.hide_error()
        self._advice = None
        self._clear()
        self._by.setText(self.tr("Reading traces…"))
        self._show_change(is_change=False)
        self.ask.setEnabled(False)

    def _show_change(self, *, is_change: bool) -> None:
        self._prompt.setVisible(is_change)
        self.diff.setVisible(is_change)
        self.save.setEnabled(is_change)

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 20, 24, 8)
        column.setSpacing(8)
        column.addWidget(TextLabel(self.tr("Improve the data"), look="section"))
        said = self.tr("What the traces of a task say about its teacher prompt. Nothing changes before you keep it.")
        column.addWidget(TextLabel(said, look="muted", is_wrapping=True))
        column.addSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.task, 1)
        row.addWidget(self.source, 1)
        row.addWidget(self.ask)
        column.addLayout(row)
        column.addWidget(self._price)
        column.addWidget(self._by)
        column.addLayout(self._answers)
        column.addSpacing(8)
        column.addWidget(self._prompt)
        column.addWidget(self.diff, 1)
        column.addStretch(0)
        self.lay_out(body)
        self._show_change(is_change=False)

    def _clear(self) -> None:
        while (item := self._answers.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    @Slot()
    def _on_chosen(self) -> None:
        """Computed advice is shown at once; a model is only asked on a click, after its price was said."""
        task, teacher = str(self.task.currentData()), str(self.source.currentData())
        self.ask.setVisible(bool(teacher))
        self._price.setVisible(bool(teacher))
        self.show_busy()
        if not teacher:
            self.wanted.emit(task, "")
            return
        self._by.setText(self.tr("The teacher prompt and some traces are sent when you press Ask."))
        self._price.setText(self.tr("Looking up the price…"))
        self.ask.setEnabled(True)
        self.price_wanted.emit(task, teacher)

    @Slot()
    def _on_ask(self) -> None:
        self.show_busy()
        self.wanted.emit(str(self.task.currentData()), str(self.source.currentData()))

    @Slot()
    def _on_save(self) -> None:
        if self._advice is not None:
            self.save.setEnabled(False)
            self.apply_requested.emit(self._advice)


def _lines(prompt: str) -> tuple[Step, ...]:
    return tuple(Step(StepKind.THOUGHT, line) for line in prompt.splitlines())
