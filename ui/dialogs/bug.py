# SPDX-License-Identifier: Apache-2.0
"""The dialog for a mistake of ours: what to send to whom, and where the log is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ui.safety import TextLabel, hard_wrap, visible


class BugDialog(QDialog):
    """Shows a traceback as plain text; the work goes on when it is closed."""

    def __init__(self, parent: QWidget | None, details: str, log_path: str) -> None:
        """Show ``details``, which must already be free of secrets."""
        super().__init__(parent)
        self.setObjectName("bug_dialog")
        self.setWindowTitle(self.tr("Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 420)
        self._details = details
        text = QPlainTextEdit(visible_lines(details))
        text.setReadOnly(True)
        text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        text.setAccessibleName(self.tr("Details"))
        text.setTabChangesFocus(True)
        said = self.tr("This is a mistake in Stillroom. What was saved is safe, and you can go on working.")
        where = TextLabel(self.tr("The log is {path}").format(path=log_path), look="caption", is_selectable=True)
        where.setWordWrap(True)
        copy = QPushButton(self.tr("Copy details"))
        copy.clicked.connect(self._on_copy)
        close = QPushButton(self.tr("Go on"))
        close.setProperty("look", "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(copy)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(TextLabel(self.tr("Something went wrong"), look="section"))
        column.addWidget(TextLabel(said, is_wrapping=True))
        column.addWidget(text, 1)
        column.addWidget(where)
        column.addLayout(row)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)


def visible_lines(details: str) -> str:
    """The details with hidden characters shown and lines short enough to lay out."""
    return hard_wrap(visible(details[-20_000:]), width=400)
