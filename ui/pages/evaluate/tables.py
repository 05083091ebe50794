# SPDX-License-Identifier: Apache-2.0
"""Two small tables of a comparison: every subject with all measures, and every element with one coverage."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from core.domain.evaluations import Measure, Report
from ui.pages.evaluate.words import category_name, role_name, share
from ui.widgets.grid_table import GridTable


class SubjectsTable(GridTable):
    """Every subject with all four measures, each in a column of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("subjects_table")
        self.setAccessibleName(self.tr("Subjects"))

    def show_reports(self, reports: Sequence[Report]) -> None:
        """Show these subjects."""
        heads = (
            self.tr("Subject"),
            self.tr("Role"),
            self.tr("Conclusion"),
            self.tr("By value"),
            self.tr("By mention"),
            self.tr("Tool call"),
            self.tr("n"),
        )
        measures = (Measure.CONCLUSION, Measure.VALUE, Measure.MENTION, Measure.TOOL)
        rows = [
            (
                report.label,
                role_name(report.role),
                *(share(report.overall.of(measure)) for measure in measures),
                f"{report.n:,}",
            )
            for report in reports
        ]
        self.show_grid(heads, rows, width=108)
        self.horizontalHeader().resizeSection(1, 100)
        self.horizontalHeader().resizeSection(6, 56)


class ElementsTable(GridTable):
    """Every expected element, how often it was mentioned or true, subject by subject."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("elements_table")
        self.setAccessibleName(self.tr("Reasoning elements"))
        self.set_empty_text(self.tr("These reports expect no reasoning elements."))

    def show_elements(self, reports: Sequence[Report], measure: Measure) -> None:
        """Show one of the two coverages."""
        names = list(dict.fromkeys(name for report in reports for name in report.by_element))
        rows = []
        for name in names:
            held = [report.by_element.get(name) for report in reports]
            found = [None if one is None else one.mention if measure is Measure.MENTION else one.value for one in held]
            counts = sorted({interval.n for interval in found if interval is not None})
            n = "/".join(f"{count:,}" for count in counts) or "–"
            rows.append((category_name(name), *(share(interval) for interval in found), n))
        self.show_grid((self.tr("Element"), *(report.label for report in reports), self.tr("n")), rows, width=148)
        self.horizontalHeader().resizeSection(len(reports) + 1, 64)
