# SPDX-License-Identifier: Apache-2.0
"""The dialog that asks for one verdict on everything in the queue, after saying what that is."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.domain.reviews import Verdict
from ui.safety import TextLabel
from ui.widgets.choice_chips import ChoiceChips
from ui.widgets.form_dialog import FormDialog
from ui.widgets.form_fields import ChoiceBox


class DecideAllDialog(FormDialog):
    """A verdict with reasons and a note on many traces at once.

    Signals:
        decided: the Verdict, its reasons as a tuple, and the note.
    """

    decided = Signal(object, tuple, str)

    def __init__(self, parent: QWidget, reasons: tuple[str, ...]) -> None:
        """Offer ``reasons`` with the verdicts that take some; show it with open()."""
        super().__init__(parent, name="decide_all", title=self.tr("Decide on all"), save=self.tr("Decide"))
        self.resize(480, 400)
        self._count = TextLabel(self.tr("Counting…"), is_wrapping=True)
        self._count.setObjectName("decide_all_count")
        self.verdict = ChoiceBox()
        self.verdict.setObjectName("decide_all_verdict")
        self.verdict.setAccessibleName(self.tr("Verdict"))
        for verdict, word in (
            (Verdict.ACCEPT, self.tr("Accept all")),
            (Verdict.REJECT, self.tr("Reject all")),
            (Verdict.NEEDS_WORK, self.tr("Send all back")),
            (Verdict.SKIP, self.tr("Skip all")),
        ):
            self.verdict.addItem(word, verdict)
        self.reasons = ChoiceChips(self.tr("Reasons"))
        self.reasons.set_choices([(reason, reason) for reason in reasons])
        self.note = QLineEdit()
        self.note.setObjectName("decide_all_note")
        self.note.setPlaceholderText(self.tr("Note (optional)"))
        self.note.setAccessibleName(self.tr("Note"))
        self._lay_out()
        self.save.setEnabled(False)
        self.verdict.currentIndexChanged.connect(self._on_verdict)
        self.save.clicked.connect(self._on_save)
        self._on_verdict()

    def show_count(self, count: int) -> None:
        """Say how many traces it would be."""
        number = QLocale().toString(count)
        one, many = self.tr("This is 1 trace."), self.tr("These are {n} traces.")
        told = one if count == 1 else many.format(n=number)
        self._count.setText(told if count else self.tr("No trace fits the filter."))
        self.save.setEnabled(count > 0)

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 20, 24, 8)
        column.setSpacing(12)
        column.addWidget(TextLabel(self.tr("Decide on all of the queue"), look="section"))
        column.addWidget(self._count)
        column.addWidget(self.verdict)
        column.addWidget(self.reasons)
        column.addWidget(self.note)
        said = self.tr("It runs as a job that can be stopped, and one Undo takes all of it back.")
        column.addWidget(TextLabel(said, look="caption", is_wrapping=True))
        column.addStretch(1)
        self.lay_out(body)

    def _chosen(self) -> Verdict:
        """Qt gives the text of an enumeration back, not the member."""
        return Verdict(self.verdict.currentData())

    @Slot()
    def _on_verdict(self) -> None:
        self.reasons.setVisible(self._chosen().takes_reasons)

    @Slot()
    def _on_save(self) -> None:
        reasons = self.reasons.chosen() if self._chosen().takes_reasons else ()
        self.decided.emit(self._chosen(), reasons, self.note.text().strip())
        self.accept()
