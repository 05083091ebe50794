# SPDX-License-Identifier: Apache-2.0
"""The studio: one open workspace and its services; the one object that the screen and the shell speak to."""

from __future__ import annotations

import logging
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from core.changes import ChangeFeed
from core.domain.jobs import JobId, JobRecord, JobState
from core.errors import InvalidInput, StudioError
from core.jobs.reporter import Job
from core.jobs.runner import JobRunner
from core.keys import Keys
from core.store.ledger import StoreLedger
from core.store.store import Store
from core.version import stillroom_version
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.datasets.service import DatasetService
    from core.domain.evaluations import Gap
    from core.evaluation.service import EvaluationService
    from core.generation.service import GenerationService
    from core.review.advice.service import AdviceService
    from core.review.judging.service import JudgingService
    from core.review.people_service import PeopleService
    from core.review.rules import RuleService
    from core.review.service import ReviewService
    from core.tasks.guide import TaskGuide
    from core.tasks.service import TaskService
    from core.training.service import TrainingService

log = logging.getLogger(__name__)


T_co = TypeVar("T_co", covariant=True)
_BUILDING = RLock()


class Station(cached_property[T_co]):
    """A part of the studio that is imported and built when it is first asked for; any thread, once."""

    def __get__(self, studio: object, owner: type | None = None) -> T_co:  # type: ignore[override]
        """The part itself."""
        with _BUILDING:
            return super().__get__(studio, owner)


