# SPDX-License-Identifier: Apache-2.0
"""What Train shows: runs with what they were made from, one run in full, and what a new run can be made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.domain.datasets import Snapshot, SnapshotId
from core.domain.json import JsonObject, JsonValue
from core.domain.runs import Adaptation, Checkpoint, Run, RunId, Student
from core.params import Param

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.studio import Studio


@dataclass(frozen=True, slots=True)
class RunFull:
    """One run with everything beside its curve.

    Attributes:
        snapshot: what it is trained on; None where that dataset is gone.
        log: the last lines that its process wrote.
    """

    run: Run
    snapshot: Snapshot | None
    checkpoints: tuple[Checkpoint, ...]
    log: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecipeChoice:
    """A recipe that can be chosen, with the params of its trainer."""

    name: str
    label: str
    help: str
    values: JsonObject
    params: tuple[Param, ...]

    def shown_values(self) -> JsonObject:
        """The values of the recipe over the defaults of the trainer."""
        return {spec.name: self.values.get(spec.name, spec.default) for spec in self.params}

    def overrides(self, values: Mapping[str, JsonValue]) -> JsonObject:
        """What was changed of the recipe."""
        shown = self.shown_values()
        return {name: value for name, value in values.items() if value != shown[name]}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a new run can be made from.

    Attributes:
        why_not, hint: why nothing can be trained here; empty where it can.
        has_demo: the demo student is there already.
    """

    snapshots: tuple[Snapshot, ...]
    students: tuple[Student, ...]
    recipes: tuple[RecipeChoice, ...]
    why_not: str
    hint: str
    has_demo: bool


@dataclass(frozen=True, slots=True)
class NewRun:
    """What a person asks for."""

    snapshot: SnapshotId
    student: str
    recipe: str
    overrides: JsonObject
    name: str


@dataclass(frozen=True, slots=True)
class PlanShown:
    """What a training will be, before it starts.

    Attributes:
        minutes: None where no earlier run of the student tells the pace.
    """

    steps: int
    rows: int
    tokens: int
    memory: str
    minutes: float | None
    warnings: tuple[str, ...]
    adaptations: tuple[Adaptation, ...]


def read_choices(studio: Studio) -> Choices:
    """Everything that the form offers; any thread."""
    training = studio.training
    params = {kind.name: kind.params for kind in training.kinds()}
    missing = training.why_not()
    return Choices(
        snapshots=studio.datasets.snapshots(),
        students=training.students(),
        recipes=tuple(
            RecipeChoice(found.name, found.label, found.help, dict(found.values), params[found.trainer])
            for found in training.recipes()
        ),
        why_not=missing.message if missing else "",
        hint=missing.hint if missing else "",
        has_demo=training.demo_student().is_dir(),
    )


def read_run(studio: Studio, run_id: RunId) -> RunFull:
    """One run in full; any thread. Raises UnknownName."""
    run = studio.training.run(run_id)
    snapshots = {found.id: found for found in studio.datasets.snapshots()}
    return RunFull(
        run=run,
        snapshot=snapshots.get(run.snapshot_id),
        checkpoints=studio.training.checkpoints(run_id),
        log=studio.training.log(run_id),
    )


def read_plan(studio: Studio, asked: NewRun) -> PlanShown:
    """What that training would be; any thread. Raises UnknownName or InvalidInput."""
    plan = studio.training.plan(asked.snapshot, asked.student, asked.recipe, asked.overrides)
    return PlanShown(
        steps=plan.steps,
        rows=plan.rows,
        tokens=plan.tokens,
        memory=plan.memory,
        minutes=plan.minutes,
        warnings=plan.warnings,
        adaptations=plan.adaptations,
    )
