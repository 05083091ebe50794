# SPDX-License-Identifier: Apache-2.0
"""The presenter of the form: what can be trained from what, the plan as it stands, and the start."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from core.changes import Change, ChangeKind
from core.domain.jobs import JobId, JobState
from core.domain.runs import RunId, Student
from core.errors import StudioError
from ui.context import UiContext
from ui.pages.base import Presenter
from ui.pages.train.state import Choices, NewRun, PlanShown, read_choices, read_plan


class NewRunPresenter(Presenter):
    """The state of the form.

    Signals:
        choices_read: Choices.
        plan_read: the PlanShown of what is asked for.
        plan_refused: message and hint, where it cannot be trained so.
        student_added: path of a student that was just added or prepared.
        preparing_moved: done, total and words while the demo student is prepared; total 0 while it is not known.
        preparing_ended: it is over, however it ended.
        started: RunId of the run that was started.
    """

    choices_read = Signal(object)
    plan_read = Signal(object)
    plan_refused = Signal(str, str)
    student_added = Signal(str)
    preparing_moved = Signal(int, int, str)
    preparing_ended = Signal()
    started = Signal(int)

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        """Listen; nothing is read before refresh()."""
        super().__init__(context, parent)
        self._choices: Choices | None = None
        self._plan: PlanShown | None = None
        self._refusal = ""
        self._preparing: JobId | None = None
        self._is_starting = False
        self._is_shown = False
        context.changes.changed.connect(self._on_changed)
        context.jobs.progressed.connect(self._on_progressed)
        context.jobs.ended.connect(self._on_job_ended)

    @property
    def choices(self) -> Choices | None:
        """What the form offers; None until it was read."""
        return self._choices

    @property
    def can_start(self) -> bool:
        """True when what is asked for has a plan and the libraries are there."""
        return not self.why_not

    @property
    def why_not(self) -> str:
        """Why the training cannot start now; empty where it can."""
        if self._is_starting:
            return self.tr("The training is being started.")
        if self._choices is None:
            return self.tr("What can be trained is being read.")
        if self._choices.why_not:
            return f"{self._choices.why_not} {self._choices.hint}".strip()
        if self._plan is None:
            return self._refusal or self.tr("What the training would take is being worked out.")
        return "" if self._plan.rows > 0 else self.tr("The dataset has no rows to train on.")

    @property
    def is_preparing(self) -> bool:
        """True while the demo student is prepared."""
        return self._preparing is not None

    def show(self) -> None:
        """The form came on screen: read what it offers."""
        self._is_shown = True
        self.refresh()

    def hide(self) -> None:
        """The form left the screen."""
        self._is_shown = False

    def refresh(self) -> None:
        """Read what can be chosen."""
        studio = self.context.studio
        self.context.work.ask(self, "choices", lambda: read_choices(studio), self._on_choices)

    def plan(self, asked: NewRun | None) -> None:
        """Work out what that training would be; None is a form that is not filled in."""
        self._plan, self._refusal = None, ""
        if asked is None:
            self.context.work.cancel(self, "plan")
            return
        studio = self.context.studio
        self.context.work.ask(self, "plan", lambda: read_plan(studio, asked), self._on_plan, self._on_no_plan)

    def start(self, asked: NewRun) -> None:
        """Start that training."""
        training = self.context.studio.training
        self._is_starting = True

        def begin() -> tuple[RunId, JobId]:
            return training.start(
                asked.snapshot, student=asked.student, recipe=asked.recipe, overrides=asked.overrides, name=asked.name
            )

        self.context.work.ask(self, "start", begin, self._on_started, self._on_not_started)

    def add_student(self, folder: str) -> None:
        """Remember a model folder and choose it."""
        training = self.context.studio.training
        self.context.work.ask(self, "add", lambda: training.add_student(Path(folder)), self._on_added)

    def prepare_demo(self) -> None:
        """Unpack the demo student as a job."""
        training = self.context.studio.training
        self.context.work.ask(self, "prepare", training.start_prepare_student, self._on_preparing)

    def stop_preparing(self) -> None:
        """Give it up; nothing half-made stays."""
        if self._preparing is not None:
            self.context.studio.jobs.cancel(self._preparing)

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if self._is_shown and change.kind is ChangeKind.SNAPSHOTS:
            self.refresh()

    @Slot(int)
    def _on_progressed(self, job: int) -> None:
        status = self.context.jobs.status(JobId(job))
        if job == self._preparing and status is not None:
            self.preparing_moved.emit(status.done, status.total, status.message)

    @Slot(int)
    def _on_job_ended(self, job: int) -> None:
        if job == self._preparing:
            self._on_prepared(JobId(job))

    def _on_choices(self, choices: Choices) -> None:
        self._choices = choices
        self.choices_read.emit(choices)

    def _on_plan(self, plan: PlanShown) -> None:
        self._plan = plan
        self.plan_read.emit(plan)

    def _on_no_plan(self, error: BaseException) -> None:
        if isinstance(error, StudioError):
            self._refusal = f"{error.message} {error.hint}".strip()
            self.plan_refused.emit(error.message, error.hint)
        else:
            self.context.notify.fail(error)

    def _on_started(self, answer: tuple[RunId, JobId]) -> None:
        self._is_starting = False
        self.started.emit(answer[0])

    def _on_not_started(self, error: BaseException) -> None:
        self._is_starting = False
        self.context.actions.refresh()
        self.context.notify.fail(error)

    def _on_added(self, student: Student) -> None:
        self.student_added.emit(student.path)
        self.refresh()

    def _on_preparing(self, job: JobId) -> None:
        self._preparing = job
        self.preparing_moved.emit(0, 0, "")
        if self.context.jobs.result(job) is not None:
            self._on_prepared(job)

    def _on_prepared(self, job: JobId) -> None:
        self._preparing = None
        status = self.context.jobs.status(job)
        self.preparing_ended.emit()
        if status is not None and status.state is JobState.FAILED:
            self.context.notify.fail(StudioError(status.message, hint=status.hint))
            return
        if status is not None and status.state is JobState.DONE:
            studio = self.context.studio
            folder = studio.training.demo_student()
            self.student_added.emit(studio.workspace.relative(folder))
            self.refresh()
