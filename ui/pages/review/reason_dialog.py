# SPDX-License-Identifier: Apache-2.0
"""The dialog that asks why a finding is put aside."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.safety import TextLabel
from ui.widgets.form_dialog import FormDialog


class DismissDialog(FormDialog):
    """One line; Enter keeps it.

    Signals:
        given: the reason.
    """

    given = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Show it with open()."""
        super().__init__(parent, name="dismiss", title=self.tr("Put a finding aside"), save=self.tr("Put aside"))
        self.resize(440, 200)
        self.line = QLineEdit()
        self.line.setObjectName("dismiss_reason")
        self.line.setPlaceholderText(self.tr("such as: right in this trade"))
        self.line.setAccessibleName(self.tr("Why it does not matter"))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 20, 24, 8)
        column.setSpacing(8)
        column.addWidget(TextLabel(self.tr("Why does it not matter?"), look="section"))
        column.addWidget(TextLabel(self.tr("The finding stays in the list, put aside."), look="caption"))
        column.addWidget(self.line)
        column.addStretch(1)
        self.lay_out(body)
        self.save.setEnabled(False)
        self.line.textChanged.connect(self._on_typed)
        self.save.clicked.connect(self._on_save)
        self.line.setFocus()

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self.save.setEnabled(bool(text.strip()))

    @Slot()
    def _on_save(self) -> None:
        self.given.emit(self.line.text().strip())
        self.accept()
