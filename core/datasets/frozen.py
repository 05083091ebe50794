# SPDX-License-Identifier: Apache-2.0
"""Writing a snapshot: into a part folder first, and under its name only once all of it is on the disk."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from core.datasets.examples import example_of
from core.datasets.manifest import EVAL, TRAIN, ManifestBook
from core.datasets.split import eval_groups, problem_group
from core.datasets.wire import dump, example_row
from core.domain.codec import from_json
from core.domain.messages import ToolSpec
from core.domain.tasks import Problem, ProblemId
from core.domain.traces import Trace, TraceId
from core.errors import InvalidInput
from core.jsonl import unwritable
from core.store.rows import in_chunks
from core.store.store import Unit

IMPORTED = "imported"
_LONGEST_SLUG = 60
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$")


@dataclass(frozen=True, slots=True)
class StudentSide:
    """What the student is told and offered, by task type."""

    system_prompt_for: Callable[[str], str]
    tools_for: Callable[[str], tuple[ToolSpec, ...]]

    def of(self, problem: Problem) -> tuple[str, tuple[ToolSpec, ...]]:
        """System prompt and tools for one problem; an imported one brings its own."""
        if problem.task_type != IMPORTED:
            return self.system_prompt_for(problem.task_type), self.tools_for(problem.task_type)
        held = problem.made.context
        tools = tuple(from_json(ToolSpec, tool) for tool in held.get("tools", ()))
        return str(held.get("system", "")), tools


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the part folder."""

    sha256: str
    train_count: int
    eval_count: int
    by_task: dict[str, int]
    left_out: int


def write_rows(
    unit: Unit,
    ids: Sequence[TraceId],
    folder: Path,
    *,
    student: StudentSide,
    split: float,
    seed: int,
    barred: frozenset[str] = frozenset(),
) -> tuple[Written, ManifestBook]:
    """Write train.jsonl and eval.jsonl in the order of the ids; no prompt stands in both.

    Traces whose prompt is in one of the ``barred`` groups are left out: tests are made of these.
    """
    groups, types = _groups(unit, ids, barred)
    held = eval_groups(types, split=split, seed=seed)
    book = ManifestBook()
    by_task: dict[str, int] = {}
    left_out = 0
    with _file(folder / "train.jsonl") as train, _file(folder / "eval.jsonl") as evaluation:
        for trace, problem in _traces(unit, ids):
            if groups[problem.id] in barred:
                left_out += 1
                continue
            side, file = (EVAL, evaluation) if groups[problem.id] in held else (TRAIN, train)
            system, tools = student.of(problem)
            line = _line(trace, problem, system, tools)
            file.write(line)
            sha256 = hashlib.sha256(line).hexdigest()
            made = problem.made
            book.note(side, trace, task_type=made.task_type, task_version=made.task_version, sha256=sha256)
            if made.task_type != IMPORTED:
                book.prompts[made.task_type] = system
            by_task[made.task_type] = by_task.get(made.task_type, 0) + 1
    sha256 = file_hash(folder / "train.jsonl", folder / "eval.jsonl")
    counts = {side: len(rows) for side, rows in book.rows.items()}
    return Written(sha256, counts[TRAIN], counts[EVAL], dict(sorted(by_task.items())), left_out), book


def write_manifest(folder: Path, head: dict[str, Any], book: ManifestBook) -> None:
    """Write manifest.json: the facts indented for people, then one line for each row."""
    body = head | book.body()
    rows = body.pop("rows")
    facts = orjson.dumps(body, option=orjson.OPT_INDENT_2).removesuffix(b"\n}")
    with _file(folder / "manifest.json") as file:
        file.write(facts + b',\n  "rows": {')
        for number, (side, found) in enumerate(rows.items()):
            file.write((b"," if number else b"") + f'\n    "{side}": ['.encode())
            file.write(b",".join(b"\n      " + orjson.dumps(row) for row in found))
            file.write(b"\n    ]" if found else b"]")
        file.write(b"\n  }\n}\n")


@contextlib.contextmanager
def part_folder(parent: Path) -> Iterator[Path]:
    """A folder that is gone at the end unless it was renamed; what a crash left behind goes too.

    Only one process has a workspace, so whatever another one began is finished or lost. Raises the fault of the disk
    in plain words.
    """
    mine = f".part-{os.getpid()}-"
    folder = parent / f"{mine}{os.urandom(4).hex()}"
    try:
        for left in parent.glob(".part-*"):
            if not left.name.startswith(mine):
                shutil.rmtree(left, ignore_errors=True)
        folder.mkdir(parents=True)
        yield folder
    except OSError as error:
        raise unwritable(folder, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_folder(parent: Path, name: str) -> Path:
    """A folder name that every system can hold and that is not taken."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_LONGEST_SLUG].strip("-") or "dataset"
    if _RESERVED.match(slug):
        slug = f"{slug}-dataset"
    found, number = parent / slug, 2
    while found.exists():
        found, number = parent / f"{slug}-{number}", number + 1
    return found


def seal(part: Path, final: Path) -> None:
    """Give a finished part folder its name; after a power cut it is there whole or not at all."""
    _sync_folder(part)
    part.rename(final)
    _sync_folder(final.parent)


def file_hash(*paths: Path) -> str:
    """SHA-256 over the bytes of files in order."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    return digest.hexdigest()


def _groups(unit: Unit, ids: Sequence[TraceId], barred: frozenset[str]) -> tuple[dict[ProblemId, str], dict[str, str]]:
    """Problem -> group of equal prompts, and group -> task type of the groups that are not barred."""
    groups: dict[ProblemId, str] = {}
    types: dict[str, str] = {}
    for chunk in in_chunks(ids):
        new = {row.problem_id: row.task_type for row in unit.traces.rows_of(chunk) if row.problem_id not in groups}
        for problem_id, prompt in sorted(unit.problems.prompts(tuple(new)).items()):
            groups[problem_id] = problem_group(prompt)
            if groups[problem_id] not in barred:
                types.setdefault(groups[problem_id], new[problem_id])
    return groups, types


def _traces(unit: Unit, ids: Sequence[TraceId]) -> Iterator[tuple[Trace, Problem]]:
    """The traces with their problems, some at a time; one that nobody accepted ends the whole undertaking."""
    for chunk in in_chunks(ids):
        traces = unit.traces.many(chunk)
        wanted = tuple(dict.fromkeys(trace.problem_id for trace in traces))
        problems = {problem.id: problem for problem in unit.problems.many(wanted)}
        for trace in traces:
            if not trace.state.is_kept:
                raise InvalidInput(
                    f"Trace {trace.id} is {trace.state.value.replace('_', ' ')} and cannot enter a dataset.",
                    hint="Accept it in Review first.",
                )
            yield trace, problems[trace.problem_id]


def _line(trace: Trace, problem: Problem, system: str, tools: tuple[ToolSpec, ...]) -> bytes:
    source = trace.original.reasoning_source
    example = example_of(trace.steps, prompt=problem.prompt, system=system, tools=tools, source=source)
    return dump(example_row(example, arguments_as_text=False))


@contextlib.contextmanager
def _file(path: Path) -> Iterator[BinaryIO]:
    with path.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Bring the entries of a folder to the disk; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
