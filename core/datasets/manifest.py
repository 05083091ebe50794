# SPDX-License-Identifier: Apache-2.0
"""The manifest of a snapshot: what every row came from, and all that is needed to make it again."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.datasets.terms import terms_of
from core.domain.json import JsonObject
from core.domain.traces import Trace
from core.errors import InvalidInput
from core.version import stillroom_version

FORMAT = 1
TRAIN, EVAL = "train", "eval"


@dataclass(slots=True)
class ManifestBook:
    """What is noted while the rows are written: one line for each, and the teachers and tasks that they came from."""

    rows: dict[str, list[JsonObject]] = field(default_factory=lambda: {TRAIN: [], EVAL: []})
    teachers: dict[str, dict[str, Any]] = field(default_factory=dict)
    tasks: dict[str, set[int]] = field(default_factory=dict)
    prompts: dict[str, str] = field(default_factory=dict)

    def note(self, side: str, trace: Trace, *, task_type: str, task_version: int, sha256: str) -> None:
        """Note one row of the train or eval file."""
        self.rows[side].append(
            {"trace": trace.id, "revision": trace.head, "problem": trace.problem_id, "sha256": sha256}
        )
        made = trace.original
        teacher = self.teachers.setdefault(
            made.teacher,
            {"kind": made.teacher_kind, "models": set(), "rows": 0, "terms": terms_of(made.teacher_kind)},
        )
        teacher["models"].add(made.model)
        teacher["rows"] += 1
        self.tasks.setdefault(task_type, set()).add(task_version)

    def body(self) -> dict[str, Any]:
        """The noted facts as plain JSON."""
        return {
            "teachers": {
                name: {**teacher, "models": sorted(teacher["models"])}
                for name, teacher in sorted(self.teachers.items())
            },
            "task_versions": {name: sorted(versions) for name, versions in sorted(self.tasks.items())},
            "system_prompts": dict(sorted(self.prompts.items())),
            "rows": self.rows,
        }


def versions() -> dict[str, str]:
    """What wrote the snapshot."""
    return {"stillroom": stillroom_version(), "python": platform.python_version()}


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a snapshot folder. Raises InvalidInput where it is missing or broken."""
    try:
        found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInput(
            f"The dataset folder {folder.name} has no readable manifest.", hint="Freeze it again.", detail=str(error)
        ) from error
    if not isinstance(found, dict):
        raise InvalidInput(f"The manifest of {folder.name} is broken.", hint="Freeze it again.")
    return found


def trace_of_row(manifest: JsonObject, number: int) -> int | None:
    """The trace behind a row, counted from 0 through the train and then the eval file."""
    rows = [*manifest["rows"][TRAIN], *manifest["rows"][EVAL]]
    return int(rows[number]["trace"]) if number < len(rows) else None
