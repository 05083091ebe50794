# SPDX-License-Identifier: Apache-2.0
"""A trace to read: its steps, a sentence where there are none, and a way past the display cap."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from core.domain.traces import Step
from ui.safety import TextLabel
from ui.widgets.empty_note import EmptyNote
from ui.widgets.step_reader import Evidence, StepReader, step_text
from ui.widgets.step_signs import StepSign, WordSign


class TraceView(QWidget):
    """The steps of one trace.

    Signals:
        current_changed: place of the step that became the current one.
    """

    current_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader = StepReader(self)
        self._reader.setObjectName("trace_steps")
        self._empty = EmptyNote(self.tr("No trace is chosen. Choose one on the left to read its steps."), self)
        self._notice = TextLabel(parent=self, look="caption")
        self._show_all = QPushButton(self.tr("Show all"), self)
        self._show_all.setObjectName("show_all")
        self._bar = QWidget(self)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self._reader)
        self.set_steps(())

    def reader(self) -> StepReader:
        """The page of steps itself."""
        return self._reader

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Show the steps of a trace from the top; none shows the empty sentence."""
        self._reader.set_steps(steps)
        self._stack.setCurrentIndex(0 if steps else 1)
        self._show_cap()

    def set_empty_text(self, text: str) -> None:
        """The sentence that stands here while there is no trace."""
        self._empty.set_text(text)

    def set_current(self, place: int) -> None:
        """Make a step the current one."""
        self._reader.set_current(place)

    def current(self) -> int:
        """Place of the current step; -1 where there is none."""
        return self._reader.current()

    def next_step(self) -> None:
        """Go one step on."""
        self._reader.set_current(self._reader.current() + 1)

    def previous_step(self) -> None:
        """Go one step back."""
        self._reader.set_current(self._reader.current() - 1)

    def show_evidence(self, evidence: Sequence[Evidence]) -> None:
        """Tint stretches of the text; none takes the tints away."""
        self._reader.show_evidence(evidence)

    def show_signs(self, signs: Sequence[StepSign], lines: Sequence[WordSign]) -> None:
        """Draw marks in the margin and wavy lines under words."""
        self._reader.show_signs(signs, lines)

    def set_scale(self, scale: float) -> None:
        """Scale the text to the reading size."""
        self._reader.set_scale(scale)

    def _lay_out(self) -> None:
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(16, 4, 16, 4)
        bar.addWidget(self._notice, 1)
        bar.addWidget(self._show_all)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._reader, 1)
        column.addWidget(self._bar)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(page)
        self._stack.addWidget(self._empty)

    def _connect(self) -> None:
        self._reader.current_changed.connect(self.current_changed)
        self._show_all.clicked.connect(self._on_show_all)

    def _on_show_all(self) -> None:
        self._reader.show_all()
        self._reader.setFocus()
        self._show_cap()

    def _show_cap(self) -> None:
        self._bar.setVisible(self._reader.is_cut())
        total = sum(len(step_text(step)) for step in self._reader.steps())
        words = self.tr("This trace has {total} thousand characters; the first 200 thousand are shown.")
        self._notice.setText(words.format(total=f"{total // 1000:,}"))


__all__ = ["Evidence", "TraceView"]
