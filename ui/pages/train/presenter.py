# SPDX-License-Identifier: Apache-2.0
"""Train's presenter: the list of runs, the run that is shown in full, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from core.changes import Change, ChangeKind
from core.domain.jobs import JobId
from core.domain.runs import Run, RunId, RunState
from ui.context import UiContext
from ui.pages.base import Presenter
from ui.pages.train.curves import Curves
from ui.pages.train.state import RunFull, read_run
from ui.pages.train.words import is_live, not_evaluated_words

LAID_OVER = 5


class TrainPresenter(Presenter):
    """The state of Train.

    Signals:
        runs_read: all runs, the newest first.
        run_read: the RunFull of the chosen run.
        logged: new lines of the chosen run's job.

    Attributes:
        curves: follows the chosen run and those laid over it.
    """

    runs_read = Signal(object)
    run_read = Signal(object)
    logged = Signal(object)

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        """Listen; nothing is read before show()."""
        super().__init__(context, parent)
        self.curves = Curves(context, self)
        self._runs: dict[RunId, Run] = {}
        self._chosen: RunId | None = None
        self._full: RunFull | None = None
        self._is_shown = False
        context.changes.changed.connect(self._on_changed)
        context.jobs.logged.connect(self._on_logged)

    @property
    def chosen(self) -> Run | None:
        """The run that is shown in full, as it was last read."""
        return None if self._chosen is None else self._runs.get(self._chosen)

    @property
    def full(self) -> RunFull | None:
        """The chosen run in full; None until it was read."""
        return self._full

    @property
    def can_stop(self) -> bool:
        """True while the chosen run has a job under way."""
        run = self.chosen
        return run is not None and is_live(run) and run.job_id is not None

    @property
    def can_resume(self) -> bool:
        """True for a run that stopped or failed."""
        run = self.chosen
        return run is not None and run.state in (RunState.STOPPED, RunState.FAILED)

    @property
    def can_evaluate(self) -> bool:
        """True once the chosen run has a checkpoint."""
        return not self.why_not_evaluate

    @property
    def why_not_evaluate(self) -> str:
        """Why the chosen run cannot be evaluated; empty where it can."""
        return not_evaluated_words(self.chosen, None if self._full is None else len(self._full.checkpoints))

    def show(self) -> None:
        """The page came on screen: read what may be old."""
        self._is_shown = True
        self.refresh()

    def hide(self) -> None:
        """The page left the screen; changes wait until it comes back."""
        self._is_shown = False

    def refresh(self) -> None:
        """Read the runs, and the chosen one in full."""
        studio = self.context.studio
        self.context.work.ask(self, "runs", studio.training.runs, self._on_runs)
        self._read_full()

    def choose(self, runs: Sequence[RunId]) -> None:
        """Show the first of these runs in full and lay the curves of the others over its own."""
        self.curves.follow(runs[:LAID_OVER])
        first = runs[0] if runs else None
        if first != self._chosen:
            self._chosen, self._full = first, None
            self._read_full()

    def run(self, run_id: RunId) -> Run | None:
        """A run as it was last read."""
        return self._runs.get(run_id)

    def live_log(self) -> tuple[str, ...]:
        """What the chosen run's job said in this session."""
        run = self.chosen
        return () if run is None or run.job_id is None else self.context.jobs.log_tail(run.job_id)

    def stop(self) -> None:
        """Ask the chosen run to save a checkpoint and stop."""
        run = self.chosen
        if run is not None and run.job_id is not None:
            self.context.studio.jobs.cancel(run.job_id)
            self.context.notify.toast(self.tr("Stopping after this step. A checkpoint is kept, so the run can go on."))

    def resume(self) -> None:
        """Go on from the newest checkpoint of the chosen run."""
        run, studio = self.chosen, self.context.studio
        if run is not None:
            self.context.work.ask(self, "resume", lambda: studio.training.resume(run.id), self._on_resumed)

    def evaluate(self, step: int | None = None) -> None:
        """Take the user to Evaluate with the chosen run, or with one of its checkpoints."""
        if self._chosen is not None:
            at = "" if step is None else f"@{step}"
            self.context.navigator.go("evaluate", f"run:{self._chosen}{at}")

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if change.kind is ChangeKind.RUNS and self._is_shown:
            self.refresh()

    @Slot(int, object)
    def _on_logged(self, job: int, lines: tuple[str, ...]) -> None:
        run = self.chosen
        if run is not None and run.job_id == job:
            self.logged.emit(lines)

    def _on_resumed(self, _job: JobId) -> None:
        self.refresh()

    def _on_runs(self, runs: tuple[Run, ...]) -> None:
        self._runs = {run.id: run for run in runs}
        self.curves.know_jobs({run.job_id: run.id for run in runs if run.job_id is not None})
        self.runs_read.emit(runs)

    def _read_full(self) -> None:
        run_id, studio = self._chosen, self.context.studio
        if run_id is not None:
            self.context.work.ask(self, "run", lambda: read_run(studio, run_id), self._on_full)

    def _on_full(self, full: RunFull) -> None:
        if full.run.id != self._chosen:
            return
        self._full = full
        self._runs[full.run.id] = full.run
        self.run_read.emit(full)
