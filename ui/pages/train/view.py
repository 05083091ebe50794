# SPDX-License-Identifier: Apache-2.0
"""Train's view: the runs beside the one that is shown, or the form of a new run."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from core.domain.runs import MetricPoint, Run, RunId
from ui.context import UiContext
from ui.pages.base import PageView
from ui.pages.train.actions import action_specs
from ui.pages.train.form import NewRunForm
from ui.pages.train.new_run import NewRunPresenter
from ui.pages.train.presenter import LAID_OVER, TrainPresenter
from ui.pages.train.run_list import RunList
from ui.pages.train.run_panel import RunPanel
from ui.pages.train.state import NewRun, PlanShown, RunFull
from ui.pages.train.words import is_live
from ui.safety import TextLabel
from ui.widgets.loss_chart import load_drawing

_RUNS, _FORM = 0, 1


class TrainView(PageView):
    """All runs, one of them in full."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        """Lay out the page; it is filled with the first show."""
        super().__init__(parent)
        self._context = context
        self._presenter = TrainPresenter(context, self)
        self._new_run = NewRunPresenter(context, self)
        self._has_runs = False
        self._is_first_read = True
        self._is_drawing_loaded = False
        self._wished: RunId | None = None
        self._can = (False, False, "")
        self._stack = QStackedWidget()
        self._add_actions()
        self._list = RunList(context.icons)
        self._hint = TextLabel(
            self.tr("Choose several with Ctrl to lay their curves over one another."), look="caption", is_wrapping=True
        )
        self.panel = RunPanel(
            context.icons,
            (
                (self._action("stop"), "danger"),
                (self._action("resume"), ""),
                (self._action("evaluate"), ""),
            ),
        )
        self.panel.chart.hold()
        self.form = NewRunForm(context.icons, self._action("back"))
        self._lay_out()
        self._connect()
        self._show_runs()

    def on_shown(self) -> None:
        if not self._is_drawing_loaded:
            self._context.work.ask(self, "drawing", load_drawing, self._on_drawing_loaded)
        self._presenter.show()
        self._new_run.show()

    def on_hidden(self) -> None:
        self._presenter.hide()
        self._new_run.hide()

    def show_target(self, target: object) -> None:
        """A run by its id shows it; ``new`` opens the form."""
        if target == "new":
            self._open_form()
        elif isinstance(target, int):
            self._show_runs()
            self._wished = RunId(target)
            self._presenter.refresh()

    def focus_first(self) -> None:
        if self._stack.currentIndex() == _FORM:
            self.form.focus_first()
        else:
            self._list.setFocus()

    # Actions

    def _add_actions(self) -> None:
        presenter, new_run = self._presenter, self._new_run
        run = {
            "new": self._open_form,
            "start": self._start,
            "stop": presenter.stop,
            "resume": presenter.resume,
            "evaluate": presenter.evaluate,
            "back": self._show_runs,
        }
        can = {
            "start": self._is_form_open,
            "stop": lambda: presenter.can_stop,
            "resume": lambda: presenter.can_resume,
            "back": self._is_form_open,
        }
        why_not = {
            "start": lambda: (self.form.missing() or new_run.why_not) if self._is_form_open() else "",
            "evaluate": lambda: presenter.why_not_evaluate,
        }
        for spec in action_specs(can=can, why_not=why_not):
            self._context.actions.add(spec, run[spec.id.removeprefix("train.")])
        for name in ("stop", "resume"):
            self._action(name).setVisible(False)

    def _action(self, name: str) -> QAction:
        return self._context.actions.action(f"train.{name}")

    def _is_form_open(self) -> bool:
        return self._stack.currentIndex() == _FORM

    def _open_form(self) -> None:
        self._stack.setCurrentIndex(_FORM)
        self._action("back").setVisible(self._has_runs)
        self.set_title(self.tr("New run"))
        self.set_primary(self._action("start"))
        self._context.actions.refresh()
        self.form.focus_first()

    def _show_runs(self) -> None:
        self._stack.setCurrentIndex(_RUNS)
        self.set_title("")
        self.set_primary(self._action("new"))
        self._context.actions.refresh()

    def _start(self) -> None:
        asked = self.form.asked()
        if asked is not None:
            self._new_run.start(asked)
            self._context.actions.refresh()

    # Layout

    def _lay_out(self) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        column.addWidget(self._list, 1)
        column.addWidget(self._hint)
        side.setMinimumWidth(208)
        main = QWidget()
        row = QHBoxLayout(main)
        row.setContentsMargins(16, 0, 0, 0)
        row.addWidget(self.panel)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.addWidget(side)
        parts.addWidget(main)
        parts.setSizes([300, 748])
        parts.setStretchFactor(1, 1)
        self._stack.addWidget(parts)
        self._stack.addWidget(self.form)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _connect(self) -> None:
        presenter, new_run, form = self._presenter, self._new_run, self.form
        self._list.chosen.connect(self._on_chosen)
        self.panel.evaluate_requested.connect(presenter.evaluate)
        presenter.runs_read.connect(self._on_runs)
        presenter.run_read.connect(self._on_run)
        presenter.logged.connect(self.panel.append_log)
        presenter.curves.curve_read.connect(self._on_curve)
        presenter.curves.points_arrived.connect(self._on_points)
        form.asked_changed.connect(self._on_asked)
        form.student.folder_picked.connect(new_run.add_student)
        form.student.prepare_requested.connect(new_run.prepare_demo)
        form.student.stop_requested.connect(new_run.stop_preparing)
        new_run.choices_read.connect(form.show_choices)
        new_run.student_added.connect(form.student.wish)
        new_run.preparing_moved.connect(form.student.show_preparing)
        new_run.preparing_ended.connect(form.student.hide_preparing)
        new_run.plan_read.connect(self._on_plan)
        new_run.plan_refused.connect(self._on_no_plan)
        new_run.started.connect(self._on_started)

    # Slots

    @Slot(object)
    def _on_runs(self, runs: tuple[Run, ...]) -> None:
        self._has_runs = bool(runs)
        self._list.show_runs(runs)
        if self._wished is not None and self._presenter.run(self._wished) is not None:
            self._list.choose([self._wished])
            self._wished = None
        self._hint.setVisible(len(runs) > 1)
        if self._is_first_read and not runs and not self._is_form_open():
            self._open_form()
        self._is_first_read = False
        self._show_chosen()

    @Slot(object)
    def _on_run(self, full: RunFull) -> None:
        self.panel.show_full(full, self._presenter.live_log())
        self._show_chosen()

    @Slot(object)
    def _on_chosen(self, runs: tuple[RunId, ...]) -> None:
        shown = runs[:LAID_OVER]
        for drawn in self.panel.chart.runs():
            if int(drawn.key) not in shown:
                self.panel.chart.remove_run(drawn.key)
        self._presenter.choose(shown)
        self._show_chosen()

    @Slot(int, object)
    def _on_curve(self, run_id: int, points: tuple[MetricPoint, ...]) -> None:
        run = self._presenter.run(RunId(run_id))
        self.panel.chart.add_run(str(run_id), run.name if run is not None else f"run {run_id}", points)
        self._show_chosen()

    @Slot(int, object)
    def _on_points(self, run_id: int, points: tuple[MetricPoint, ...]) -> None:
        self.panel.chart.append(str(run_id), points)
        self._show_chosen()

    @Slot(object)
    def _on_asked(self, asked: NewRun | None) -> None:
        self._new_run.plan(asked)
        self._context.actions.refresh()

    @Slot(object)
    def _on_plan(self, plan: PlanShown) -> None:
        self.form.plan.show_plan(plan)
        self._context.actions.refresh()

    @Slot(str, str)
    def _on_no_plan(self, message: str, hint: str) -> None:
        self.form.plan.show_trouble(message, hint)
        self._context.actions.refresh()

    @Slot(int)
    def _on_started(self, run_id: int) -> None:
        self._show_runs()
        self._wished = RunId(run_id)
        self._presenter.refresh()
        self._context.notify.toast(self.tr("Training started. It goes on when this window is closed."))

    def _on_drawing_loaded(self, _answer: None) -> None:
        self._is_drawing_loaded = True
        self.panel.chart.release()

    def _show_chosen(self) -> None:
        run = self._presenter.chosen
        if run is not None:
            full = self._presenter.full
            snapshot = full.snapshot if full is not None else None
            self.panel.show_run(run, snapshot, self._presenter.curves.latest(run.id))
            is_bare = full is not None and not full.checkpoints and not is_live(run)
            self.panel.show_hindrance(self._presenter.why_not_evaluate if is_bare else "")
        self._offer_actions()

    def _offer_actions(self) -> None:
        """Show the buttons of what can be done with the run; asked on every frame of a training, so only news count."""
        presenter = self._presenter
        can = (presenter.can_stop, presenter.can_resume, presenter.why_not_evaluate)
        if can != self._can:
            self._can = can
            self._action("stop").setVisible(presenter.can_stop)
            self._action("resume").setVisible(presenter.can_resume)
            self._context.actions.refresh()
