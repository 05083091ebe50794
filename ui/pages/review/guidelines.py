# SPDX-License-Identifier: Apache-2.0
"""What a task asks for, to read beside a trace."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.domain.tasks import Task
from ui.safety import TextLabel, visible
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import Hairline


class Guidelines(QScrollArea):
    """The description of a task and of every element that it requires."""

    def __init__(self, close: KeyButton, parent: QWidget | None = None) -> None:
        """Start empty; ``close`` is the button that puts the pane away."""
        super().__init__(parent)
        self.setObjectName("review_guidelines")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._shown: Task | None = None
        self._words = QVBoxLayout()
        self._words.setSpacing(4)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(4, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(TextLabel(self.tr("Guidelines"), look="section"))
        column.addLayout(self._words)
        column.addSpacing(8)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setWidget(body)

    def show_task(self, task: Task | None) -> None:
        """Show another task; None where nobody knows it. The one that is shown already stays as it is."""
        if task == self._shown and self._words.count():
            return
        self._shown = task
        while (item := self._words.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if task is None:
            self._add(self.tr("This trace was imported; no task says what it must hold."), "muted")
            return
        self._add(task.title, "strong")
        self._add(task.description, "")
        for element in task.requires:
            self._words.addSpacing(4)
            self._words.addWidget(Hairline())
            self._add(element.label, "strong")
            self._add(element.description, "")

    def _add(self, text: str, look: str) -> None:
        self._words.addWidget(TextLabel(visible(text[:2_000]), look=look, is_wrapping=True))
