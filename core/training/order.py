# SPDX-License-Identifier: Apache-2.0
"""What a training was asked to be, looked up, planned for this machine, and written down for its child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.domain.datasets import Snapshot, SnapshotId
from core.domain.json import JsonValue
from core.domain.runs import Run, RunState, Student
from core.store.store import Store
from core.training.hardware import glance
from core.training.plan import TrainingPlan, draw_up
from core.training.recipes import Recipe, shipped_recipes, with_overrides
from core.training.shelf import StudentShelf
from core.training.student import shape_of
from core.training.trainers.catalog import TRAINERS
from core.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Order:
    """Everything that a training was asked to be, looked up and adapted."""

    snapshot: Snapshot
    student: Student
    recipe: Recipe
    values: dict[str, Any]
    plan: TrainingPlan
    threads: int


class OrderDesk:
    """Takes the orders of one workspace."""

    def __init__(self, store: Store, workspace: Workspace, shelf: StudentShelf) -> None:
        """Look things up there."""
        self._store = store
        self._workspace = workspace
        self._shelf = shelf

    def take(self, snapshot: str | SnapshotId, student: str, recipe: str, overrides: Mapping[str, JsonValue]) -> Order:
        """Look everything up and plan it for this machine. Raises UnknownName or InvalidInput."""
        with self._store.read() as unit:
            frozen = unit.snapshots.named(snapshot) if isinstance(snapshot, str) else unit.snapshots.get(snapshot)
        chosen, asked = self._shelf.get(student), shipped_recipes()[recipe]
        values, trainer, hardware = with_overrides(asked, overrides), TRAINERS[asked.trainer], glance()
        adapted = trainer.adapt(values, hardware=hardware, row_count=frozen.train_count)
        plan = draw_up(
            adapted,
            steps=trainer.steps(adapted.values, row_count=frozen.train_count),
            train_file=self._workspace.resolve(frozen.path) / "train.jsonl",
            row_count=frozen.train_count,
            shape=shape_of(self._shelf.folder_of(chosen.path)),
            hardware=hardware,
            pace_tokens_per_s=self._pace(chosen),
        )
        return Order(frozen, chosen, asked, values, plan, adapted.values.threads)

    def spec(self, run: Run, snapshot: Snapshot, threads: int, *, is_resumed: bool) -> dict[str, Any]:
        """What the child of a run has to do: absolute paths, so that the folder is enough."""
        files = self._workspace.resolve(snapshot.path)
        return {
            "trainer": run.trainer,
            "values": run.recipe["values"],
            "student": str(self._shelf.folder_of(run.student)),
            "train": str(files / "train.jsonl"),
            "eval": str(files / "eval.jsonl"),
            "sha256": snapshot.sha256,
            "threads": threads,
            "has_bf16": run.facts.get("hardware", {}).get("has_bf16") if is_resumed else None,
            "resume": is_resumed,
        }

    def _pace(self, student: Student) -> float | None:
        """Tokens a second of the newest finished run of that student here."""
        with self._store.read() as unit:
            runs = unit.runs.all()
        for run in runs:
            pace = run.facts.get("result", {}).get("tokens_per_s")
            if run.student == student.path and run.state is RunState.DONE and pace:
                return float(pace)
        return None
