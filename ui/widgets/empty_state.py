# SPDX-License-Identifier: Apache-2.0
"""What an empty list or page shows: what belongs here, and the one step that fills it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.safety import TextLabel
from ui.theme.icons import Icons
from ui.widgets.action_button import ActionButton
from ui.widgets.labels import IconLabel


class EmptyState(QWidget):
    """An icon, a title, one sentence and one button."""

    def __init__(
        self,
        icons: Icons,
        icon: str,
        title: str,
        sentence: str,
        *,
        action: QAction | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Offer ``action`` as the next step."""
        super().__init__(parent)
        self._sentence = TextLabel(sentence, look="muted", is_wrapping=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._sentence.setFixedWidth(400)
        middle = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(IconLabel(icons, icon, "control", size=40), 0, middle)
        column.addSpacing(4)
        column.addWidget(TextLabel(title, look="section"), 0, middle)
        column.addWidget(self._sentence, 0, middle)
        if action is not None:
            column.addSpacing(8)
            column.addWidget(ActionButton(action, look="primary"), 0, middle)
        column.addStretch(3)
        self.setAccessibleName(f"{title}. {sentence}")

    def showEvent(self, event: QShowEvent) -> None:
        """Give the sentence all its lines; beside an alignment a layout would leave it one."""
        super().showEvent(event)
        self._sentence.setMinimumHeight(self._sentence.heightForWidth(self._sentence.width()))
