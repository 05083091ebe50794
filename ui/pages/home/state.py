# SPDX-License-Identifier: Apache-2.0
"""What Home shows: counts of every station, the next step, and what happened last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.domain.evaluations import Comparison, Measure, Report, ReportId, SubjectRole
from core.domain.jobs import JobRecord
from core.domain.runs import Run, RunState
from core.domain.tasks import Split
from core.domain.traces import TraceState
from core.errors import InvalidInput

if TYPE_CHECKING:
    from core.studio import Studio


@dataclass(frozen=True, slots=True)
class HomeState:
    """The workspace in figures.

    Attributes:
        comparison: the newest student beside teacher and base on the same cases, by their conclusions; None where
            there is none.
        compared: the reports that it was looked for in.
        run: the newest run.
    """

    task_types: int
    problems: int
    traces: int
    teachers: int
    pending: int
    reviewed: int
    kept: int
    snapshots: int
    rows: int
    runs: int
    run: Run | None
    reports: int
    comparison: Comparison | None
    compared: tuple[ReportId, ...]
    jobs: tuple[JobRecord, ...]

    @property
    def next_station(self) -> str:
        """The id of the page where the story goes on."""
        if not self.problems:
            return "tasks"
        if not self.traces:
            return "generate"
        if not self.snapshots and not self.kept:
            return "review" if self.pending else "generate"
        if not self.snapshots:
            return "review" if self.pending else "datasets"
        if not self.runs:
            return "train"
        if self.comparison is None:
            return "evaluate"
        return "review" if self.pending else "evaluate"


def read_home(studio: Studio, before: HomeState | None = None) -> HomeState:
    """Read everything that Home shows; any thread.

    A comparison of the same reports is taken from the state ``before``: reports never change, and tests take time.
    """
    counts = studio.review.counts()
    snapshots = studio.datasets.snapshots()
    runs = studio.training.runs()
    reports = studio.evaluation.reports()
    waiting = counts.by_state.get(TraceState.PENDING, 0) + counts.by_state.get(TraceState.SKIPPED, 0)
    chosen = _newest_alike(reports)
    known = before if before is not None and before.compared == chosen else None
    finished = [run for run in runs if run.state is RunState.DONE]
    return HomeState(
        task_types=len(studio.tasks.tasks()),
        problems=sum(cell.count for cell in studio.tasks.coverage()),
        traces=counts.total,
        teachers=len(studio.review.teachers()),
        pending=waiting,
        reviewed=counts.total - waiting,
        kept=sum(count for state, count in counts.by_state.items() if state.is_kept),
        snapshots=len(snapshots),
        rows=sum(snapshot.train_count + snapshot.eval_count for snapshot in snapshots),
        runs=len(runs),
        run=next(iter(finished or runs), None),
        reports=len(reports),
        comparison=known.comparison if known is not None else _compare(studio, chosen),
        compared=chosen,
        jobs=studio.recent_jobs(limit=6),
    )


def _newest_alike(reports: Sequence[Report]) -> tuple[ReportId, ...]:
    """The newest student with teacher and base of the same cases; empty where there is no student."""
    student = next((report for report in reports if report.role is SubjectRole.STUDENT), None)
    if student is None:
        return ()
    chosen = [student.id]
    for role in (SubjectRole.TEACHER, SubjectRole.BASE):
        found = next((report for report in reports if report.role is role and _is_like(report, student)), None)
        chosen += [found.id] if found is not None else []
    return tuple(chosen)


def _compare(studio: Studio, chosen: Sequence[ReportId]) -> Comparison | None:
    """The reports side by side, on the held-out cases where there are any."""
    if not chosen:
        return None
    for split in (Split.HELD_OUT.value, None):
        try:
            return studio.evaluation.compare(chosen, split=split, measures=(Measure.CONCLUSION,))
        except InvalidInput:
            continue
    return None


def _is_like(one: Report, other: Report) -> bool:
    return (one.benchmark, one.split, one.n) == (other.benchmark, other.split, other.n)
