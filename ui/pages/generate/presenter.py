# SPDX-License-Identifier: Apache-2.0
"""Generate's presenter: teachers and their checks, forecasts, and the run that is watched."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from core.changes import Change, ChangeKind
from core.domain.jobs import JobId, JobRecord
from core.domain.providers import ProviderProfile, ProviderStatus
from core.domain.traces import TraceId, TraceRow
from ui.context import UiContext
from ui.pages.base import Presenter
from ui.pages.generate.ended import ended_of
from ui.pages.generate.state import (
    JOB_PREFIX,
    Forecast,
    RunWish,
    Teacher,
    TeachersState,
    forecast,
    last_run,
    pace_of,
    read_teachers,
    rows_of_run,
    start_run,
)


class GeneratePresenter(Presenter):
    """The state of Generate.

    Signals:
        teachers_read: a TeachersState.
        checking: name of the teacher that is being asked.
        checked: name and ProviderStatus.
        saved: name of the teacher that was set up.
        save_failed: the error; what was typed stays.
        forecast_read: a Forecast.
        watched: JobId of the run whose news follow, and its title.
        moved: the JobStatus of the watched run.
        paced: how many requests the watched run has in flight at most; None where that means nothing.
        rows_arrived: a tuple of new TraceRow of the watched run.
        rows_fetched: a tuple of TraceRow that a table asked for.
        ended: an Ended of the watched run.
        last_read: JobRecord of the newest run that is over, or None.
    """

    teachers_read = Signal(object)
    checking = Signal(str)
    checked = Signal(str, object)
    saved = Signal(str)
    save_failed = Signal(object)
    forecast_read = Signal(object)
    watched = Signal(int, str)
    moved = Signal(object)
    paced = Signal(object)
    rows_arrived = Signal(object)
    rows_fetched = Signal(object)
    ended = Signal(object)
    last_read = Signal(object)

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        """Listen for jobs and changes; nothing is read before show()."""
        super().__init__(context, parent)
        self._is_shown = False
        self._job: JobId | None = None
        self._newest: TraceId | None = None
        self._is_reading_rows = False
        self._has_more_rows = False
        context.changes.changed.connect(self._on_changed)
        context.jobs.progressed.connect(self._on_progressed)
        context.jobs.ended.connect(self._on_job_ended)

    @property
    def job(self) -> JobId | None:
        """The run that is watched."""
        return self._job

    @property
    def is_running(self) -> bool:
        """True while the watched run goes on."""
        if self._job is None:
            return False
        status = self.context.jobs.status(self._job)
        return status is not None and not status.state.is_over

    def show(self) -> None:
        """The page came on screen: read what may be old, and watch a run that goes on."""
        self._is_shown = True
        self.refresh()
        running = [status for status in self.context.jobs.running() if status.kind.startswith(JOB_PREFIX)]
        if running and self._job != running[-1].id:
            self.watch(running[-1].id, running[-1].title)
        elif self._job is None:
            self.context.work.ask(self, "last", lambda: last_run(self.context.studio), self.last_read.emit)

    def hide(self) -> None:
        """The page left the screen; a run goes on."""
        self._is_shown = False

    def refresh(self) -> None:
        """Read the teachers."""
        self.context.work.ask(self, "teachers", lambda: read_teachers(self.context.studio), self._on_teachers)

    def forecast(self, wish: RunWish) -> None:
        """Reckon what a run would send and cost; nothing is sent."""
        self.context.work.ask(self, "forecast", lambda: forecast(self.context.studio, wish), self._on_forecast)

    def start(self, wish: RunWish) -> None:
        """Start a run."""
        self.context.work.ask(self, "start", lambda: start_run(self.context.studio, wish), self._on_started)

    def stop(self) -> None:
        """Stop the watched run; what was kept stays."""
        if self._job is not None:
            self.context.studio.jobs.cancel(self._job)
            self.context.notify.toast(self.tr("Stopping. What was kept so far stays."))

    def pause(self) -> None:
        """Send nothing more for the watched run; what is in flight is kept."""
        job = self._job
        if job is not None:
            pause = self.context.studio.generation.pause
            words = self.tr("Pausing. What is in flight is still kept.")
            self.context.work.ask(self, "pause", lambda: pause(job), lambda _none: self.context.notify.toast(words))

    def set_concurrency(self, count: int) -> None:
        """Let the watched run have so many requests in flight from now on."""
        job = self._job
        if job is not None and self.is_running:
            change = self.context.studio.generation.set_concurrency
            self.context.work.ask(self, "pace", lambda: change(job, count), lambda _none: None)

    def resume(self) -> None:
        """Ask again for what the watched run did not keep."""
        job = self._job
        if job is not None:
            self.context.work.ask(self, "start", lambda: self.context.studio.resume(job), self._on_started)

    def watch(self, job: JobId, title: str) -> None:
        """Follow a run from now on."""
        self._job, self._newest = job, None
        self.watched.emit(job, title)
        status = self.context.jobs.status(job)
        if status is not None:
            self.moved.emit(status)
        self._read_rows()
        if status is None or status.state.is_over:
            self._read_end()
        if status is None or not status.state.is_over:
            self.context.work.ask(self, "pace of", lambda: pace_of(self.context.studio, job), self.paced.emit)

    def fetch_rows(self, ids: tuple[TraceId, ...]) -> None:
        """Read rows that left the memory of the table."""
        self.context.work.ask(
            self, f"page-{ids[0]}", lambda: self.context.studio.review.rows_of(ids), self.rows_fetched.emit
        )

    def check(self, name: str) -> None:
        """Ask a teacher whether it can be reached."""
        self.checking.emit(name)
        self.context.work.spawn(
            self,
            f"check-{name}",
            self.context.studio.generation.check(name),
            partial(self._on_checked, name),
            partial(self._on_check_failed, name),
        )

    def save(self, profile: ProviderProfile, key: str) -> None:
        """Keep a teacher, and its key where one was typed; then check it."""
        generation = self.context.studio.generation

        def keep() -> str:
            generation.save_profile(profile)
            if key:
                generation.set_key(profile.name, key)
            return profile.name

        self.context.work.ask(self, "save", keep, self._on_saved, self.save_failed.emit)

    def remove(self, teacher: Teacher, *, is_key_forgotten: bool) -> None:
        """Forget a teacher, with a way back; its traces stay."""
        generation = self.context.studio.generation

        def forget() -> None:
            if is_key_forgotten:
                generation.forget_key(teacher.name)
            generation.remove_profile(teacher.name)

        self.context.work.ask(self, "remove", forget, lambda _none: self._on_removed(teacher))

    def forget_key(self, name: str) -> None:
        """Remove a key from the keyring and this session."""
        generation = self.context.studio.generation
        words = self.tr("The key of “{name}” is forgotten.").format(name=name)

        def told(_none: None) -> None:
            self.refresh()
            self.context.notify.toast(words)

        self.context.work.ask(self, "forget", lambda: generation.forget_key(name), told)

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if change.kind is ChangeKind.TRACES and self._job is not None and self.is_running:
            self._read_rows()
        elif self._is_shown and change.kind in (ChangeKind.PROVIDERS, ChangeKind.TASKS, ChangeKind.PROBLEMS):
            self.refresh()

    @Slot(int)
    def _on_progressed(self, job: int) -> None:
        status = self.context.jobs.status(JobId(job))
        if job == self._job and status is not None:
            self.moved.emit(status)

    @Slot(int)
    def _on_job_ended(self, job: int) -> None:
        if job == self._job:
            self._read_rows()
            self._read_end()

    def _read_end(self) -> None:
        job = self._job
        if job is not None:
            self.context.work.ask(self, "end", lambda: self.context.studio.job(job), self._on_record)

    def _on_record(self, record: JobRecord) -> None:
        if record.id == self._job and record.state.is_over:
            self.ended.emit(ended_of(record))

    def _read_rows(self) -> None:
        """Read the rows behind the newest; a wish that comes meanwhile is kept for when they are here."""
        if self._is_reading_rows:
            self._has_more_rows = True
            return
        job, newest = self._job, self._newest
        if job is None:
            return
        self._is_reading_rows, self._has_more_rows = True, False
        self.context.work.ask(
            self,
            "rows",
            lambda: (job, rows_of_run(self.context.studio, job, newest)),
            self._on_rows,
            self._on_rows_failed,
        )

    def _on_rows(self, answer: tuple[JobId, tuple[TraceRow, ...]]) -> None:
        self._is_reading_rows = False
        job, rows = answer
        if job == self._job and rows:
            self._newest = rows[-1].id
            self.rows_arrived.emit(rows)
        if rows or self._has_more_rows or job != self._job:
            self._read_rows()

    def _on_rows_failed(self, error: BaseException) -> None:
        self._is_reading_rows = False
        self.context.notify.fail(error)

    def _on_teachers(self, state: TeachersState) -> None:
        self.teachers_read.emit(state)

    def _on_forecast(self, found: Forecast) -> None:
        self.forecast_read.emit(found)

    def _on_started(self, job: JobId) -> None:
        status = self.context.jobs.status(job)
        self.watch(job, status.title if status else self.tr("Generating"))

    def _on_saved(self, name: str) -> None:
        self.saved.emit(name)
        self.refresh()
        self.check(name)

    def _on_removed(self, teacher: Teacher) -> None:
        generation = self.context.studio.generation

        def undo() -> None:
            self.context.work.ask(self, "save", lambda: generation.save_profile(teacher.profile), lambda _none: None)

        words = self.tr("“{name}” was removed; its traces stay.")
        self.context.notify.toast(words.format(name=teacher.name), undo=undo)

    def _on_checked(self, name: str, status: ProviderStatus) -> None:
        self.checked.emit(name, status)

    def _on_check_failed(self, name: str, error: BaseException) -> None:
        self.checked.emit(
            name, ProviderStatus(name, is_ready=False, message=self.tr("The check did not come to its end."))
        )
        self.context.notify.fail(error)
