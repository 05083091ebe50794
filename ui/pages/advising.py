# SPDX-License-Identifier: Apache-2.0
"""“Improve the data” from any page: reads, asks, and keeps the advised prompt as a new version of its task."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from core.domain.advice import Advice
from core.domain.jobs import JobId, JobRecord
from core.domain.tasks import Task
from core.errors import InvalidInput, StudioError
from core.studio import Studio
from ui.context import UiContext
from ui.widgets.advice_dialog import AdviceDialog


class Advising(QObject):
    """Opens the dialog and answers it; one at a time."""

    def __init__(self, context: UiContext, page: QWidget) -> None:
        """Dialogs float over the window of ``page``."""
        super().__init__(page)
        self._context = context
        self._page = page
        self._dialog: AdviceDialog | None = None
        self._job: JobId | None = None
        context.jobs.ended.connect(self._on_ended)

    def open(self, task_type: str = "") -> None:
        """Ask for advice about this task, or about the first that has traces."""
        studio = self._context.studio
        self._context.work.ask(self, "choices", partial(_choices, studio), partial(self._on_choices, task_type))

    def _on_choices(self, task_type: str, found: tuple[tuple[Task, ...], tuple[str, ...]]) -> None:
        tasks, providers = found
        if self._dialog is not None:
            return
        dialog = AdviceDialog(self._page.window(), tasks, providers, task_type)
        dialog.wanted.connect(self._on_wanted)
        dialog.price_wanted.connect(self._on_price_wanted)
        dialog.apply_requested.connect(self._on_apply)
        dialog.finished.connect(self._on_closed)
        self._dialog = dialog
        dialog.start()

    @Slot()
    def _on_closed(self) -> None:
        """A request that is on its way is paid for; its advice stays in the job."""
        self._dialog, self._job = None, None

    @Slot(str, str)
    def _on_wanted(self, task_type: str, teacher: str) -> None:
        studio, work, self._job = self._context.studio, self._context.work, None
        if teacher:
            start = partial(_start, studio, task_type, teacher)
            work.ask(self, "advice", start, self._on_started, self._on_failed)
        else:
            work.ask(self, "advice", partial(_computed, studio, task_type), self._on_advice, self._on_failed)

    @Slot(str, str)
    def _on_price_wanted(self, task_type: str, teacher: str) -> None:
        studio = self._context.studio
        price = partial(_price, studio, task_type, teacher)
        # What was being worked out for another choice is dropped by asking about the same topic.
        self._context.work.ask(self, "advice", price, partial(self._on_price, teacher), self._on_failed)

    def _on_price(self, teacher: str, cost_usd: float | None) -> None:
        if self._dialog is not None:
            self._dialog.show_price(teacher, cost_usd)

    def _on_started(self, job: JobId) -> None:
        self._job = job
        if self._context.jobs.result(job) is not None:
            self._read(job)

    @Slot(int)
    def _on_ended(self, job: int) -> None:
        if job == self._job:
            self._read(JobId(job))

    def _read(self, job: JobId) -> None:
        self._job = None
        read = partial(_advice_of, self._context.studio, job)
        self._context.work.ask(self, "advice", read, self._on_advice, self._on_failed)

    def _on_advice(self, advice: Advice) -> None:
        if self._dialog is not None:
            self._dialog.show_advice(advice)

    def _on_failed(self, error: BaseException) -> None:
        if self._dialog is not None and isinstance(error, StudioError):
            self._dialog.show_error(error)
        else:
            self._context.notify.fail(error)

    @Slot(object)
    def _on_apply(self, advice: Advice) -> None:
        keep = partial(_keep, self._context.studio, advice)
        self._context.work.ask(self, "keep", keep, self._on_kept, self._on_failed)

    def _on_kept(self, task: Task) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        said = self.tr("Kept version {n} of “{title}”; teachers are told so from now on.")
        self._context.notify.toast(said.format(n=task.version, title=task.title))


def _choices(studio: Studio) -> tuple[tuple[Task, ...], tuple[str, ...]]:
    """The tasks that have traces, and the providers that can be asked; any thread."""
    tasks = tuple(task for task in studio.tasks.tasks() if studio.review.rows(types=(task.type,), limit=1))
    if not tasks:
        raise InvalidInput("No task has traces yet.", hint="Generate some first.")
    profiles = studio.generation.profiles()
    return tasks, tuple(held.name for held in profiles if held.is_enabled and held.kind != "planner")


def _computed(studio: Studio, task_type: str) -> Advice:
    return studio.advice.computed(studio.tasks.task(task_type))


def _price(studio: Studio, task_type: str, teacher: str) -> float | None:
    return studio.advice.estimate_usd(studio.tasks.task(task_type), teacher)


def _start(studio: Studio, task_type: str, teacher: str) -> JobId:
    return studio.advice.start(studio.tasks.task(task_type), teacher)


def _advice_of(studio: Studio, job: JobId) -> Advice:
    """What a job was told. Raises StudioError with why it failed, where it did."""
    record: JobRecord = studio.job(job)
    if record.error:
        raise StudioError(record.error, hint=record.hint)
    return studio.advice.advice_of(record)


def _keep(studio: Studio, advice: Advice) -> Task:
    return studio.tasks.save_task(studio.advice.advised(studio.tasks.task(advice.task_type), advice))
