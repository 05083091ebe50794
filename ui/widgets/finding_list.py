# SPDX-License-Identifier: Apache-2.0
"""A short list of findings: what each says, a way to the step that it speaks of, and a way to put it aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ui.safety import TextLabel, safe_tooltip
from ui.theme.icons import Icons

MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding as it is shown.

    Attributes:
        step: place of the step that it speaks of; None where it speaks of the whole trace.
        aside: who put it aside and why, in words; empty while it is open.
        other: another trace that it speaks of; None where there is none.
    """

    key: str
    words: str
    role: str
    step: int | None
    aside: str = ""
    other: int | None = None


class FindingList(QWidget):
    """Open findings first; those that were put aside can be taken up again.

    Signals:
        step_wanted: place of a step.
        dismiss_requested: key of a finding that should be put aside.
        take_up_requested: key of one that should count again.
        other_wanted: id of another trace that a finding speaks of.
    """

    step_wanted = Signal(int)
    dismiss_requested = Signal(str)
    take_up_requested = Signal(str)
    other_wanted = Signal(int)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        """Start with none."""
        super().__init__(parent)
        self._icons = icons
        self._rows: tuple[FindingRow, ...] = ()
        self._lines: list[_Line] = []
        self._current = -1
        self._more = TextLabel(look="caption", is_wrapping=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self._more)
        self.set_rows(())

    def set_rows(self, rows: Sequence[FindingRow]) -> None:
        """Show these."""
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._rows, self._current = tuple(rows), -1
        self._lines = [self._line(row) for row in self._rows[:MOST_SHOWN]]
        for place, line in enumerate(self._lines):
            self._column.insertWidget(place, line)
        left = len(self._rows) - len(self._lines)
        nothing = self.tr("The checks found nothing.")
        self._more.setText(self.tr("and {n} more").format(n=left) if left else "" if self._lines else nothing)
        self._more.setVisible(bool(self._more.text()))

    def walk(self) -> None:
        """Go to the next open finding, round the list."""
        places = [place for place, row in enumerate(self._rows[: len(self._lines)]) if not row.aside]
        if places:
            self._take(next((place for place in places if place > self._current), places[0]))

    def current(self) -> FindingRow | None:
        """The finding that was walked to; None where there is none."""
        return self._rows[self._current] if self._current >= 0 else None

    def other(self) -> int | None:
        """The other trace that the finding speaks of that was walked to, else the first open one with any."""
        current = self.current()
        if current is not None and current.other is not None:
            return current.other
        return next((row.other for row in self._rows if row.other is not None and not row.aside), None)

    def _take(self, place: int) -> None:
        if self._current >= 0:
            self._lines[self._current].set_current(False)
        self._current = place
        self._lines[place].set_current(True)
        step = self._rows[place].step
        if step is not None:
            self.step_wanted.emit(step)

    def _line(self, row: FindingRow) -> _Line:
        line = _Line(row, self._icons)
        line.clicked.connect(self._on_clicked)
        line.put_aside.connect(self._on_put_aside)
        line.other_wanted.connect(self.other_wanted)
        return line

    @Slot(object)
    def _on_clicked(self, row: FindingRow) -> None:
        self._take(self._rows.index(row))

    @Slot(object)
    def _on_put_aside(self, row: FindingRow) -> None:
        wish = self.take_up_requested if row.aside else self.dismiss_requested
        wish.emit(row.key)


class _Line(QFrame):
    """One finding."""

    clicked = Signal(object)
    put_aside = Signal(object)
    other_wanted = Signal(int)

    def __init__(self, row: FindingRow, icons: Icons) -> None:
        super().__init__()
        self._row = row
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(0)
        self._words = TextLabel(row.words, is_wrapping=True, role="" if row.aside else row.role)
        place = self.tr("Step {n}").format(n=row.step + 1) if row.step is not None else self.tr("Whole trace")
        caption = TextLabel("  ·  ".join(filter(None, (place, row.aside))), look="caption", is_wrapping=True)
        words = self.tr("Let it count again") if row.aside else self.tr("Put this finding aside")
        self._button(f"finding.{row.key}", "undo" if row.aside else "close", words, icons, self._on_button)
        if row.other is not None:
            words = self.tr("Open trace {id}").format(id=row.other)
            self._button(f"other.{row.key}", "next", words, icons, self._on_other)
        self._buttons.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._words)
        texts.addWidget(caption)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(4)
        across.addLayout(texts, 1)
        across.addLayout(self._buttons)

    def set_current(self, is_current: bool) -> None:
        """Stand out while the reader is at it."""
        font = self._words.font()
        font.setBold(is_current)
        self._words.setFont(font)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the step."""
        self.clicked.emit(self._row)

    def _button(self, name: str, icon: str, words: str, icons: Icons, slot: Callable[[], None]) -> None:
        button = QToolButton()
        button.setObjectName(name)
        button.setFixedSize(24, 24)
        button.setToolTip(safe_tooltip(words))
        button.setAccessibleName(words)
        icons.put(button, icon, "muted")
        button.clicked.connect(slot)
        self._buttons.addWidget(button)

    @Slot()
    def _on_button(self) -> None:
        self.put_aside.emit(self._row)

    @Slot()
    def _on_other(self) -> None:
        if self._row.other is not None:
            self.other_wanted.emit(self._row.other)
