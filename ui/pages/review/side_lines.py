# SPDX-License-Identifier: Apache-2.0
"""Lines beside a trace whose labels stay from one trace to the next: making a label takes longer than its words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from core.domain.reviews import HistoryEntry
from ui.pages.review.words import history_words
from ui.safety import TextLabel, calm, safe_tooltip
from ui.widgets.times import ago, exact

_SHOWN_HISTORY = 30


class FactLines(QWidget):
    """Names and what they are, under one another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._lines: list[tuple[TextLabel, TextLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show other facts."""
        for row, (name, value) in enumerate(facts):
            if row == len(self._lines):
                self._lines.append(self._made(row))
            self._lines[row][0].setText(name)
            self._lines[row][1].setText(calm(value))
        _show_first(self._lines, len(facts))

    def _made(self, row: int) -> tuple[TextLabel, TextLabel]:
        name, value = TextLabel(parent=self, look="caption"), TextLabel(parent=self, is_wrapping=True)
        value.setObjectName(f"review_fact_{row}")
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1)
        return name, value


class HistoryLines(QWidget):
    """What was done to a trace, by whom and when, the newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._lines: list[tuple[TextLabel, TextLabel]] = []
        self._nothing = TextLabel(self.tr("Nothing was done to it yet."), self, look="muted", is_wrapping=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self._nothing)

    def show_history(self, history: Sequence[HistoryEntry]) -> None:
        """Show another history; of a long one the newest acts."""
        entries = list(reversed(history[-_SHOWN_HISTORY:]))
        for place, entry in enumerate(entries):
            if place == len(self._lines):
                self._lines.append(self._made())
            line, who = self._lines[place]
            line.setText(calm(history_words(entry)))
            who.setText(calm(f"{entry.reviewer}, {ago(entry.at)}"))
            who.setToolTip(safe_tooltip(exact(entry.at)))
        _show_first(self._lines, len(entries))
        self._nothing.setVisible(not entries)

    def _made(self) -> tuple[TextLabel, TextLabel]:
        made = TextLabel(parent=self, is_wrapping=True), TextLabel(parent=self, look="caption", is_wrapping=True)
        for label in made:
            self._column.addWidget(label)
        return made


def _show_first(lines: Sequence[tuple[TextLabel, TextLabel]], count: int) -> None:
    """Show so many lines; those behind them wait for a trace that has more to say, without its words."""
    for place, labels in enumerate(lines):
        for label in labels:
            label.setVisible(place < count)
            if place >= count:
                label.clear()
                label.setToolTip("")