class Studio:
    """An open workspace.

    Attributes:
        changes: news of what was committed.
        jobs: the runner of everything that takes longer than a blink.
        tasks, generation, review, people, datasets, training, evaluation: the stations, in the order of the story;
            people is the part of review that several share. Each is built when it is first used, so that a window is
            shown before all of them are imported.
        judging, rules: what models say of traces in review, and the rules that act on it.
    """

    def __init__(self, workspace: Workspace, store: Store, changes: ChangeFeed) -> None:
        """Put the tools together; use ``Studio.open``."""
        self.workspace = workspace
        self.store = store
        self.changes = changes
        self.keys = Keys()
        self.jobs = JobRunner(StoreLedger(store))

    @Station
    def tasks(self) -> TaskService:
        """Station 1: tasks and the problems made of them."""
        from core.tasks.service import TaskService

        return TaskService(store=self.store, workspace=self.workspace)

    @Station
    def generation(self) -> GenerationService:
        """Station 2: teachers and what they answer."""
        from core.generation.service import GenerationService

        return GenerationService(
            store=self.store,
            jobs=self.jobs,
            workspace=self.workspace,
            keys=self.keys,
            system_prompt_for=self._guide.teacher_prompt,
            tools_for=self._guide.tools,
        )

    @Station
    def review(self) -> ReviewService:
        """Station 3: verdicts, edits, and what is written about them."""
        from core.datasets.importers.catalog import IMPORTERS
        from core.review.service import ReviewService

        return ReviewService(
            store=self.store,
            jobs=self.jobs,
            requires_for=self._guide.requires,
            tools_for=self._guide.tools,
            importers=IMPORTERS,
            gaps=self._category_gaps,
        )

    @Station
    def people(self) -> PeopleService:
        """Station 3 with others: assignments, agreement, and packets that go out and come back."""
        from core.review.people_service import PeopleService

        return PeopleService(store=self.store, workspace=self.workspace.root.name, stillroom=stillroom_version())

    @Station
    def judging(self) -> JudgingService:
        """Station 3, judges: models that score traces, and how far to trust them."""
        from core.review.judging.service import JudgingService

        return JudgingService(
            store=self.store,
            jobs=self.jobs,
            workspace=self.workspace,
            keys=self.keys,
            profile_of=self.generation.profile,
            requires_for=self._guide.requires,
        )

    @Station
    def rules(self) -> RuleService:
        """Station 3, rules: verdicts that follow from scores, after a preview."""
        from core.review.rules import RuleService

        return RuleService(store=self.store, jobs=self.jobs)

    @Station
    def advice(self) -> AdviceService:
        """What would improve the traces of a task."""
        from core.review.advice.service import AdviceService

        return AdviceService(
            store=self.store,
            review=self.review,
            jobs=self.jobs,
            workspace=self.workspace,
            keys=self.keys,
            profile_of=self.generation.profile,
            task_of=self.tasks.task,
            prompt_of=lambda task: self.tasks.system_prompt(task, "teacher"),
        )

    @Station
    def datasets(self) -> DatasetService:
        """Station 4: frozen datasets and their files."""
        from core.datasets.service import DatasetService

        return DatasetService(
            store=self.store,
            workspace=self.workspace,
            system_prompt_for=self._guide.student_prompt,
            tools_for=self._guide.tools,
        )

    @Station
    def training(self) -> TrainingService:
        """Station 5: students and their runs."""
        from core.training.service import TrainingService

        return TrainingService(store=self.store, jobs=self.jobs, workspace=self.workspace)

    @Station
    def evaluation(self) -> EvaluationService:
        """Station 6: benchmarks, reports and the gap."""
        from core.evaluation.service import EvaluationService

        return EvaluationService(
            store=self.store,
            jobs=self.jobs,
            workspace=self.workspace,
            keys=self.keys,
            system_prompt_for=self._guide.student_prompt,
            tools_for=self._guide.tools,
            requires_for=self._guide.requires,
            checkpoint_of=self.training.checkpoint_of,
        )

    @Station
    def _guide(self) -> TaskGuide:
        from core.tasks.guide import TaskGuide

        return TaskGuide(self.tasks)

    def _category_gaps(self) -> tuple[Gap, ...]:
        return self.evaluation.category_gaps()

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Studio:
        """Open a workspace folder and take up the jobs that an earlier studio left running.

        Raises:
            WorkspaceUnusable: the folder is missing, foreign or cannot be written.
            WorkspaceBusy: another Stillroom has it open.
            StoreTooNew: a newer Stillroom wrote it.
        """
        workspace = Workspace(path, create=create)
        try:
            changes = ChangeFeed()
            studio = cls(workspace, Store(workspace.database, changes), changes)
        except BaseException:
            workspace.close()
            raise
        studio._take_up_jobs()
        return studio

    def resume(self, job_id: JobId) -> JobId:
        """Go on with a job that stopped, failed or was lost; returns the new job. Raises InvalidInput."""
        record = self.job(job_id)
        if not record.state.is_over:
            raise InvalidInput(f"Job {job_id} is still {record.state.value}.", hint="Stop it first.")
        if record.kind.startswith(self.training.job_prefix):
            return self.training.resume_job(job_id)
        for station in (self.generation, self.judging, self.advice, self.evaluation):
            if record.kind.startswith(station.job_prefix):
                return station.resume(job_id)
        raise InvalidInput(f"A job of kind {record.kind} cannot be resumed.", hint="Start it again from its page.")

    def job(self, job_id: JobId) -> JobRecord:
        """One job as it is kept. Raises UnknownName."""
        with self.store.read() as unit:
            return unit.jobs.get(job_id)

    def recent_jobs(self, *, limit: int = 100) -> tuple[JobRecord, ...]:
        """The newest jobs first."""
        with self.store.read() as unit:
            return unit.jobs.recent(limit=limit)

    def close(self, *, keep_children: bool = False) -> None:
        """Stop the jobs, then close the store and give the workspace back; any thread, once."""
        self.jobs.close(keep_children=keep_children)
        self.store.close()
        self.workspace.close()

    def _take_up_jobs(self) -> None:
        """Mind the children that still run, finish the books of those that ended, and mark the rest as lost."""
        with self.store.read() as unit:
            left = unit.jobs.unfinished()
        for record in left:
            job = self._adopt(record)
            if job is not None:
                self.jobs.take_up(record.id, job)
                continue
            with self.store.begin() as unit:
                unit.jobs.end(
                    record.id,
                    JobState.LOST,
                    error="Stillroom was closed before this job was done.",
                    hint="Resume it to go on with what is missing.",
                )

    def _adopt(self, record: JobRecord) -> Job | None:
        for station in (self.generation, self.judging, self.advice, self.training, self.evaluation):
            try:
                job = station.adopt(record) if record.kind.startswith(station.job_prefix) else None
            except StudioError as error:
                log.warning("job %s cannot be taken up: %s", record.id, error)
                return None
            if job is not None:
                return job
        return None
