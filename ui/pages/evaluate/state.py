# SPDX-License-Identifier: Apache-2.0
"""What Evaluate shows: reports, the cases behind one, and what can be evaluated on what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.domain.evaluations import BenchmarkInfo, Case, CaseResult, Comparison, Report, ReportId, SubjectRole
from core.domain.json import JsonObject
from core.errors import StudioError
from core.params import Param

if TYPE_CHECKING:
    from core.studio import Studio

HELD_OUT = "held_out"


@dataclass(frozen=True, slots=True)
class CasesShown:
    """The answers behind a report, and the cases that they answer where the benchmark still has them."""

    report: Report
    results: tuple[CaseResult, ...]
    cases: dict[str, Case]


@dataclass(frozen=True, slots=True)
class SubjectChoice:
    """Somebody who can be evaluated.

    Attributes:
        text: what the service takes; label what a person reads; note a word about it.
        role: what it usually stands for.
    """

    text: str
    label: str
    note: str
    role: SubjectRole


@dataclass(frozen=True, slots=True)
class Choices:
    """What an evaluation can be made of.

    Attributes:
        trouble: why the benchmarks cannot be read; empty where they can.
    """

    benchmarks: tuple[BenchmarkInfo, ...]
    subjects: tuple[SubjectChoice, ...]
    params: tuple[Param, ...]
    trouble: str


@dataclass(frozen=True, slots=True)
class NewEvaluation:
    """What a person asks for."""

    subject: str
    benchmark: str
    role: SubjectRole
    label: str
    limit: int | None
    split: str | None
    params: JsonObject


def sensible_choice(reports: Sequence[Report]) -> tuple[ReportId, ...]:
    """The newest student with base and teacher of the same cases; without a student the newest report with its like.

    ``reports`` come newest first.
    """
    lead = next((found for found in reports if found.role is SubjectRole.STUDENT), reports[0] if reports else None)
    if lead is None:
        return ()
    alike = [found for found in reports if is_alike(found, lead)]
    chosen = {lead.role: lead}
    for report in alike:
        if report.role is not SubjectRole.OTHER:
            chosen.setdefault(report.role, report)
    return tuple(report.id for report in chosen.values())


def is_alike(first: Report, second: Report) -> bool:
    """True for reports on the same cases."""
    return (first.benchmark, first.cases_hash) == (second.benchmark, second.cases_hash)


def learners(comparison: Comparison) -> tuple[Report, ...]:
    """Whose gap can be shown: the students and the others."""
    return tuple(row for row in comparison.rows if row.role in (SubjectRole.STUDENT, SubjectRole.OTHER))


def narrowed_to(comparison: Comparison, learner: ReportId | None) -> Comparison:
    """The comparison with one learner only, in the place of the student; the first where none is named."""
    found = learners(comparison)
    one = next((row for row in found if row.id == learner), found[0] if found else None)
    rest = tuple(row for row in comparison.rows if row not in found)
    if one is None:
        return comparison
    return replace(comparison, rows=(*rest, replace(one, role=SubjectRole.STUDENT)))


def read_cases(studio: Studio, report: Report, split: str | None) -> CasesShown:
    """The answers behind a report, of one split where one is named; any thread."""
    results = studio.evaluation.results(report.id)
    try:
        cases = {case.id: case for case in studio.evaluation.cases(report.benchmark)}
    except StudioError:
        cases = {}
    if split is not None:
        results = tuple(found for found in results if found.case_id not in cases or cases[found.case_id].split == split)
    return CasesShown(report, results, cases)


def read_choices(studio: Studio) -> Choices:
    """Everything that the form offers; any thread."""
    trouble = ""
    benchmarks: tuple[BenchmarkInfo, ...] = ()
    try:
        benchmarks = studio.evaluation.benchmarks()
    except StudioError as error:
        trouble = str(error)
    return Choices(
        benchmarks, (*_providers(studio), *_runs(studio), *_folders(studio)), studio.evaluation.params(), trouble
    )


def _providers(studio: Studio) -> list[SubjectChoice]:
    notes = {"planner": "built-in planner, not a language model"}
    return [
        SubjectChoice(found.name, found.name, notes.get(found.kind, found.model or found.kind), SubjectRole.TEACHER)
        for found in studio.generation.profiles()
        if found.is_enabled
    ]


def _runs(studio: Studio) -> list[SubjectChoice]:
    """Each run by its last checkpoint, then its earlier ones."""
    found = []
    for run in studio.training.runs():
        steps = [checkpoint.step for checkpoint in studio.training.checkpoints(run.id)]
        if steps:
            found.append(SubjectChoice(f"run:{run.id}", run.name, "trained student", SubjectRole.STUDENT))
        for step in reversed(steps[:-1]):
            text = f"run:{run.id}@{step}"
            found.append(SubjectChoice(text, f"{run.name} at step {step:,}", "checkpoint", SubjectRole.STUDENT))
    return found


def _folders(studio: Studio) -> list[SubjectChoice]:
    return [
        SubjectChoice(found.path, found.name, "untrained student", SubjectRole.BASE)
        for found in studio.training.students()
    ]
