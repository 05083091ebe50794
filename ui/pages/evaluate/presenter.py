# SPDX-License-Identifier: Apache-2.0
"""Evaluate's presenter: which reports stand side by side, what they say, and the cases behind one of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from core.changes import Change, ChangeKind
from core.domain.evaluations import Comparison, Report, ReportId
from core.errors import StudioError
from ui.context import UiContext
from ui.pages.base import Presenter
from ui.pages.evaluate.state import HELD_OUT, CasesShown, is_alike, read_cases, sensible_choice


class EvaluatePresenter(Presenter):
    """The state of the comparison.

    Signals:
        reports_read: all reports, the newest first.
        chosen_changed: ids of the chosen reports.
        compared: the Comparison of the chosen reports.
        refused: message and hint, where they cannot be compared; both empty where nothing is chosen.
        cases_read: CasesShown of the report whose cases are looked at.
        exported: Path of the page that was written.
    """

    reports_read = Signal(object)
    chosen_changed = Signal(object)
    compared = Signal(object)
    refused = Signal(str, str)
    cases_read = Signal(object)
    exported = Signal(object)

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        """Listen; nothing is read before show()."""
        super().__init__(context, parent)
        self._reports: dict[ReportId, Report] = {}
        self._chosen: tuple[ReportId, ...] = ()
        self._split: str | None = None
        self._is_split_chosen = False
        self._comparison: Comparison | None = None
        self._looked_at: ReportId | None = None
        self._is_shown = False
        context.changes.changed.connect(self._on_changed)

    @property
    def comparison(self) -> Comparison | None:
        """What is shown; None while nothing is or can be."""
        return self._comparison

    @property
    def split(self) -> str | None:
        """The split that the comparison is narrowed to; None for all cases."""
        return self._split

    def splits(self) -> tuple[str, ...]:
        """The splits that the chosen reports cover; empty where there is nothing to choose."""
        first = self._reports.get(self._chosen[0]) if self._chosen else None
        if first is None or first.split or len(first.by_split) < 2:
            return ()
        return tuple(first.by_split)

    def show(self) -> None:
        """The page came on screen: read what may be old."""
        self._is_shown = True
        self.refresh()

    def hide(self) -> None:
        """The page left the screen; changes wait until it comes back."""
        self._is_shown = False

    def refresh(self) -> None:
        """Read the reports."""
        self.context.work.ask(self, "reports", self.context.studio.evaluation.reports, self._on_reports)

    def choose(self, reports: Sequence[ReportId]) -> None:
        """Put these reports side by side."""
        self._chosen = tuple(reports)
        if not self._is_split_chosen or self._split not in self.splits():
            self._split = HELD_OUT if HELD_OUT in self.splits() else None
        self.chosen_changed.emit(self._chosen)
        self._compare()

    def choose_split(self, split: str | None) -> None:
        """Narrow the comparison to a split; None for all cases."""
        self._split, self._is_split_chosen = split, True
        self._compare()

    def look_at(self, report: ReportId | None) -> None:
        """Read the cases behind a report."""
        self._looked_at = report
        held = self._reports.get(report) if report is not None else None
        if held is not None:
            studio, split = self.context.studio, self._split
            self.context.work.ask(self, "cases", lambda: read_cases(studio, held, split), self._on_cases)

    def take_in(self, report: ReportId) -> None:
        """A new report arrived: put it beside those on the same cases, or show it with its like."""
        new = self._reports.get(report)
        if new is None:
            return
        shown = [self._reports[held] for held in self._chosen if held in self._reports]
        if shown and all(is_alike(new, held) for held in shown):
            self.choose([*(held.id for held in shown), report])
        else:
            alike = [held for held in self._reports.values() if is_alike(new, held)]
            self.choose(sensible_choice(alike))

    def export(self, path: Path) -> None:
        """Write the comparison as a self-contained page."""
        evaluation, chosen, split = self.context.studio.evaluation, self._chosen, self._split
        self.context.work.ask(self, "export", lambda: evaluation.html(chosen, path, split=split), self.exported.emit)

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if change.kind is ChangeKind.REPORTS and self._is_shown:
            self.refresh()

    def _on_reports(self, reports: tuple[Report, ...]) -> None:
        is_first = not self._reports
        known = set(self._reports)
        self._reports = {report.id: report for report in reports}
        self.reports_read.emit(reports)
        if is_first:
            self.choose(sensible_choice(reports))
            return
        for report in reversed(reports):
            if report.id not in known:
                self.take_in(report.id)

    def _compare(self) -> None:
        evaluation, chosen, split = self.context.studio.evaluation, self._chosen, self._split
        self._comparison = None
        if not chosen:
            self.context.work.cancel(self, "compare")
            self.refused.emit("", "")
            return
        self.context.work.ask(
            self, "compare", lambda: evaluation.compare(chosen, split=split), self._on_compared, self._on_refused
        )

    def _on_compared(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self.compared.emit(comparison)
        rows = [row.id for row in comparison.rows]
        self.look_at(self._looked_at if self._looked_at in rows else rows[-1])

    def _on_refused(self, error: BaseException) -> None:
        if isinstance(error, StudioError) and self._split is not None and not self._is_split_chosen:
            self._split = None
            self.chosen_changed.emit(self._chosen)
            self._compare()
        elif isinstance(error, StudioError):
            self.refused.emit(error.message, error.hint)
        else:
            self.context.notify.fail(error)

    def _on_cases(self, cases: CasesShown) -> None:
        if cases.report.id == self._looked_at:
            self.cases_read.emit(cases)
