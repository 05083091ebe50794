# SPDX-License-Identifier: Apache-2.0
"""Why a trace is rejected or sent back: numbered reasons and a note, by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.domain.reviews import Verdict
from ui.safety import TextLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.reason_chips import ReasonChips


class ReasonsBar(QWidget):
    """Takes the place of the action bar while reasons are chosen.

    Signals:
        confirmed: the verdict with its reasons and note.
        cancelled: the trace gets no verdict after all.
    """

    confirmed = Signal(object, tuple, str)
    cancelled = Signal()

    def __init__(self, cancel: QAction, parent: QWidget | None = None, *, name: str = "review") -> None:
        """Begin without reasons; ``cancel`` is the action of leaving, ``name`` begins the names of the parts."""
        super().__init__(parent)
        self._verdict = Verdict.REJECT
        self._question = TextLabel(look="muted")
        self._question.setObjectName(f"{name}_why")
        self.chips = ReasonChips()
        self.chips.setObjectName(f"{name}_reasons")
        self.note = QLineEdit()
        self.note.setObjectName(f"{name}_note")
        self.note.setPlaceholderText(self.tr("Note, if one helps"))
        self.note.setAccessibleName(self.tr("Note"))
        self._confirm = {
            Verdict.REJECT: self._button(self.tr("Reject"), f"{name}_confirm_reject", look="danger"),
            Verdict.NEEDS_WORK: self._button(self.tr("Send back"), f"{name}_confirm_send_back", look="primary"),
        }
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.note, 1)
        for button in self._confirm.values():
            row.addWidget(button)
        row.addWidget(KeyButton(cancel, self.tr("Cancel")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._question)
        column.addWidget(self.chips)
        column.addLayout(row)
        self.chips.confirmed.connect(self._on_confirmed)
        self.chips.cancelled.connect(self.cancelled)
        self.note.returnPressed.connect(self._on_confirmed)

    def open_with(self, verdict: Verdict, reasons: Sequence[str]) -> None:
        """Ask for the reasons of a verdict anew and take the keyboard."""
        self._verdict = verdict
        words = {
            Verdict.REJECT: self.tr("Why? Press the numbers of the reasons; none is fine."),
            Verdict.NEEDS_WORK: self.tr("What needs work? Press the numbers; a note says the rest."),
        }
        self._question.setText(words[verdict])
        for asked, button in self._confirm.items():
            button.setVisible(asked is verdict)
        self.chips.set_reasons(reasons)
        self._fit()
        self.note.clear()
        self.chips.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the chips the lines that they need at this width."""
        super().resizeEvent(event)
        self._fit()

    def _button(self, words: str, name: str, *, look: str) -> KeyButton:
        confirm = QAction(words, self)
        confirm.triggered.connect(self._on_confirmed)
        button = KeyButton(confirm, look=look, key=self.tr("Enter"))
        button.setObjectName(name)
        return button

    def _fit(self) -> None:
        self.chips.setFixedHeight(self.chips.heightForWidth(max(200, self.width())))

    @Slot()
    def _on_confirmed(self) -> None:
        self.confirmed.emit(self._verdict, self.chips.chosen(), self.note.text().strip())
