# SPDX-License-Identifier: Apache-2.0
"""The dialog in which a note on a trace is written."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from ui.safety import TextLabel
from ui.widgets.form_dialog import FormDialog


class NoteDialog(FormDialog):
    """A few lines of plain text; Ctrl+Enter keeps them.

    Signals:
        written: the note; empty takes it off.
    """

    written = Signal(str)

    def __init__(self, parent: QWidget, note: str) -> None:
        """Begin with the note that is there; show it with open()."""
        super().__init__(parent, name="note", title=self.tr("Note on this trace"), save=self.tr("Keep"))
        self.resize(480, 280)
        self.text = QPlainTextEdit(note)
        self.text.setObjectName("note_text")
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Note"))
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 20, 24, 8)
        column.setSpacing(8)
        column.addWidget(TextLabel(self.tr("Note on this trace"), look="section"))
        column.addWidget(self.text, 1)
        column.addWidget(TextLabel(self.tr("Whoever reads the trace sees it. Ctrl+Enter keeps it."), look="caption"))
        self.lay_out(body)
        self.save.clicked.connect(self._on_save)
        self.text.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the note by keyboard."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._on_save()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_save(self) -> None:
        self.written.emit(self.text.toPlainText())
        self.accept()
