# SPDX-License-Identifier: Apache-2.0
"""The presenter of the form and of the evaluations that run."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from core.changes import Change, ChangeKind
from core.domain.jobs import JobId, JobState
from core.errors import StudioError
from ui.bridge.jobs import JobStatus
from ui.context import UiContext
from ui.pages.base import Presenter
from ui.pages.evaluate.state import NewEvaluation, read_choices

_CONCERNS = (ChangeKind.RUNS, ChangeKind.PROVIDERS)
_KIND = "evaluation."


@dataclass(frozen=True, slots=True)
class Running:
    """The evaluation that runs, and how many wait behind it."""

    status: JobStatus
    waiting: int


class NewEvaluationPresenter(Presenter):
    """The state of the form, and the evaluations under way.

    Signals:
        choices_read: Choices.
        started: the evaluation that was asked for is a job now.
        running_changed: Running, or None while no evaluation is under way.
    """

    choices_read = Signal(object)
    started = Signal()
    running_changed = Signal(object)

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        """Listen; nothing is read before show()."""
        super().__init__(context, parent)
        self._is_shown = False
        self._is_form_open = False
        self._is_starting = False
        self._running: Running | None = None
        context.changes.changed.connect(self._on_changed)
        context.jobs.changed.connect(self._on_jobs_changed)
        context.jobs.ended.connect(self._on_ended)

    @property
    def is_starting(self) -> bool:
        """True while an evaluation is being looked up and queued."""
        return self._is_starting

    def show(self) -> None:
        """The page came on screen."""
        self._is_shown = True
        self._on_jobs_changed()

    def hide(self) -> None:
        """The page left the screen."""
        self._is_shown = False

    def watch(self, *, is_form_open: bool) -> None:
        """The form was opened, so read what it offers, or closed."""
        self._is_form_open = is_form_open
        if is_form_open:
            self.refresh()

    def refresh(self) -> None:
        """Read what can be chosen."""
        studio = self.context.studio
        self.context.work.ask(self, "choices", lambda: read_choices(studio), self.choices_read.emit)

    def start(self, asked: NewEvaluation) -> None:
        """Evaluate as a job."""
        evaluation = self.context.studio.evaluation
        self._is_starting = True

        def begin() -> JobId:
            return evaluation.start(
                asked.subject,
                benchmark=asked.benchmark,
                role=asked.role.value,
                label=asked.label,
                limit=asked.limit,
                split=asked.split,
                params=asked.params,
            )

        self.context.work.ask(self, "start", begin, self._on_started, self._on_not_started)

    def stop(self) -> None:
        """Stop the evaluation that runs; no report is kept of it."""
        if self._running is not None:
            self.context.studio.jobs.cancel(self._running.status.id)

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if self._is_shown and self._is_form_open and change.kind in _CONCERNS:
            self.refresh()

    @Slot()
    def _on_jobs_changed(self) -> None:
        if not self._is_shown:
            return
        held = [status for status in self.context.jobs.running() if status.kind.startswith(_KIND)]
        held.sort(key=lambda status: status.state is not JobState.RUNNING)
        running = Running(held[0], len(held) - 1) if held else None
        if running != self._running:
            self._running = running
            self.running_changed.emit(running)

    @Slot(int)
    def _on_ended(self, job: int) -> None:
        """Say in the page why an evaluation that was asked for here gave no report; the jobs panel has its log."""
        status = self.context.jobs.status(JobId(job))
        if status is not None and status.kind.startswith(_KIND) and status.state is JobState.FAILED:
            self.context.notify.fail(StudioError(status.message, hint=status.hint))

    def _on_started(self, _job: JobId) -> None:
        self._is_starting = False
        self.started.emit()

    def _on_not_started(self, error: BaseException) -> None:
        self._is_starting = False
        self.context.actions.refresh()
        self.context.notify.fail(error)
