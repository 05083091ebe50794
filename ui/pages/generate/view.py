# SPDX-License-Identifier: Apache-2.0
"""Generate's view: teachers at the left; at the right a run to prepare, or the run that goes on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from core.domain.jobs import JobRecord, JobState
from core.domain.providers import ProviderStatus
from core.domain.traces import TraceRow
from ui.bridge.jobs import JobStatus
from ui.context import UiContext
from ui.pages.base import PageView
from ui.pages.generate.actions import action_specs
from ui.pages.generate.ended import Ended
from ui.pages.generate.prepare_pane import PreparePane
from ui.pages.generate.presenter import GeneratePresenter
from ui.pages.generate.run_pane import RunPane
from ui.pages.generate.state import Forecast, RunWish, Teacher, TeachersState
from ui.pages.generate.teacher_list import TeacherList
from ui.pages.generate.teacher_setup import TeacherSetup

PREPARE, RUN = 0, 1


class GenerateView(PageView):
    """Asks teachers."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        """Lay out the page; teachers come with the first show."""
        super().__init__(parent)
        self._context = context
        self._presenter = GeneratePresenter(context, self)
        self._forecast: Forecast | None = None
        self._ended: Ended | None = None
        self._last: JobRecord | None = None
        self._state: JobState | None = None
        self._setup = TeacherSetup(context, self._presenter, self._current_teacher, self)
        self._add_actions()
        action = context.actions.action
        settings = context.settings.current
        teacher_actions = tuple(action(f"generate.{name}") for name in ("check", "edit", "forget", "remove"))
        self.teachers = TeacherList(context.icons, action("generate.add"), teacher_actions)
        defaults = {"concurrency": settings.concurrency, "budget_usd": settings.budget_usd}
        self.prepare = PreparePane(context.icons, defaults)
        run_actions = tuple(action(f"generate.{name}") for name in ("pause", "stop", "resume", "again"))
        self.run = RunPane(context.icons, run_actions)
        self.stack = QStackedWidget()
        self.stack.setObjectName("generate_stack")
        self.stack.addWidget(self.prepare)
        self.stack.addWidget(self.run)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.teachers)
        row.addWidget(self.stack, 1)
        self._connect()
        self.set_primary(action("generate.start"))

    def on_shown(self) -> None:
        self._presenter.show()

    def on_hidden(self) -> None:
        self._presenter.hide()

    def focus_first(self) -> None:
        self.teachers.list.setFocus()

    def show_target(self, target: object) -> None:
        """Choose a teacher by its name."""
        if isinstance(target, str):
            self._setup.wanted = target
            self._presenter.refresh()

    def _add_actions(self) -> None:
        setup = self._setup
        runs = {
            "start": self._on_start,
            "stop": self._presenter.stop,
            "pause": self._presenter.pause,
            "review": self._on_review,
            "resume": self._presenter.resume,
            "again": self._show_prepare,
            "check": setup.check,
            "add": setup.add,
            "edit": setup.edit,
            "forget": setup.forget_key,
            "remove": setup.remove,
        }
        can: dict[str, Callable[[], bool]] = {
            "stop": lambda: self._presenter.is_running,
            "pause": lambda: self._presenter.is_running,
            "review": lambda: self._kept() > 0,
            "resume": self._can_resume,
            "again": lambda: self.stack.currentIndex() == RUN and not self._presenter.is_running,
            "edit": lambda: self.teachers.current() is not None and not self._is_planner(),
            "forget": lambda: (teacher := self.teachers.current()) is not None and teacher.has_kept_key,
            "remove": lambda: self.teachers.current() is not None and not self._is_planner(),
        }
        why_not = {"start": self._why_not_start, "check": self._why_not_check}
        for spec in action_specs(can=can, why_not=why_not):
            self._context.actions.add(spec, runs[spec.id.partition(".")[2]])

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.teachers_read.connect(self._on_teachers)
        presenter.checking.connect(self.teachers.show_checking)
        presenter.checked.connect(self._on_checked)
        presenter.forecast_read.connect(self._on_forecast)
        presenter.watched.connect(self._on_watched)
        presenter.moved.connect(self._on_moved)
        presenter.paced.connect(self.run.show_pace)
        presenter.rows_arrived.connect(self._on_rows)
        presenter.rows_fetched.connect(self.run.put_rows)
        presenter.ended.connect(self._on_ended)
        presenter.last_read.connect(self._on_last)
        self.teachers.teacher_chosen.connect(self._on_teacher)
        self.prepare.wish_changed.connect(self._on_wish)
        self.prepare.last_run_requested.connect(self._on_show_last)
        self.prepare.sampling_requested.connect(partial(self._context.navigator.go, "tasks"))
        self.run.rows_wanted.connect(presenter.fetch_rows)
        self.run.trace_opened.connect(self._on_trace_opened)
        self.run.concurrency_wanted.connect(presenter.set_concurrency)

    def _refresh(self) -> None:
        """Offer what can be done now, and hide what makes no sense here."""
        actions = self._context.actions
        for name in ("stop", "pause", "resume", "again", "edit", "forget", "remove"):
            test = actions.spec(f"generate.{name}").enabled_when
            actions.action(f"generate.{name}").setVisible(test is None or test())
        actions.refresh()

    def _current_teacher(self) -> Teacher | None:
        return self.teachers.current()

    def _is_planner(self) -> bool:
        teacher = self.teachers.current()
        return teacher is not None and teacher.is_built_in

    def _why_not_start(self) -> str:
        if self.stack.currentIndex() != PREPARE:
            return self.tr("Prepare a new run first.")
        if self.prepare.wish() is None:
            return self.tr("A value does not fit; the field says what would.")
        if self._forecast is None:
            return self.tr("What the run would take is being reckoned.")
        if not self._forecast.requests:
            return self.tr("No problem fits: all are answered, or none is stored yet.")
        return ""

    def _why_not_check(self) -> str:
        return "" if self.teachers.current() is not None else self.tr("Choose a teacher first.")

    def _can_resume(self) -> bool:
        ended = self._ended
        if ended is None or self._presenter.is_running or self.stack.currentIndex() != RUN:
            return False
        return ended.record.state is not JobState.DONE or bool(ended.failed) or bool(ended.ended_by)

    def _kept(self) -> int:
        return self.run.table.model().rowCount() if self._ended is not None else 0

    @Slot(object)
    def _on_teachers(self, state: TeachersState) -> None:
        self._setup.know(state)
        self.prepare.set_types(state.task_types)
        self.teachers.show_teachers(state.teachers, wanted=self._setup.wanted)
        self._setup.wanted = ""

    @Slot(str)
    def _on_teacher(self, _name: str) -> None:
        teacher = self.teachers.current()
        if teacher is not None:
            self.prepare.show_teacher(teacher)
        self._refresh()

    @Slot(str, object)
    def _on_checked(self, name: str, status: ProviderStatus) -> None:
        self.teachers.show_status(name, status)

    @Slot(object)
    def _on_wish(self, wish: RunWish | None) -> None:
        self._forecast = None
        self._refresh()
        if wish is not None:
            self._presenter.forecast(wish)

    @Slot(object)
    def _on_forecast(self, found: Forecast) -> None:
        self._forecast = found
        self.prepare.show_forecast(found)
        self._refresh()

    def _on_start(self) -> None:
        wish = self.prepare.wish()
        if wish is not None:
            self._presenter.start(wish)

    @Slot(int, str)
    def _on_watched(self, _job: int, title: str) -> None:
        self._ended = self._state = None
        self.run.begin(title)
        self.stack.setCurrentIndex(RUN)
        self.set_primary(None)
        self._refresh()

    @Slot(object)
    def _on_moved(self, status: JobStatus) -> None:
        if not status.state.is_over:
            self.run.show_status(status)
        if status.state is not self._state:
            self._state = status.state
            self._refresh()

    @Slot(object)
    def _on_rows(self, rows: tuple[TraceRow, ...]) -> None:
        self.run.add_rows(rows)
        if self._ended is not None:
            self._offer_review()

    @Slot(object)
    def _on_ended(self, ended: Ended) -> None:
        self._ended = ended
        self.run.show_end(ended)
        self._offer_review()

    def _offer_review(self) -> None:
        """Make reviewing what was kept the next step, and say what asking again would ask for."""
        left = self._ended.left if self._ended is not None and self._ended.ended_by == "smoke" else 0
        words = self.tr("Send the other {n}").format(n=f"{left:,}") if left else self.tr("Resume what is missing")
        self._context.actions.action("generate.resume").setText(words)
        review = self._context.actions.action("generate.review")
        count = self._kept()
        words = self.tr("Review 1 trace") if count == 1 else self.tr("Review {n} traces")
        review.setText(words.format(n=f"{count:,}"))
        if self.stack.currentIndex() == RUN:
            self.set_primary(review if count else None)
        self._refresh()

    def _on_review(self) -> None:
        self._context.navigator.go("review", self.run.first_id())

    @Slot(int)
    def _on_trace_opened(self, trace_id: int) -> None:
        self._context.navigator.go("review", trace_id)

    def _show_prepare(self) -> None:
        self.stack.setCurrentIndex(PREPARE)
        self.set_primary(self._context.actions.action("generate.start"))
        if self._ended is not None:
            self._last = self._ended.record
            self.prepare.show_last(self._last)
        self._on_wish(self.prepare.wish())

    @Slot(object)
    def _on_last(self, record: JobRecord | None) -> None:
        self._last = record
        self.prepare.show_last(record)

    @Slot()
    def _on_show_last(self) -> None:
        if self._last is not None:
            self._presenter.watch(self._last.id, self._last.title)
