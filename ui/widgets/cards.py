# SPDX-License-Identifier: Apache-2.0
"""Cards: a quiet ground for things that belong together, and a figure with its words."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.safety import TextLabel


class Card(QFrame):
    """A surface with an optional heading; fill ``body``.

    Attributes:
        heading: the row of the title; add buttons to its right end.
        body: the layout for everything else.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None, *, note: str = "") -> None:
        """Head the card with ``title`` and a muted ``note`` under it."""
        super().__init__(parent)
        self.setProperty("look", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        self.heading = QHBoxLayout()
        self.heading.setSpacing(8)
        if title:
            self.heading.addWidget(TextLabel(title, look="section"))
            self.heading.addStretch(1)
            column.addLayout(self.heading)
        if note:
            column.addWidget(TextLabel(note, look="muted", is_wrapping=True))
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        column.addLayout(self.body)


class Figure(QWidget):
    """A number with what it counts under it."""

    def __init__(self, value: str, words: str, parent: QWidget | None = None, *, role: str = "") -> None:
        """Show ``value`` large and ``words`` small."""
        super().__init__(parent)
        self._value = TextLabel(value, look="figure", role=role)
        self._words = TextLabel(words, look="caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._value)
        column.addWidget(self._words)
        self._name()

    def show_value(self, value: str, words: str | None = None) -> None:
        """Show another number."""
        self._value.setText(value)
        if words is not None:
            self._words.setText(words)
        self._name()

    def _name(self) -> None:
        self.setAccessibleName(f"{self._words.text()}: {self._value.text()}")
