# SPDX-License-Identifier: Apache-2.0
"""The dialog for what prevents the start, when there is no window yet that could say it."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout

from ui.safety import TextLabel


class Notice(QDialog):
    """Says what happened and what to do, with one button."""

    def __init__(self, message: str, hint: str) -> None:
        """Show both sentences as plain text."""
        super().__init__()
        self.setObjectName("notice")
        self.setWindowTitle("Stillroom")
        body = TextLabel(hint, is_wrapping=True, is_selectable=True)
        body.setMinimumWidth(400)
        close = QPushButton(self.tr("Close"))
        close.setProperty("look", "primary")
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(TextLabel(message, look="section", is_wrapping=True))
        column.addWidget(body)
        column.addSpacing(12)
        column.addLayout(row)


def show_notice(message: str, hint: str) -> None:
    """Wait until the notice was read; without a real screen nobody could read it, so nothing is shown."""
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        return
    Notice(message, hint).exec()
