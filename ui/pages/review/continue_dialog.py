# SPDX-License-Identifier: Apache-2.0
"""The dialog before a teacher is asked to go on with a trace: what is cut, who is asked, and what that would cost."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domain.continuations import ContinuationForecast
from core.errors import StudioError
from ui.pages.review.words import cost_words
from ui.safety import TextLabel
from ui.widgets.form_dialog import FormDialog
from ui.widgets.form_fields import ChoiceBox
from ui.widgets.painted import counted


class ContinueDialog(FormDialog):
    """Asks once before anything is sent.

    Signals:
        teacher_chosen: name of the teacher whose forecast is wanted.
        confirmed: the teacher that was forecast last may be asked.
    """

    teacher_chosen = Signal(str)
    confirmed = Signal()

    def __init__(
        self, parent: QWidget, *, from_step: int, cut_count: int, teachers: Sequence[tuple[str, str]], chosen: str
    ) -> None:
        """Offer ``teachers`` by name and label; show it with open()."""
        super().__init__(parent, name="continue", title=self.tr("Let a teacher go on"), save=self.tr("Ask the teacher"))
        self.resize(520, 300)
        self.teacher = ChoiceBox()
        self.teacher.setObjectName("continue_teacher")
        self.teacher.setAccessibleName(self.tr("Teacher"))
        for name, label in teachers:
            self.teacher.addItem(label, name)
        self.teacher.setCurrentIndex(max(0, self.teacher.findData(chosen)))
        self.tokens = TextLabel(is_wrapping=True)
        self.tokens.setObjectName("continue_tokens")
        self.cost = TextLabel(is_wrapping=True)
        self.cost.setObjectName("continue_cost")
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 20, 24, 8)
        column.setSpacing(8)
        column.addWidget(TextLabel(self.tr("Go on behind step {n}").format(n=from_step), look="section"))
        column.addWidget(TextLabel(self._cut_words(cut_count), look="muted", is_wrapping=True))
        column.addWidget(self.teacher)
        column.addWidget(self.tokens)
        column.addWidget(self.cost)
        hint = self.tr("The steps come into the editor. Escape stops them, and nothing is kept before you save.")
        column.addWidget(TextLabel(hint, look="caption", is_wrapping=True))
        column.addStretch(1)
        self.lay_out(body)
        self.save.setEnabled(False)
        self.teacher.currentIndexChanged.connect(self._on_teacher)
        self.save.clicked.connect(self._on_save)
        self.teacher.setFocus()

    def ask_forecast(self) -> None:
        """Ask for the forecast of the teacher that is chosen; only then can it be asked."""
        self.save.setEnabled(False)
        self.hide_error()
        self.tokens.setText(self.tr("Counting…"))
        self.cost.setText("")
        self.teacher_chosen.emit(str(self.teacher.currentData()))

    def show_forecast(self, found: ContinuationForecast) -> None:
        """Say what it would take."""
        out = self.tr("at most {most} out; none of its answers was counted yet").format(
            most=f"{found.most_output_tokens:,}"
        )
        if found.p50_output_tokens is not None:
            out = self.tr("{p50} out (p50), {p90} (p90), as whole answers of this teacher took").format(
                p50=f"{found.p50_output_tokens:,}", p90=f"{found.p90_output_tokens:,}"
            )
        self.tokens.setText(
            self.tr("Tokens: about {given} in; {out}.").format(given=f"{found.input_tokens:,}", out=out)
        )
        p50, p90 = found.p50_cost_usd, found.p90_cost_usd
        known = self.tr("{p50} (p50), {p90} (p90)").format(p50=cost_words(p50), p90=cost_words(p90))
        cost = cost_words(p50) if p50 is None or not p90 else known
        self.cost.setText(self.tr("Cost: {cost}.").format(cost=cost))
        self.save.setEnabled(True)

    def refuse(self, error: StudioError) -> None:
        """Say why this teacher cannot be asked; another one may be."""
        self.tokens.setText("")
        self.show_error(error)
        self.save.setEnabled(False)

    def _cut_words(self, cut_count: int) -> str:
        if not cut_count:
            return self.tr("It is the last step; the new ones come behind it.")
        return counted(
            cut_count,
            self.tr("{count} step behind it makes way for what the teacher writes."),
            self.tr("{count} steps behind it make way for what the teacher writes."),
        )

    @Slot()
    def _on_teacher(self) -> None:
        self.ask_forecast()

    @Slot()
    def _on_save(self) -> None:
        self.confirmed.emit()
        self.accept()
