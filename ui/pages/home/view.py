# SPDX-License-Identifier: Apache-2.0
"""Home's view: the pipeline, the one next step, the newest gap and what ran last."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.evaluations import Measure
from core.domain.jobs import JobRecord
from core.domain.runs import Run
from ui.actions import ActionSpec
from ui.context import UiContext
from ui.models.score_rows import rows_of
from ui.pages.base import PageView
from ui.pages.home.presenter import HomePresenter
from ui.pages.home.state import HomeState
from ui.safety import ElidedLabel, TextLabel, safe_tooltip
from ui.widgets.action_button import ActionButton
from ui.widgets.cards import Card
from ui.widgets.dumbbell_chart import DumbbellChart
from ui.widgets.job_row import STATE_ROLES, state_word
from ui.widgets.labels import Pill
from ui.widgets.pipeline_strip import PipelineStrip, Station
from ui.widgets.times import ago, exact
from ui.widgets.upright_scroll import upright_scroll


class HomeView(PageView):
    """The whole workspace on one page."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        """Lay out the page; figures come with the first show."""
        super().__init__(parent)
        self._context = context
        self._presenter = HomePresenter(context, self)
        self._next_page = "tasks"
        self._go_on = context.actions.add(
            ActionSpec("home.go_on", self.tr("Go on"), "next", "Ctrl+Return", page="home", menu=self.tr("Home")),
            self._on_go_on,
        )
        self.strip = PipelineStrip()
        self.strip.setObjectName("home_strip")
        self._next_title = TextLabel(look="section")
        self._next_words = TextLabel(look="muted", is_wrapping=True)
        self._gap = DumbbellChart()
        self._gap.setObjectName("home_gap")
        self._gap_note = TextLabel(look="caption", is_wrapping=True)
        self._jobs = QVBoxLayout()
        self._jobs.setSpacing(8)
        self._lay_out()
        self._connect()

    def on_shown(self) -> None:
        self._presenter.show()

    def on_hidden(self) -> None:
        self._presenter.hide()

    def focus_first(self) -> None:
        self.strip.setFocus()
        self.strip.focusNextChild()

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 8, 8)
        column.setSpacing(16)
        column.addWidget(self.strip)
        column.addWidget(self._next_card())
        lower = QHBoxLayout()
        lower.setSpacing(16)
        gap = Card(self.tr("The gap"), note=self.tr("Right conclusions of teacher, base student and newest student."))
        gap.body.addWidget(self._gap)
        gap.body.addWidget(self._gap_note)
        gap.body.addStretch(1)
        lower.addWidget(gap, 5)
        jobs = Card(self.tr("Last jobs"))
        jobs.body.addLayout(self._jobs)
        jobs.body.addStretch(1)
        lower.addWidget(jobs, 2)
        column.addLayout(lower)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(upright_scroll(body))

    def _next_card(self) -> Card:
        card = Card()
        row = QHBoxLayout()
        row.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._next_title)
        words.addWidget(self._next_words)
        row.addLayout(words, 1)
        button = ActionButton(self._go_on, look="primary")
        button.setObjectName("home_next")
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(row)
        return card

    def _connect(self) -> None:
        self._presenter.state_read.connect(self._on_state)
        self.strip.station_activated.connect(self._on_station)
        self._gap.row_activated.connect(self._on_gap_row)

    @Slot(object)
    def _on_state(self, state: HomeState) -> None:
        self._next_page = state.next_station
        self.strip.set_stations(self._stations(state))
        title, words, verb = self._next_step(state)
        self._next_title.setText(title)
        self._next_words.setText(words)
        self._go_on.setText(verb)
        self._show_gap(state)
        self._show_jobs(state.jobs)

    @Slot(str)
    def _on_station(self, station: str) -> None:
        self._context.navigator.go(station)

    @Slot(str)
    def _on_gap_row(self, _key: str) -> None:
        self._context.navigator.go("evaluate")

    def _on_go_on(self) -> None:
        self._context.navigator.go(self._next_page)

    def _stations(self, state: HomeState) -> tuple[Station, ...]:
        number = QLocale().toString
        following = state.next_station
        waiting = self.tr("{n} to review").format(n=number(state.pending)) if state.pending else self.tr("none waits")
        figures = (
            ("tasks", self.tr("Problems"), state.problems, self.tr("of {n} tasks").format(n=state.task_types)),
            ("generate", self.tr("Traces"), state.traces, _teacher_words(state.teachers)),
            ("review", self.tr("Reviewed"), state.reviewed, waiting),
            ("datasets", self.tr("Datasets"), state.snapshots, self.tr("{n} rows").format(n=number(state.rows))),
            ("train", self.tr("Runs"), state.runs, _run_words(state.run)),
            ("evaluate", self.tr("Reports"), state.reports, ""),
        )
        wanted = {
            "tasks": self.tr("sample some"),
            "generate": self.tr("ask a teacher"),
            "datasets": self.tr("freeze what is kept"),
            "train": self.tr("train a student"),
            "evaluate": self.tr("measure the gap"),
        }
        return tuple(
            Station(
                id=page,
                title=title,
                count=number(count),
                note=wanted.get(page, note) if page == following else note if count else "",
                is_next=page == following,
            )
            for page, title, count, note in figures
        )

    def _next_step(self, state: HomeState) -> tuple[str, str, str]:
        """Title, sentence and button of the one next step."""
        steps = {
            "tasks": (
                self.tr("Make some problems"),
                self.tr(
                    "A problem is a task in a made-up situation that a program can solve, so answers can be checked."
                ),
                self.tr("Go to tasks"),
            ),
            "generate": (
                self.tr("Ask a teacher"),
                self.tr("The built-in planner answers without a key; it is not a language model."),
                self.tr("Go to generate"),
            ),
            "review": (
                self._waiting_words(state.pending),
                self.tr(
                    "Accept what is right, correct what is nearly right, reject the rest. Nothing else is exported."
                ),
                self.tr("Go to review"),
            ),
            "datasets": (
                self.tr("Freeze a dataset"),
                self._kept_words(state.kept),
                self.tr("Go to datasets"),
            ),
            "train": (
                self.tr("Train a student"),
                self.tr("A run is a process of its own: it goes on when this window is closed."),
                self.tr("Go to train"),
            ),
            "evaluate": (
                self.tr("See how far the student came"),
                self.tr("Teacher, base and distilled student answer the same problems that nobody trained on."),
                self.tr("Go to evaluate"),
            ),
        }
        return steps[state.next_station]

    def _waiting_words(self, count: int) -> str:
        if count == 1:
            return self.tr("1 trace waits for you")
        return self.tr("{n} traces wait for you").format(n=QLocale().toString(count))

    def _kept_words(self, count: int) -> str:
        if count == 1:
            return self.tr("1 kept trace is ready to be trained on.")
        return self.tr("{n} kept traces are ready to be trained on.").format(n=QLocale().toString(count))

    def _show_gap(self, state: HomeState) -> None:
        if state.comparison is None:
            self._gap.set_rows(())
            self._gap_note.setText("")
            return
        self._gap.set_rows(rows_of(state.comparison, Measure.CONCLUSION))
        self._gap_note.setText("  ".join(state.comparison.verdict[:1]))

    def _show_jobs(self, records: tuple[JobRecord, ...]) -> None:
        while (item := self._jobs.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for record in records:
            self._jobs.addWidget(self._job_row(record))
        if not records:
            self._jobs.addWidget(TextLabel(self.tr("Nothing has run yet."), look="muted"))

    def _job_row(self, record: JobRecord) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(ElidedLabel(record.title), 1)
        line.addWidget(Pill(state_word(record.state), role=STATE_ROLES[record.state]))
        when = TextLabel(ago(record.created_at), look="caption")
        when.setToolTip(safe_tooltip(exact(record.created_at)))
        line.addWidget(when)
        return row


def _run_words(run: Run | None) -> str:
    """The newest run in a few words."""
    if run is None:
        return ""
    return run.state.value if run.final_loss is None else f"loss {run.final_loss:.3f}"


def _teacher_words(count: int) -> str:
    """How many teachers there are, in words."""
    return "from 1 teacher" if count == 1 else f"from {count} teachers"
