# SPDX-License-Identifier: Apache-2.0
"""Tasks' presenter: reads, previews, samples and saves in threads, and says how far they are."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from core.changes import Change, ChangeKind
from core.domain.tasks import Task
from core.errors import JobCancelled
from ui.context import UiContext
from ui.pages.base import Presenter
from ui.pages.tasks.state import SampleOutcome, SampleWish, TasksState, preview, read_tasks, sample

TELL_EVERY_S = 0.05
_SHOWN_KINDS = (ChangeKind.TASKS, ChangeKind.PROBLEMS)


class TasksPresenter(Presenter):
    """The state of Tasks.

    Signals:
        state_read: a TasksState.
        previewed: a tuple of NewProblem.
        sampled: a SampleOutcome.
        work_began: number of problems that a preview or a sampling goes for.
        work_moved: number of problems so far.
        work_ended: it is over, whatever became of it.
        saved: the Task that was kept as a new version.
        versions_read: task type and a tuple of its versions, oldest first.
    """

    state_read = Signal(object)
    previewed = Signal(object)
    sampled = Signal(object)
    work_began = Signal(int)
    work_moved = Signal(int)
    work_ended = Signal()
    saved = Signal(object)
    versions_read = Signal(str, object)

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        """Listen for changes; nothing is read before show()."""
        super().__init__(context, parent)
        self._is_shown = False
        self._stop = threading.Event()
        context.changes.changed.connect(self._on_changed)

    def show(self) -> None:
        """The page came on screen: read what may be old."""
        self._is_shown = True
        self.refresh()

    def hide(self) -> None:
        """The page left the screen; changes wait until it comes back."""
        self._is_shown = False

    def refresh(self) -> None:
        """Read tasks and counts in a thread."""
        self.context.work.ask(self, "tasks", lambda: read_tasks(self.context.studio), self._on_read)

    def preview(self, wish: SampleWish) -> None:
        """Make the problems of a wish without storing them."""
        studio = self.context.studio
        self._begin(wish, lambda tell: preview(studio, wish, tell), self._on_previewed)

    def sample(self, wish: SampleWish) -> None:
        """Store the problems of a wish."""
        studio = self.context.studio
        self._begin(wish, lambda tell: sample(studio, wish, tell), self._on_sampled)

    def stop(self) -> None:
        """End the preview or the sampling that runs; what was stored stays."""
        self._stop.set()

    def read_versions(self, task_type: str) -> None:
        """Read every version of a task."""
        self.context.work.ask(
            self,
            "versions",
            lambda: self.context.studio.tasks.versions(task_type),
            lambda versions: self.versions_read.emit(task_type, versions),
        )

    def save(self, task: Task, failed: Callable[[BaseException], object]) -> None:
        """Keep a task as a new version; ``failed`` hears why it cannot be kept."""
        self.context.work.ask(self, "save", lambda: self.context.studio.tasks.save_task(task), self._on_saved, failed)

    def import_toml(self, path: Path) -> None:
        """Keep the tasks of a file."""
        self.context.work.ask(self, "import", lambda: self.context.studio.tasks.import_toml(path), self._on_imported)

    def export_toml(self, task_type: str, path: Path) -> None:
        """Write a task to a file."""
        self.context.work.ask(
            self, "export", lambda: self.context.studio.tasks.export_toml(task_type, path), self._on_exported
        )

    def _begin(
        self,
        wish: SampleWish,
        work: Callable[[Callable[[int], None]], object],
        then: Callable[[object], None],
    ) -> None:
        """Run a preview or a sampling in a thread; one at a time."""
        self._stop.set()
        self._stop = threading.Event()
        tell = self._teller(self._stop)
        self.work_began.emit(wish.n)
        self.context.work.ask(self, "work", lambda: work(tell), then, self._on_failed)

    def _teller(self, stop: threading.Event) -> Callable[[int], None]:
        """What a worker calls after each problem: passes the count on now and then, and ends the work on request."""
        work, told = self.context.work, [0.0]

        def tell(count: int) -> None:
            if stop.is_set() or work.is_closed:
                raise JobCancelled
            now = time.monotonic()
            if now - told[0] >= TELL_EVERY_S:
                told[0] = now
                self.work_moved.emit(count)

        return tell

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if self._is_shown and change.kind in _SHOWN_KINDS:
            self.refresh()

    def _on_read(self, state: TasksState) -> None:
        self.state_read.emit(state)

    def _on_previewed(self, problems: object) -> None:
        self.work_ended.emit()
        self.previewed.emit(problems)

    def _on_sampled(self, outcome: object) -> None:
        self.work_ended.emit()
        self.sampled.emit(outcome)
        if isinstance(outcome, SampleOutcome):
            self.context.notify.toast(outcome_words(outcome))

    def _on_failed(self, error: BaseException) -> None:
        self.work_ended.emit()
        if isinstance(error, JobCancelled):
            self.context.notify.toast(self.tr("Stopped. Problems that were stored by then stay."))
        else:
            self.context.notify.fail(error)

    def _on_saved(self, task: Task) -> None:
        self.saved.emit(task)
        words = self.tr("“{title}” is kept as version {n}; earlier versions stay.")
        self.context.notify.toast(words.format(title=task.title, n=task.version))

    def _on_imported(self, tasks: tuple[Task, ...]) -> None:
        if tasks:
            self.saved.emit(tasks[-1])
        said = ", ".join(f"{task.title} (version {task.version})" for task in tasks)
        self.context.notify.toast(self.tr("Imported: {tasks}").format(tasks=said))

    def _on_exported(self, path: Path) -> None:
        self.context.notify.toast(self.tr("Written to {path}").format(path=path))


def outcome_words(outcome: SampleOutcome) -> str:
    """What a sampling did, in a sentence."""
    new = f"{outcome.new_count:,} new problem{'' if outcome.new_count == 1 else 's'}"
    if not outcome.there_count:
        return f"{new} stored."
    was = "was" if outcome.there_count == 1 else "were"
    return f"{new} stored; {outcome.there_count:,} {was} there already."
