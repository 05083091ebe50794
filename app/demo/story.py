# SPDX-License-Identifier: Apache-2.0
"""The story of the demo, stage by stage, through the same services that every page uses."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.demo.sizes import DemoSize
from core.domain.datasets import Selection
from core.domain.evaluations import Comparison, ReportId
from core.domain.jobs import JobId, JobRecord, JobState
from core.domain.reviews import Verdict
from core.domain.runs import RunId
from core.domain.tasks import Split
from core.domain.traces import TraceState
from core.errors import StudioError
from core.studio import Studio

REVIEWER = "demo"
TEACHER = "planner"
MEANINGLESS = "The student is a tiny random model: these figures mean nothing, they only show that everything works."


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage with the seconds that it took."""

    name: str
    seconds: float
    said: str


@dataclass(slots=True)
class Story:
    """What the demo did and found."""

    size: DemoSize
    stages: list[Stage] = field(default_factory=list)
    run: RunId | None = None
    tables: dict[Split, Comparison] = field(default_factory=dict)
    pages: dict[Split, Path] = field(default_factory=dict)


class Storyteller:
    """Runs the story in one studio; ``wait`` waits for a job, ``tell`` hears each stage."""

    def __init__(
        self,
        studio: Studio,
        size: DemoSize,
        *,
        student: str,
        recipe: str,
        wait: Callable[[Studio, JobId], JobRecord],
        tell: Callable[[str], None],
    ) -> None:
        """Get ready; nothing is done yet."""
        self._studio = studio
        self._size = size
        self._student = student
        self._recipe = recipe
        self._wait = wait
        self._tell = tell
        self._story = Story(size)

    def run(self) -> Story:
        """The whole story; what was done stays in the workspace when a stage fails."""
        self._sample()
        self._generate()
        self._review()
        self._freeze()
        self._train()
        self._compare(self._evaluate())
        return self._story

    def _sample(self) -> None:
        size = self._size
        with self._stage("sample problems") as said:
            wanted = (
                (Split.TRAIN, size.train_count),
                (Split.HELD_OUT, size.held_out_count),
                (Split.OOD, size.ood_count),
            )
            counts = [
                len(self._studio.tasks.sample(n=count, seed=7, types=size.types, split=split)) if count else 0
                for split, count in wanted
            ]
            said(f"{counts[0]} to train on, {counts[1]} held out, {counts[2]} out of distribution")

    def _generate(self) -> None:
        with self._stage("ask the teacher") as said:
            ids = self._studio.tasks.problem_ids(split=Split.TRAIN, types=self._size.types, unanswered_by=TEACHER)
            record = self._done(self._studio.generation.start(ids, teacher=TEACHER, concurrency=8))
            said(f"{record.result['kept']} traces from the built-in planner, not a language model")

    def _review(self) -> None:
        """Accept what the solver agrees with and reject the rest, as one act each."""
        with self._stage("review") as said:
            review = self._studio.review
            pending = review.ids(states=(TraceState.PENDING,), types=self._size.types)
            right = [trace_id for trace_id in pending if review.is_conclusion_right(trace_id) is not False]
            wrong = sorted(set(pending) - set(right))
            if right:
                review.decide(right, Verdict.ACCEPT, reviewer=REVIEWER)
            if wrong:
                review.decide(wrong, Verdict.REJECT, reasons=("wrong conclusion",), reviewer=REVIEWER)
            said(f"{len(right)} accepted, {len(wrong)} rejected, each checked by the solver")

    def _freeze(self) -> None:
        with self._stage("freeze the dataset") as said:
            selection = Selection(task_types=self._size.types)
            snapshot = self._studio.datasets.freeze(self._name, selection=selection, split=0.96, seed=7)
            said(f"{snapshot.train_count} rows to train on, {snapshot.eval_count} for the eval loss")

    def _train(self) -> None:
        with self._stage("train the student") as said:
            snapshot = self._studio.datasets.snapshot(self._name)
            run_id, job = self._studio.training.start(
                snapshot.id, student=self._student, recipe=self._recipe, overrides=self._size.values, name=self._name
            )
            self._done(job)
            run = self._studio.training.run(run_id)
            self._story.run = run_id
            loss = "" if run.final_loss is None else f", final loss {run.final_loss:.4f}"
            said(f"{run.steps_done} steps{loss}")

    def _evaluate(self) -> list[ReportId]:
        """Ask teacher, base and distilled student the same unseen problems."""
        size, name = self._size, self._name
        ids = [
            problem
            for split, count in ((Split.HELD_OUT, size.held_out_count), (Split.OOD, size.ood_count))
            for problem in self._studio.tasks.problem_ids(split=split, types=size.types)[:count]
        ]
        self._studio.evaluation.benchmark_from_problems(name, ids)
        subjects = (
            (TEACHER, "teacher", "built-in planner"),
            (self._student, "base", "base student"),
            (f"run:{self._story.run}", "student", "distilled student"),
        )
        return [self._evaluate_one(subject, role, label) for subject, role, label in subjects]

    def _evaluate_one(self, subject: str, role: str, label: str) -> ReportId:
        with self._stage(f"evaluate the {label}") as said:
            job = self._studio.evaluation.start(
                subject, benchmark=self._name, role=role, label=label, params={"max_tokens": self._size.max_tokens}
            )
            report_id = ReportId(int(self._done(job).result["report"]))
            overall = self._studio.evaluation.report(report_id).overall
            said(f"conclusions {overall.conclusion.mean:.1%}, coverage by value {overall.value.mean:.1%}")
        return report_id

    def _compare(self, reports: list[ReportId]) -> None:
        """Put the reports side by side, each split apart, and write the pages."""
        for split, count in ((Split.HELD_OUT, self._size.held_out_count), (Split.OOD, self._size.ood_count)):
            if not count:
                continue
            self._story.tables[split] = self._studio.evaluation.compare(reports, split=split.value)
            self._story.pages[split] = self._studio.evaluation.html(
                reports,
                self._studio.workspace.reports / f"{self._name}-{split.value}.html",
                split=split.value,
                stages=[(stage.name, stage.seconds) for stage in self._story.stages],
                command=f"stillroom demo --size {self._size.name}",
                note="" if self._size.is_meaningful else MEANINGLESS,
            )

    @property
    def _name(self) -> str:
        return f"demo-{self._size.name}"

    def _done(self, job: JobId) -> JobRecord:
        record = self._wait(self._studio, job)
        if record.state is not JobState.DONE:
            raise StudioError(record.error or f"The job was {record.state.value}.", hint=record.hint)
        return record

    @contextmanager
    def _stage(self, name: str) -> Iterator[Callable[[str], None]]:
        """Time one stage and tell of it at its end."""
        words: list[str] = []
        self._tell(f"{name} ...")
        started = time.monotonic()
        yield words.append
        seconds = time.monotonic() - started
        said = words[0] if words else ""
        self._story.stages.append(Stage(name, seconds, said))
        self._tell(f"{name}: {said} ({seconds:.1f} s)")
