# SPDX-License-Identifier: Apache-2.0
"""Why a trace is rejected: numbered reasons and a note, by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.safety import TextLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.reason_chips import ReasonChips


class RejectBar(QWidget):
    """Takes the place of the action bar while reasons are chosen.

    Signals:
        confirmed: reasons and note.
        cancelled: the trace is not rejected after all.
    """

    confirmed = Signal(tuple, str)
    cancelled = Signal()

    def __init__(self, cancel: QAction, parent: QWidget | None = None) -> None:
        """Begin without reasons; ``cancel`` is the action of leaving."""
        super().__init__(parent)
        self.chips = ReasonChips()
        self.chips.setObjectName("review_reasons")
        self.note = QLineEdit()
        self.note.setObjectName("review_note")
        self.note.setPlaceholderText(self.tr("Note, if one helps"))
        self.note.setAccessibleName(self.tr("Note"))
        confirm = QAction(self.tr("Reject"), self)
        confirm.triggered.connect(self._on_confirmed)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.note, 1)
        button = KeyButton(confirm, look="danger", key=self.tr("Enter"))
        button.setObjectName("review_confirm_reject")
        row.addWidget(button)
        row.addWidget(KeyButton(cancel, self.tr("Cancel"), key=self.tr("Esc")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(TextLabel(self.tr("Why? Press the numbers of the reasons; none is fine."), look="muted"))
        column.addWidget(self.chips)
        column.addLayout(row)
        self.chips.confirmed.connect(self._on_confirmed)
        self.chips.cancelled.connect(self.cancelled)
        self.note.returnPressed.connect(self._on_confirmed)

    def open_with(self, reasons: Sequence[str]) -> None:
        """Offer the reasons anew and take the keyboard."""
        self.chips.set_reasons(reasons)
        self._fit()
        self.note.clear()
        self.chips.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the chips the lines that they need at this width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.chips.setFixedHeight(self.chips.heightForWidth(max(200, self.width())))

    @Slot()
    def _on_confirmed(self) -> None:
        self.confirmed.emit(self.chips.chosen(), self.note.text().strip())
