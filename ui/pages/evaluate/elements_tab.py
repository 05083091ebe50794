# SPDX-License-Identifier: Apache-2.0
"""The reasoning elements: how often each was true, or how often it was mentioned."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.domain.evaluations import Comparison, Measure
from ui.pages.evaluate.measures import MeasureChooser
from ui.pages.evaluate.tables import ElementsTable
from ui.pages.evaluate.words import measure_help
from ui.safety import TextLabel


class ElementsTab(QScrollArea):
    """Shows the elements of a comparison, one of the two coverages at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None
        self._chooser = MeasureChooser((Measure.VALUE, Measure.MENTION))
        self._help = TextLabel(look="caption", is_wrapping=True)
        self._table = ElementsTable()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 12, 8, 8)
        column.setSpacing(12)
        for part in (self._chooser, self._help, self._table):
            column.addWidget(part)
        column.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(body)
        self._chooser.measure_chosen.connect(self._on_measure)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show another comparison."""
        self._comparison = comparison
        self._on_measure(self._chooser.measure)

    @Slot(object)
    def _on_measure(self, measure: Measure) -> None:
        if self._comparison is not None:
            self._help.setText(measure_help(measure))
            self._table.show_elements(self._comparison.rows, measure)
