# SPDX-License-Identifier: Apache-2.0
"""The cases behind one report: filtered by category and outcome, with the answer beside the list."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from core.domain.evaluations import CaseResult, Comparison, ReportId
from ui.pages.evaluate.answer_pane import AnswerPane
from ui.pages.evaluate.state import CasesShown
from ui.pages.evaluate.words import category_name, is_right
from ui.safety import TextLabel, safe_menu_text
from ui.widgets.case_table import CaseTable
from ui.widgets.form_fields import ChoiceBox


class Outcome(StrEnum):
    """Which cases are listed."""

    ALL = "all"
    RIGHT = "right"
    WRONG = "wrong"
    CUT = "cut"
    FAILED = "failed"


class CasesTab(QWidget):
    """Shows CasesShown.

    Signals:
        report_chosen: ReportId of the subject whose cases are to be read.
    """

    report_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: CasesShown | None = None
        self._subject = _box(self.tr("Subject"), "case_subject")
        self._category = _box(self.tr("Category"), "case_category")
        self._outcome = _box(self.tr("Outcome"), "case_outcome")
        words = (
            (self.tr("All outcomes"), Outcome.ALL),
            (self.tr("Right conclusion"), Outcome.RIGHT),
            (self.tr("Wrong conclusion"), Outcome.WRONG),
            (self.tr("Cut off"), Outcome.CUT),
            (self.tr("Failed"), Outcome.FAILED),
        )
        for word, outcome in words:
            self._outcome.addItem(word, outcome)
        self._count = TextLabel(look="muted")
        self._count.setObjectName("case_count")
        self._table = CaseTable()
        self._table.setObjectName("case_table")
        for column in (1, 4, 5, 6, 7):
            self._table.setColumnHidden(column, True)
        self._answer = AnswerPane()
        self._lay_out()
        self._subject.currentIndexChanged.connect(self._on_subject)
        self._category.currentIndexChanged.connect(self._on_filter)
        self._outcome.currentIndexChanged.connect(self._on_filter)
        self._table.case_focused.connect(self._on_case)

    def show_comparison(self, comparison: Comparison) -> None:
        """Offer other subjects and categories."""
        subjects = [(row.label, int(row.id)) for row in comparison.rows]
        _offer(self._subject, subjects, self._subject.currentData())
        categories = [(category_name(name), name) for name in comparison.categories]
        _offer(self._category, [(self.tr("All categories"), ""), *categories], self._category.currentData())

    def show_cases(self, shown: CasesShown) -> None:
        """Show the cases of a report."""
        self._shown = shown
        self._subject.blockSignals(True)
        self._subject.setCurrentIndex(self._subject.findData(int(shown.report.id)))
        self._subject.blockSignals(False)
        self._list()

    def show_category(self, category: str) -> None:
        """List the cases of a category; empty for all."""
        self._category.setCurrentIndex(max(0, self._category.findData(category)))
        self._table.setFocus()

    @Slot()
    def _on_subject(self) -> None:
        chosen = self._subject.currentData()
        if chosen is not None:
            self.report_chosen.emit(ReportId(chosen))

    @Slot()
    def _on_filter(self) -> None:
        self._list()

    @Slot(str)
    def _on_case(self, case_id: str) -> None:
        result = self._table.current_result() if case_id else None
        if self._shown is None or result is None:
            self._answer.clear()
        else:
            self._answer.show_result(result, self._shown.cases.get(result.case_id))

    def _list(self) -> None:
        if self._shown is None:
            return
        category, outcome = self._category.currentData(), Outcome(self._outcome.currentData())
        results = [
            found
            for found in self._shown.results
            if (not category or found.category == category) and _fits(found, outcome)
        ]
        self._table.set_results(results)
        self._count.setText(self.tr("{n} of {all} cases").format(n=len(results), all=len(self._shown.results)))
        self._answer.clear()
        if results:
            self._table.selectRow(0)

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setSpacing(8)
        for box in (self._subject, self._category, self._outcome):
            filters.addWidget(box)
        filters.addStretch(1)
        filters.addWidget(self._count)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(1)
        parts.addWidget(self._table)
        parts.addWidget(self._answer)
        parts.setSizes([400, 400])
        self._table.setMinimumWidth(240)
        self._table.set_widths({0: 150, 3: 64}, stretch=2)
        # The names of cases differ at their ends.
        self._table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._answer.setMinimumWidth(240)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(12)
        column.addLayout(filters)
        column.addWidget(parts, 1)


def _fits(result: CaseResult, outcome: Outcome) -> bool:
    match outcome:
        case Outcome.ALL:
            return True
        case Outcome.RIGHT:
            return is_right(result)
        case Outcome.WRONG:
            return not is_right(result)
        case Outcome.CUT:
            return result.finish == "length"
        case Outcome.FAILED:
            return bool(result.error)


def _box(name: str, object_name: str) -> ChoiceBox:
    box = ChoiceBox()
    box.setObjectName(object_name)
    box.setAccessibleName(name)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setMinimumWidth(132)
    box.setMaximumWidth(240)
    box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
    return box


def _offer(
    box: ChoiceBox, entries: list[tuple[str, object]] | list[tuple[str, int]] | list[tuple[str, str]], chosen: object
) -> None:
    """Fill a box without telling anybody, and keep what was chosen."""
    box.blockSignals(True)
    box.clear()
    for words, value in entries:
        box.addItem(safe_menu_text(words).replace("&&", "&"), value)
    box.setCurrentIndex(max(0, box.findData(chosen)) if entries else -1)
    box.blockSignals(False)
