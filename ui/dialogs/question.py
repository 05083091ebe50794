# SPDX-License-Identifier: Apache-2.0
"""One question with two or three answers, in plain text, never blocking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.safety import TextLabel


@dataclass(frozen=True, slots=True)
class Answer:
    """One button.

    Attributes:
        look: ``primary``, ``danger`` or empty.
    """

    id: str
    text: str
    look: str = ""


class Question(QDialog):
    """Asks, and calls back with the id of the answer; Escape answers nothing."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        text: str,
        answers: Sequence[Answer],
        then: Callable[[str], object],
    ) -> None:
        """Offer ``answers`` from left to right after Cancel; show it with open()."""
        super().__init__(parent)
        self.setObjectName("question")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then
        body = TextLabel(text, is_wrapping=True)
        body.setMinimumWidth(400)
        body.setMaximumWidth(520)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        row.addWidget(cancel)
        for answer in answers:
            row.addWidget(self._button(answer))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(TextLabel(title, look="section", is_wrapping=True))
        column.addWidget(body)
        column.addSpacing(12)
        column.addLayout(row)

    def _button(self, answer: Answer) -> QPushButton:
        button = QPushButton(answer.text)
        button.setObjectName(f"answer.{answer.id}")
        if answer.look:
            button.setProperty("look", answer.look)
        button.setDefault(answer.look == "primary")
        button.clicked.connect(lambda _checked=False, id_=answer.id: self._on_answered(id_))
        return button

    def _on_answered(self, id_: str) -> None:
        self.accept()
        self._then(id_)
