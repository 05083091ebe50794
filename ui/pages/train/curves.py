# SPDX-License-Identifier: Apache-2.0
"""Keeps the curves of the shown runs whole: read once in a thread, then fed by what their jobs say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal, Slot

from core.changes import Change, ChangeKind
from core.domain.jobs import JobId
from core.domain.runs import MetricPoint, RunId
from core.jobs.events import Metric
from ui.context import UiContext


@dataclass(slots=True)
class _Followed:
    """One run whose curve is shown.

    Attributes:
        heard: what its job said while the store was being read.
        reads_due: how often the store is read again when it was written: what the job had said before this page
            listened was perhaps not kept yet.
    """

    latest: dict[str, tuple[int, float]] = field(default_factory=dict)
    heard: list[MetricPoint] = field(default_factory=list)
    is_read: bool = False
    reads_due: int = 2

    def take(self, points: Iterable[MetricPoint]) -> None:
        """Remember the newest value of each metric."""
        for point in points:
            if point.name not in self.latest or point.step >= self.latest[point.name][0]:
                self.latest[point.name] = (point.step, point.value)


class Curves(QObject):
    """Follows the curves of some runs.

    Signals:
        curve_read: run id and all points that the store holds.
        points_arrived: run id and points that came since; a step that is told again is the same point.
    """

    curve_read = Signal(int, object)
    points_arrived = Signal(int, object)

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        """Follow nothing yet."""
        super().__init__(parent)
        self._context = context
        self._followed: dict[RunId, _Followed] = {}
        self._runs: dict[JobId, RunId] = {}
        context.jobs.metrics_arrived.connect(self._on_metrics)
        context.jobs.ended.connect(self._on_ended)
        context.changes.changed.connect(self._on_changed)

    def know_jobs(self, jobs: Mapping[JobId, RunId]) -> None:
        """Which job trains which run."""
        self._runs.update(jobs)

    def follow(self, runs: Iterable[RunId]) -> None:
        """Follow these runs and no other; a run that is new among them is read."""
        wanted = tuple(runs)
        new = [run for run in wanted if run not in self._followed]
        self._followed = {run: self._followed.get(run) or _Followed() for run in wanted}
        for run in new:
            self._read(run)

    def latest(self, run: RunId) -> dict[str, float]:
        """The newest value of each metric of a followed run."""
        followed = self._followed.get(run)
        return {name: value for name, (_step, value) in followed.latest.items()} if followed is not None else {}

    @Slot(int, object)
    def _on_metrics(self, job: int, metrics: tuple[Metric, ...]) -> None:
        run = self._runs.get(JobId(job))
        followed = self._followed.get(run) if run is not None else None
        if followed is None or run is None:
            return
        points = [MetricPoint(metric.name, metric.step, metric.value) for metric in metrics]
        followed.take(points)
        if followed.is_read:
            self.points_arrived.emit(run, tuple(points))
        else:
            followed.heard += points

    @Slot(int)
    def _on_ended(self, job: int) -> None:
        run = self._runs.get(JobId(job))
        followed = self._followed.get(run) if run is not None else None
        if followed is None or run is None:
            return
        if followed.is_read:
            self._catch_up(run)
        else:
            self._read(run)

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if change.kind is not ChangeKind.METRICS:
            return
        for run, followed in self._followed.items():
            if followed.is_read and followed.reads_due and (not change.ids or run in change.ids):
                followed.reads_due -= 1
                self._catch_up(run)

    def _read(self, run: RunId) -> None:
        studio = self._context.studio
        self._context.work.ask(
            self, f"curve {run}", lambda: studio.training.metrics(run), lambda points: self._on_read(run, points)
        )

    def _on_read(self, run: RunId, points: tuple[MetricPoint, ...]) -> None:
        followed = self._followed.get(run)
        if followed is None:
            return
        heard, followed.heard, followed.is_read = followed.heard, [], True
        followed.take(points)
        self.curve_read.emit(run, points)
        if heard:
            self.points_arrived.emit(run, tuple(heard))

    def _catch_up(self, run: RunId) -> None:
        """Read what the store kept since the newest step that is known."""
        studio = self._context.studio
        known = max((step for step, _value in self._followed[run].latest.values()), default=0)
        self._context.work.ask(
            self,
            f"rest {run}",
            lambda: studio.training.metrics(run, after_step=known - _OVERLAP),
            lambda points: self._on_rest(run, points),
        )

    def _on_rest(self, run: RunId, points: tuple[MetricPoint, ...]) -> None:
        followed = self._followed.get(run)
        if followed is not None and points:
            followed.take(points)
            self.points_arrived.emit(run, points)


_OVERLAP = 200
"""Steps that are read again; a job says more than it keeps for a third of a second at most."""
