# SPDX-License-Identifier: Apache-2.0
"""A page of text that shows words of strangers and nothing else: no rich text, files, images or links."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QMimeData, QUrl
from PySide6.QtGui import QImage, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from ui.widgets.visible_text import NEW_LINE, SOFT_BREAK


class PlainPage(QTextEdit):
    """Text without a frame; what is copied from it is plain text as it was."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTextEdit { border: none; padding: 0; }")
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)

    def loadResource(self, type: int, name: QUrl | str) -> QImage | QByteArray:
        """Nothing is ever loaded; an image of one pixel keeps Qt from opening the path itself."""
        return QImage(1, 1, QImage.Format.Format_ARGB32)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy plain text as it was, without our own line breaks."""
        data = QMimeData()
        text = self.textCursor().selectedText()
        data.setText(text.replace(SOFT_BREAK, "").replace(NEW_LINE, "\n").replace("\u2029", "\n"))
        return data
