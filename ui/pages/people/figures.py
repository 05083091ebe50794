# SPDX-License-Identifier: Apache-2.0
"""The left of People: what everybody did, how far they agree, and why traces are rejected."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domain.people import MOST_DECISIONS
from ui.pages.people.state import PeopleState
from ui.pages.people.words import overall_rows, pair_rows, reasons_not_defined, reviewer_row, waiting_row
from ui.safety import TextLabel
from ui.widgets.grid_table import GridTable


class PeopleFigures(QWidget):
    """Four small tables under one another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.reviewers = GridTable(self.tr("Reviewers"))
        self.overall = GridTable(self.tr("Agreement of all reviewers"))
        self.pairs = GridTable(self.tr("Agreement of pairs"))
        self.reasons = GridTable(self.tr("Reasons of rejections"))
        for table, name in (
            (self.reviewers, "reviewers"),
            (self.overall, "overall"),
            (self.pairs, "pairs"),
            (self.reasons, "reasons"),
        ):
            table.setObjectName(f"people_{name}")
        self.pairs.set_empty_text(self.tr("No two people have judged the same text yet."))
        self.reasons.set_empty_text(self.tr("Nothing stands rejected with a reason."))
        self._why = TextLabel(look="caption", is_wrapping=True)
        self._why.setObjectName("people_why")
        self._lay_out()

    def show_state(self, state: PeopleState) -> None:
        """Show other figures."""
        self._show_reviewers(state)
        report = state.report
        heads = (self.tr("Figure"), self.tr("Value"), self.tr("95 % interval"), self.tr("n"))
        self.overall.show_grid(heads, overall_rows(report), width=120)
        self.overall.horizontalHeader().resizeSection(3, 64)
        rows = [row for pair in report.pairs if pair.shared for row in pair_rows(pair)]
        self.pairs.show_grid((self.tr("Pair"), *heads), rows, width=120)
        self.pairs.horizontalHeader().resizeSection(4, 64)
        why = reasons_not_defined(report)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        reasons = [(reason, f"{count:,}") for reason, count in state.reasons.items()]
        self.reasons.show_grid((self.tr("Reason"), self.tr("Traces")), reasons, width=88)

    def _show_reviewers(self, state: PeopleState) -> None:
        heads = (
            self.tr("Reviewer"),
            self.tr("Done"),
            self.tr("Waiting"),
            self.tr("Accepted"),
            self.tr("Edited"),
            self.tr("Rejected"),
            self.tr("Per trace"),
            self.tr("Differs"),
        )
        waiting = {load.reviewer: load.waiting for load in state.workloads}
        rows = [reviewer_row(one, waiting.pop(one.reviewer, 0)) for one in state.report.reviewers]
        rows += [waiting_row(name, count) for name, count in waiting.items()]
        self.reviewers.show_grid(heads, rows, width=76)
        for column, width in ((1, 60), (2, 66), (4, 62), (7, 84)):
            self.reviewers.horizontalHeader().resizeSection(column, width)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        rests = self.tr(
            "Over the newest {n} decisions. Differs: how often somebody else says otherwise of the same text, "
            "and of how many texts."
        ).format(n=f"{MOST_DECISIONS:,}")
        parts = (
            (self.tr("Reviewers"), (self.reviewers, TextLabel(rests, look="caption", is_wrapping=True))),
            (self.tr("Agreement of all"), (self.overall,)),
            (self.tr("Agreement of pairs"), (self.pairs, self._why)),
            (self.tr("Why traces stand rejected"), (self.reasons,)),
        )
        for title, widgets in parts:
            column.addWidget(TextLabel(title, look="section"))
            for widget in widgets:
                column.addWidget(widget)
            column.addSpacing(12)
        column.addStretch(1)
