# SPDX-License-Identifier: Apache-2.0
"""A dialog that asks for one line of text, such as a name or a reason."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.safety import TextLabel
from ui.widgets.form_dialog import FormDialog


class LineDialog(FormDialog):
    """One line; Enter keeps it, and an empty one cannot be kept.

    Signals:
        given: the line without the spaces around it.
    """

    given = Signal(str)

    def __init__(
        self, parent: QWidget, *, name: str, title: str, save: str, asks: str, caption: str, example: str, what: str
    ) -> None:
        """Show it with open().

        ``asks`` stands over the line, ``caption`` says what comes of it, ``example`` is shown while it is empty, and
        ``what`` names the line to a screen reader.
        """
        super().__init__(parent, name=name, title=title, save=save)
        self.resize(440, 200)
        self.line = QLineEdit()
        self.line.setObjectName(f"{name}_line")
        self.line.setPlaceholderText(example)
        self.line.setAccessibleName(what)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 20, 24, 8)
        column.setSpacing(8)
        column.addWidget(TextLabel(asks, look="section"))
        column.addWidget(TextLabel(caption, look="caption"))
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
