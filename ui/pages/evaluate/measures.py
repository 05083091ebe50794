# SPDX-License-Identifier: Apache-2.0
"""A row of buttons of which one is down, to choose a measure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from core.domain.evaluations import Measure
from ui.pages.evaluate.words import measure_help, measure_name
from ui.safety import safe_tooltip


class MeasureChooser(QWidget):
    """One measure at a time, so that the two coverages never stand in one figure.

    Signals:
        measure_chosen: the Measure.
    """

    measure_chosen = Signal(object)

    def __init__(self, measures: Sequence[Measure] = tuple(Measure), parent: QWidget | None = None) -> None:
        """Begin with the first."""
        super().__init__(parent)
        self._measures = tuple(measures)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for place, measure in enumerate(self._measures):
            button = QPushButton(measure_name(measure))
            button.setObjectName(f"measure.{measure.value}")
            button.setCheckable(True)
            button.setChecked(place == 0)
            button.setToolTip(safe_tooltip(measure_help(measure)))
            self._group.addButton(button, place)
            row.addWidget(button)
        row.addStretch(1)
        self._group.idClicked.connect(self._on_clicked)

    @property
    def measure(self) -> Measure:
        """The chosen measure."""
        return self._measures[self._group.checkedId()]

    @Slot(int)
    def _on_clicked(self, place: int) -> None:
        self.measure_chosen.emit(self._measures[place])
