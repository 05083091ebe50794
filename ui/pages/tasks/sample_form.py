# SPDX-License-Identifier: Apache-2.0
"""The sampling form: how many problems of which kind, from which seed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.domain.tasks import Difficulty, Split, Task
from ui.pages.tasks.state import SampleWish, split_name
from ui.safety import TextLabel
from ui.widgets.action_button import ActionButton
from ui.widgets.choice_chips import ChoiceChips
from ui.widgets.form_fields import ChoiceBox


class SampleForm(QWidget):
    """Fields on top, what can be done with them below.

    Signals:
        stop_requested: end the preview or the sampling that runs.
    """

    stop_requested = Signal()

    def __init__(self, preview: QAction, parent: QWidget | None = None) -> None:
        """Offer ``preview`` as a button; sampling itself is the page's primary action."""
        super().__init__(parent)
        self.types = ChoiceChips(self.tr("Task types"))
        self.types.setObjectName("sample_types")
        self.count = _number("sample_count", 1, 100_000, 60)
        self.count.setAccessibleName(self.tr("How many"))
        self.seed = _number("sample_seed", 0, 2_000_000_000, 1)
        self.seed.setAccessibleName(self.tr("Seed"))
        self.split = ChoiceBox()
        self.split.setObjectName("sample_split")
        self.split.setAccessibleName(self.tr("Split"))
        for split in Split:
            self.split.addItem(split_name(split), split)
        self.difficulty = ChoiceBox()
        self.difficulty.setObjectName("sample_difficulty")
        self.difficulty.setAccessibleName(self.tr("Difficulty"))
        self.difficulty.addItem(self.tr("All in turn"), None)
        for level in Difficulty:
            self.difficulty.addItem(level.value.capitalize(), level)
        self._preview = ActionButton(preview)
        self._bar = QProgressBar()
        self._bar.setAccessibleName(self.tr("Progress"))
        self._said = TextLabel(look="caption", is_wrapping=True)
        self._said.setObjectName("sample_said")
        self._stop = QPushButton(self.tr("Stop"))
        self._stop.setObjectName("sample_stop")
        self._stop.setProperty("look", "danger")
        self._stop.clicked.connect(self.stop_requested)
        self._lay_out()
        self.split.currentIndexChanged.connect(self._on_split)
        self._on_split()
        self.show_idle()

    def set_tasks(self, tasks: Sequence[Task]) -> None:
        """Offer these task types."""
        self.types.set_choices([(task.type, task.title) for task in tasks])

    def wish(self) -> SampleWish:
        """What the fields ask for."""
        return SampleWish(
            types=self.types.chosen(),
            n=self.count.value(),
            seed=self.seed.value(),
            split=Split(self.split.currentData()),
            difficulty=None if self.difficulty.currentData() is None else Difficulty(self.difficulty.currentData()),
        )

    def show_cell(self, task_type: str, difficulty: Difficulty, split: Split) -> None:
        """Ask for problems of one cell of the coverage."""
        self.types.choose((task_type,))
        self.split.setCurrentIndex(self.split.findData(split))
        self.difficulty.setCurrentIndex(self.difficulty.findData(difficulty))

    def show_busy(self, total: int) -> None:
        """Something runs for so many problems."""
        self._bar.setRange(0, total)
        self._bar.setValue(0)
        self._bar.show()
        self._stop.show()
        self._said.setText(self.tr("Making {n} problems…").format(n=f"{total:,}"))

    def show_count(self, count: int) -> None:
        """So many are made."""
        self._bar.setValue(count)
        self._said.setText(self.tr("{n} of {total} made").format(n=f"{count:,}", total=f"{self._bar.maximum():,}"))

    def show_idle(self, words: str = "") -> None:
        """Nothing runs; say what came of the last time."""
        self._bar.hide()
        self._stop.hide()
        self._said.setText(words)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(TextLabel(self.tr("Task types"), look="field"))
        column.addWidget(self.types)
        column.addSpacing(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        fields: tuple[tuple[str, QWidget, int, int, int], ...] = (
            (self.tr("How many"), self.count, 0, 0, 1),
            (self.tr("Seed"), self.seed, 0, 1, 1),
            (self.tr("Split"), self.split, 1, 0, 2),
            (self.tr("Difficulty"), self.difficulty, 2, 0, 2),
        )
        for words, field, row, side, width in fields:
            label = TextLabel(words, look="field")
            label.setBuddy(field)
            grid.addWidget(label, 3 * row, side, 1, width)
            grid.addWidget(field, 3 * row + 1, side, 1, width)
            grid.setRowMinimumHeight(3 * row + 2, 6)
            grid.setColumnStretch(side, 1)
        column.addLayout(grid)
        self._hint = TextLabel(look="caption", is_wrapping=True)
        column.addWidget(self._hint)
        column.addSpacing(12)
        column.addWidget(self._preview)
        column.addSpacing(8)
        column.addWidget(self._bar)
        row_said = QHBoxLayout()
        row_said.addWidget(self._said, 1)
        row_said.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row_said)
        column.addStretch(1)

    @Slot()
    def _on_split(self) -> None:
        words = {
            Split.TRAIN: self.tr("Train: what traces are made and students trained from."),
            Split.HELD_OUT: self.tr("Held-out: the same phrasings, other situations; never trained on."),
            Split.OOD: self.tr("Out of distribution: phrasings, domains and sizes that train never has."),
        }
        same = self.tr("The same seed gives the same problems on every machine.")
        self._hint.setText(f"{words[Split(self.split.currentData())]} {same}")


class _Number(QSpinBox):
    """A whole number that gives way in a narrow column and lets the page scroll."""

    def minimumSizeHint(self) -> QSize:
        return QSize(80, super().minimumSizeHint().height())


def _number(name: str, least: int, most: int, start: int) -> QSpinBox:
    box = _Number()
    box.setObjectName(name)
    box.setRange(least, most)
    box.setValue(start)
    box.setGroupSeparatorShown(True)
    box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    box.lineEdit().setTextMargins(6, 0, 0, 0)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box
