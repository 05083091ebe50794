# SPDX-License-Identifier: Apache-2.0
"""One quiet sentence where there is nothing to show yet, with the step that would fill the place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.safety import TextLabel


class EmptyNote(QWidget):
    """A centred sentence and, where one is given, the one next step.

    Signals:
        step_requested: the person wants the next step.
    """

    step_requested = Signal()

    def __init__(self, text: str, parent: QWidget | None = None, *, step: str = "") -> None:
        """Say ``text``; ``step`` is the word on the button of the next step."""
        super().__init__(parent)
        self._label = TextLabel(text, self, look="muted", is_wrapping=True)
        self._label.setMinimumWidth(160)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._label.setAlignment(middle | (Qt.AlignmentFlag.AlignBottom if step else Qt.AlignmentFlag.AlignVCenter))
        self._step = QPushButton(step, self)
        self._step.setMinimumHeight(32)
        self._step.setVisible(bool(step))
        self._step.clicked.connect(self.step_requested)
        if step:
            self.setFocusProxy(self._step)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        column.addWidget(self._label, 1)
        column.addWidget(self._step, 1 if step else 0, middle | Qt.AlignmentFlag.AlignTop)

    def text(self) -> str:
        """The sentence."""
        return self._label.text()

    def set_text(self, text: str) -> None:
        """Say another sentence."""
        self._label.setText(text)
