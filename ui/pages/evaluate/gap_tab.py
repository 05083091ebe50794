# SPDX-License-Identifier: Apache-2.0
"""The gap: chart, table and sentences of one measure, and every subject with all of them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.domain.evaluations import Comparison, Measure, ReportId
from ui.models.score_rows import rows_of
from ui.pages.evaluate.measures import MeasureChooser
from ui.pages.evaluate.notes import notes_words
from ui.pages.evaluate.state import learners, narrowed_to
from ui.pages.evaluate.tables import SubjectsTable
from ui.pages.evaluate.words import measure_help
from ui.safety import TextLabel, safe_menu_text, visible
from ui.widgets.dumbbell_chart import DumbbellChart
from ui.widgets.form_fields import ChoiceBox
from ui.widgets.scores_table import ScoresTable


class GapTab(QScrollArea):
    """Shows a comparison.

    Signals:
        category_activated: a category whose cases are to be looked at; empty for all of them.
    """

    category_activated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None
        self._chooser = MeasureChooser()
        self._learner = ChoiceBox()
        self._learner.setObjectName("learner_box")
        self._learner.setAccessibleName(self.tr("Student in the chart"))
        self._learner.hide()
        self._help = TextLabel(look="caption", is_wrapping=True)
        self._help.setObjectName("measure_help")
        self._notes = TextLabel(look="caption", is_wrapping=True)
        self._notes.setObjectName("comparison_notes")
        self._chart = DumbbellChart()
        self._chart.setObjectName("gap_chart")
        self._scores = ScoresTable()
        self._scores.setObjectName("scores_table")
        self._verdict = TextLabel(is_wrapping=True, is_selectable=True)
        self._verdict.setObjectName("verdict")
        self._subjects = SubjectsTable()
        self._lay_out()
        self._chooser.measure_chosen.connect(self._on_measure)
        self._learner.currentIndexChanged.connect(self._on_learner)
        self._chart.row_activated.connect(self._on_row)
        self._scores.category_activated.connect(self._on_row)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show another comparison."""
        self._comparison = comparison
        kept, found = self._learner.currentData(), learners(comparison)
        self._learner.blockSignals(True)
        self._learner.clear()
        for row in found:
            self._learner.addItem(safe_menu_text(row.label).replace("&&", "&"), row.id)
        self._learner.setCurrentIndex(max(0, self._learner.findData(kept)) if found else -1)
        self._learner.blockSignals(False)
        self._learner.setVisible(len(found) > 1)
        noted = notes_words(comparison.rows)
        self._notes.setText(visible(noted))
        self._notes.setVisible(bool(noted))
        self._verdict.setText(visible("\n\n".join(comparison.verdict)))
        self._verdict.setVisible(bool(comparison.verdict))
        self._subjects.show_reports(comparison.rows)
        self._draw()

    @Slot(object)
    def _on_measure(self, _measure: Measure) -> None:
        self._draw()

    @Slot()
    def _on_learner(self) -> None:
        self._draw()

    @Slot(str)
    def _on_row(self, key: str) -> None:
        known = () if self._comparison is None else self._comparison.categories
        self.category_activated.emit(key if key in known else "")

    def _draw(self) -> None:
        """Draw the chosen measure."""
        if self._comparison is None:
            return
        chosen = self._learner.currentData()
        narrowed = narrowed_to(self._comparison, None if chosen is None else ReportId(chosen))
        rows = rows_of(narrowed, self._chooser.measure)
        self._help.setText(measure_help(self._chooser.measure))
        self._chart.set_rows(rows)
        self._scores.set_rows(rows)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._chooser, 1)
        head.addWidget(self._learner)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 12, 8, 8)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._help)
        column.addWidget(self._chart)
        column.addWidget(self._notes)
        column.addWidget(self._scores)
        column.addWidget(self._verdict)
        column.addWidget(TextLabel(self.tr("All measures"), look="strong"))
        column.addWidget(self._subjects)
        column.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(body)
