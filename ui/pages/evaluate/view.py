# SPDX-License-Identifier: Apache-2.0
"""Evaluate's view: the reports beside their comparison, or the form of a new evaluation."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from core.domain.evaluations import Comparison, Report, ReportId
from ui.context import UiContext
from ui.pages.base import PageView
from ui.pages.evaluate.actions import action_specs
from ui.pages.evaluate.cases_tab import CasesTab
from ui.pages.evaluate.elements_tab import ElementsTab
from ui.pages.evaluate.form import NewEvaluationForm
from ui.pages.evaluate.gap_tab import GapTab
from ui.pages.evaluate.job_strip import JobStrip
from ui.pages.evaluate.new_evaluation import NewEvaluationPresenter
from ui.pages.evaluate.presenter import EvaluatePresenter
from ui.pages.evaluate.report_list import ReportList
from ui.pages.evaluate.words import split_name
from ui.safety import ElidedLabel, TextLabel, visible
from ui.widgets.action_button import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_fields import ChoiceBox

_REPORTS, _FORM, _EMPTY = 0, 1, 2
_SHOWN, _REFUSED = 0, 1


class EvaluateView(PageView):
    """Reports to tick, and what they say side by side."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        """Lay out the page; it is filled with the first show."""
        super().__init__(parent)
        self._context = context
        self._presenter = EvaluatePresenter(context, self)
        self._new = NewEvaluationPresenter(context, self)
        self._has_reports = False
        self._stack = QStackedWidget()
        self._add_actions()
        self._list = ReportList()
        self._strip = JobStrip()
        self._head = ElidedLabel(look="section")
        self._head.setObjectName("comparison_head")
        self._split = ChoiceBox()
        self._split.setObjectName("split_chooser")
        self._split.setAccessibleName(self.tr("Split"))
        self._split.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._refusal = TextLabel(look="muted", is_wrapping=True)
        self._refusal.setObjectName("refusal")
        self._refusal.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.gap, self.elements, self.cases = GapTab(), ElementsTab(), CasesTab()
        self._tabs = QTabWidget()
        self._main = QStackedWidget()
        self.form = NewEvaluationForm(context.icons, self._action("back"))
        self._lay_out()
        self._connect()
        self._show_reports()

    def on_shown(self) -> None:
        self._presenter.show()
        self._new.show()

    def on_hidden(self) -> None:
        self._presenter.hide()
        self._new.hide()

    def show_target(self, target: object) -> None:
        """A subject such as ``run:3`` opens the form with it; ids of reports put those side by side."""
        if isinstance(target, str):
            self._open_form()
            if target != "new":
                self.form.wish_subject(target)
        elif isinstance(target, tuple):
            self._presenter.choose([ReportId(report) for report in target])

    def focus_first(self) -> None:
        if self._is_form_open():
            self.form.focus_first()
        elif self._has_reports:
            self._list.setFocus()
        else:
            super().focus_first()

    # Actions

    def _add_actions(self) -> None:
        run = {
            "new": self._open_form,
            "start": self._start,
            "back": self._show_reports,
            "export": self._pick_file,
        }
        can = {"start": self._is_form_open, "back": self._is_form_open}
        why_not = {"start": self._why_not_start, "export": self._why_not_export}
        for spec in action_specs(can=can, why_not=why_not):
            self._context.actions.add(spec, run[spec.id.removeprefix("evaluate.")])

    def _action(self, name: str) -> QAction:
        return self._context.actions.action(f"evaluate.{name}")

    def _is_form_open(self) -> bool:
        return self._stack.currentIndex() == _FORM

    def _why_not_start(self) -> str:
        if not self._is_form_open():
            return ""
        if self._new.is_starting:
            return self.tr("The evaluation is being started.")
        return self.form.missing()

    def _why_not_export(self) -> str:
        if self._presenter.comparison is not None:
            return ""
        return self.tr("Tick reports that can be compared first.")

    def _open_form(self) -> None:
        self._stack.setCurrentIndex(_FORM)
        self._new.watch(is_form_open=True)
        self.set_title(self.tr("New evaluation"))
        self.set_primary(self._action("start"))
        self._context.actions.refresh()
        self.form.focus_first()

    def _show_reports(self) -> None:
        self._new.watch(is_form_open=False)
        self._stack.setCurrentIndex(_REPORTS if self._has_reports else _EMPTY)
        self.set_title("")
        self.set_primary(self._action("new") if self._has_reports else None)
        self._context.actions.refresh()

    def _start(self) -> None:
        asked = self.form.asked()
        if asked is not None:
            self._new.start(asked)
            self._context.actions.refresh()

    def _pick_file(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Export page"), str(Path.home() / "report.html"))
        dialog.setObjectName("export_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("HTML page (*.html)"))
        dialog.setDefaultSuffix("html")
        dialog.fileSelected.connect(self._on_file)
        dialog.open()

    # Layout

    def _lay_out(self) -> None:
        for widget, title in (
            (self.gap, self.tr("Gap")),
            (self.elements, self.tr("Elements")),
            (self.cases, self.tr("Cases")),
        ):
            self._tabs.addTab(widget, title)
        self._tabs.setObjectName("comparison_tabs")
        self._tabs.setDocumentMode(True)
        self._main.addWidget(self._tabs)
        self._main.addWidget(self._refusal)
        self._main.setCurrentIndex(_REFUSED)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._head, 1)
        head.addWidget(self._split)
        head.addWidget(ActionButton(self._action("export")))
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(16, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._main, 1)
        side = QWidget()
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 12, 0)
        left.setSpacing(8)
        left.addWidget(self._list, 1)
        left.addWidget(TextLabel(self.tr("Tick the reports to put side by side."), look="caption", is_wrapping=True))
        side.setMinimumWidth(220)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.addWidget(side)
        parts.addWidget(main)
        parts.setSizes([280, 768])
        parts.setStretchFactor(1, 1)
        self._stack.addWidget(parts)
        self._stack.addWidget(self.form)
        self._stack.addWidget(self._empty())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addWidget(self._strip)
        outer.addWidget(self._stack, 1)

    def _empty(self) -> EmptyState:
        return EmptyState(
            self._context.icons,
            "evaluate",
            self.tr("No reports yet"),
            self.tr("Ask a teacher, the untrained student and the trained one the same cases, and see the gap."),
            action=self._action("new"),
        )

    def _connect(self) -> None:
        presenter, new = self._presenter, self._new
        self._list.ticked_changed.connect(presenter.choose)
        self._split.currentIndexChanged.connect(self._on_split)
        self._strip.stop_requested.connect(new.stop)
        self.gap.category_activated.connect(self._on_category)
        self.cases.report_chosen.connect(presenter.look_at)
        self.form.asked_changed.connect(self._on_asked)
        presenter.reports_read.connect(self._on_reports)
        presenter.chosen_changed.connect(self._on_chosen)
        presenter.compared.connect(self._on_compared)
        presenter.refused.connect(self._on_refused)
        presenter.cases_read.connect(self.cases.show_cases)
        presenter.exported.connect(self._on_exported)
        new.choices_read.connect(self.form.show_choices)
        new.running_changed.connect(self._strip.show_running)
        new.started.connect(self._on_started)

    # Slots

    @Slot(object)
    def _on_reports(self, reports: tuple[Report, ...]) -> None:
        self._list.show_reports(reports)
        if self._has_reports != bool(reports):
            self._has_reports = bool(reports)
            if self._stack.currentIndex() != _FORM:
                self._show_reports()

    @Slot(object)
    def _on_chosen(self, reports: tuple[ReportId, ...]) -> None:
        self._list.tick(reports)
        splits = self._presenter.splits()
        self._split.blockSignals(True)
        self._split.clear()
        for split in ("", *splits):
            self._split.addItem(split_name(split), split or None)
        self._split.setCurrentIndex(max(0, self._split.findData(self._presenter.split)))
        self._split.blockSignals(False)
        self._split.setVisible(bool(splits))
        if self._main.currentIndex() == _REFUSED and reports:
            self._refusal.setText(self.tr("Comparing…"))

    @Slot()
    def _on_split(self) -> None:
        self._presenter.choose_split(self._split.currentData())

    @Slot(object)
    def _on_compared(self, comparison: Comparison) -> None:
        cases = self.tr("{name} · {n} cases").format(name=comparison.benchmark, n=f"{comparison.n:,}")
        split = f" · {split_name(comparison.split).lower()}" if comparison.split else ""
        self._head.setText(visible(cases + split))
        self._main.setCurrentIndex(_SHOWN)
        for part in (self.gap, self.elements, self.cases):
            part.show_comparison(comparison)
        self._context.actions.refresh()

    @Slot(str, str)
    def _on_refused(self, message: str, hint: str) -> None:
        words = f"{message}\n{hint}".strip() or self.tr("Tick one report to read it, or several to compare them.")
        self._head.setText("")
        self._refusal.setText(visible(words))
        self._main.setCurrentIndex(_REFUSED)
        self._context.actions.refresh()

    @Slot(str)
    def _on_category(self, category: str) -> None:
        self._tabs.setCurrentWidget(self.cases)
        self.cases.show_category(category)

    @Slot()
    def _on_asked(self) -> None:
        self._context.actions.refresh()

    @Slot()
    def _on_started(self) -> None:
        self._show_reports()
        self._context.notify.toast(self.tr("Evaluation started. Its report appears here when it is done."))

    @Slot(str)
    def _on_file(self, path: str) -> None:
        self._presenter.export(Path(path))

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        def show() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        self._context.notify.toast(
            self.tr("Exported {name}").format(name=path.name), undo=show, action_text=self.tr("Open in browser")
        )
