# SPDX-License-Identifier: Apache-2.0
"""A prompt to read: plain text as high as it needs to be up to a limit, then it scrolls."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from ui.widgets.ink import letters
from ui.widgets.visible_text import document_text

HIGHEST = 168


class PromptText(QPlainTextEdit):
    """Read-only words of strangers; hidden characters are shown as marks."""

    def __init__(self, parent: QWidget | None = None, *, highest: int = HIGHEST) -> None:
        """Start empty; ``highest`` is the height in pixels from which on the text scrolls."""
        super().__init__(parent)
        self._highest = highest
        self.setReadOnly(True)
        self.setProperty("look", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(letters("reading"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.setTabChangesFocus(True)

    def show_text(self, text: str) -> None:
        """Show another prompt from its beginning."""
        self.setPlainText(document_text(text).text.replace("\u2028", "\n"))
        self._fit()

    def sizeHint(self) -> QSize:
        """As high as the text, up to the limit."""
        return QSize(320, self._wanted())

    def minimumSizeHint(self) -> QSize:
        """The same height."""
        return QSize(120, self._wanted())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere, so the height is another one."""
        super().resizeEvent(event)
        self._fit()

    def _wanted(self) -> int:
        # A QPlainTextDocumentLayout measures its height in lines, not in pixels.
        lines = max(1, round(self.document().size().height()))
        return min(self._highest, lines * self.fontMetrics().lineSpacing() + 4)

    def _fit(self) -> None:
        wanted = self._wanted()
        if wanted != self.height():
            self.setFixedHeight(wanted)
