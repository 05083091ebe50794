# SPDX-License-Identifier: Apache-2.0
"""Station 1: tasks, their versions, and problems sampled from them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count, islice
from pathlib import Path

from core.domain.messages import ToolSpec
from core.domain.tasks import CoverageCell, Difficulty, NewProblem, Problem, ProblemId, Split, Task
from core.errors import InvalidInput, UnknownName
from core.store.store import Store, Unit
from core.tasks.checking import check_task
from core.tasks.prompts import PromptRole, system_prompt
from core.tasks.render import make_problem, problem_key, seed_of
from core.tasks.task_files import load_tasks, shipped_tasks, write_task
from core.tasks.tools import TOOLS
from core.workspace import Workspace

_MOST_MISSES = 200
"""Draws in a row that give nothing new before a series is taken to be exhausted."""

_COMMIT_EVERY = 64
"""Problems that are stored in one go, so that nobody waits long for a turn to write."""


@dataclass(frozen=True, slots=True)
class ContextMakerInfo:
    """What a form needs to offer a context maker."""

    name: str
    label: str
    help: str


@lru_cache(maxsize=1)
def _shipped() -> tuple[Task, ...]:
    return shipped_tasks()


class TaskService:
    """Tasks and problems. Any thread."""

    def __init__(self, *, store: Store, workspace: Workspace) -> None:
        """Work on one workspace."""
        self._store = store
        self._workspace = workspace

    def tasks(self) -> tuple[Task, ...]:
        """The newest version of every task: the shipped ones in their order, then the user's by type."""
        with self._store.read() as unit:
            kept = {task.type: task for task in unit.tasks.newest()}
        shipped = tuple(kept.pop(task.type, task) for task in _shipped())
        return (*shipped, *kept.values())

    def shipped_types(self) -> tuple[str, ...]:
        """The types that come with Stillroom; a person may have edited them since."""
        return tuple(task.type for task in _shipped())

    def task(self, task_type: str) -> Task:
        """The newest version of a task. Raises UnknownName."""
        known = {task.type: task for task in self.tasks()}
        if task_type not in known:
            raise UnknownName("task", task_type, tuple(known))
        return known[task_type]

    def versions(self, task_type: str) -> tuple[Task, ...]:
        """Every version of a task, oldest first. Raises UnknownName."""
        self.task(task_type)
        with self._store.read() as unit:
            kept = unit.tasks.versions(task_type)
        return (*(task for task in _shipped() if task.type == task_type), *kept)

    def save_task(self, task: Task) -> Task:
        """Keep a task as a new version; earlier ones and their problems stay. Raises InvalidInput or UnknownName."""
        check_task(task)
        shipped = [held.version for held in _shipped() if held.type == task.type]
        with self._store.begin() as unit:
            versions = [held.version for held in unit.tasks.versions(task.type)]
            saved = replace(task, version=max((*shipped, *versions), default=0) + 1)
            unit.tasks.insert(saved)
        return saved

    def import_toml(self, path: Path) -> tuple[Task, ...]:
        """Keep every task of a file, or none. Raises InvalidInput with the line and what was expected."""
        return tuple(self.save_task(task) for task in load_tasks(path))

    def export_toml(self, task_type: str, path: Path) -> Path:
        """Write the newest version of a task to a file that ``import_toml`` reads."""
        write_task(self.task(task_type), path)
        return path

    def tools(self, task: Task) -> tuple[ToolSpec, ...]:
        """The tools that an answer may call."""
        return tuple(TOOLS[name] for name in task.tools)

    def context_makers(self) -> tuple[ContextMakerInfo, ...]:
        """The makers of situations that a task can name."""
        from core.tasks.contexts.catalog import CONTEXTS

        return tuple(ContextMakerInfo(name=held.name, label=held.label, help=held.help) for held in CONTEXTS)

    def all_tools(self) -> tuple[ToolSpec, ...]:
        """The tools that a task can offer."""
        return tuple(TOOLS)

    def system_prompt(self, task: Task, role: PromptRole) -> str:
        """What a teacher is asked for, or the short line that a student is trained and asked with."""
        return system_prompt(task, role)

    def preview(
        self,
        task_type: str,
        *,
        n: int,
        seed: int,
        split: Split = Split.TRAIN,
        difficulty: Difficulty | None = None,
        on_drawn: Callable[[int], None] | None = None,
    ) -> tuple[NewProblem, ...]:
        """The problems that ``sample`` would keep for one task in an empty workspace; nothing is stored.

        ``on_drawn`` hears how many there are after each one; what it raises ends the preview.
        """
        levels = tuple(Difficulty) if difficulty is None else (difficulty,)
        series = _series(self.task(task_type), seed=seed, split=split, levels=levels)
        found: dict[str, NewProblem] = {}
        for _, problem in zip(range(n + _MOST_MISSES), series, strict=False):
            if len(found) == n:
                break
            found.setdefault(problem.key, problem)
            if on_drawn is not None:
                on_drawn(len(found))
        return tuple(found.values())

    def sample(
        self,
        *,
        n: int,
        seed: int,
        types: Sequence[str] = (),
        split: Split = Split.TRAIN,
        difficulties: Sequence[Difficulty] = (),
        on_drawn: Callable[[int], None] | None = None,
    ) -> tuple[ProblemId, ...]:
        """Keep ``n`` problems, balanced over types and levels; those that are there already are given, not doubled.

        ``on_drawn`` hears now and then how many are kept; what it raises ends the sampling, and these stay.

        Raises:
            InvalidInput: fewer than one asked for, or the tasks have no more different problems.
            UnknownName: an unknown type.
        """
        if n < 1:
            raise InvalidInput("At least one problem must be sampled.", hint="Ask for 1 or more.")
        chosen = self.tasks() if not types else tuple(self.task(name) for name in types)
        levels = tuple(difficulties) or tuple(Difficulty)
        shares = [n // len(chosen) + (index < n % len(chosen)) for index in range(len(chosen))]
        drawn: list[ProblemId] = []
        for task, share in zip(chosen, shares, strict=True):
            series = _series(task, seed=seed, split=split, levels=levels)
            found: dict[ProblemId, None] = {}
            while len(found) < share:
                part = min(_COMMIT_EVERY, share - len(found))
                found |= dict.fromkeys(self._draw(task, part, series, found))
                if on_drawn is not None:
                    on_drawn(len(drawn) + len(found))
            drawn += found
        return tuple(drawn)

    def problems(self, ids: Sequence[ProblemId]) -> tuple[Problem, ...]:
        """The problems of these ids in their order; unknown ids are left out."""
        with self._store.read() as unit:
            return unit.problems.many(ids)

    def problem(self, problem_id: ProblemId) -> Problem:
        """One problem. Raises UnknownName."""
        with self._store.read() as unit:
            return unit.problems.get(problem_id)

    def problem_ids(
        self, *, split: Split | None = None, types: Sequence[str] = (), unanswered_by: str | None = None
    ) -> tuple[ProblemId, ...]:
        """Ids of the stored problems, oldest first; ``unanswered_by`` leaves out those that a teacher has answered."""
        with self._store.read() as unit:
            return unit.problems.ids(split=split, types=types, unanswered_by=unanswered_by)

    def coverage(self) -> tuple[CoverageCell, ...]:
        """How many problems are stored of each type, level and split."""
        with self._store.read() as unit:
            return unit.problems.coverage()

    def _draw(
        self, task: Task, share: int, series: Iterator[NewProblem], known: Container[ProblemId] = ()
    ) -> list[ProblemId]:
        """Keep ``share`` problems of a series that are not ``known``, none of which stands across the fence."""
        ids: dict[ProblemId, None] = {}
        misses = 0
        made = list(islice(series, share))
        with self._store.begin() as unit:
            while True:
                for found in _place(unit, task, made):
                    if found is not None and found not in ids and found not in known:
                        ids[found] = None
                        misses = 0
                        continue
                    misses += 1
                    if misses > _MOST_MISSES:
                        raise InvalidInput(
                            f"The task “{task.type}” has no more different problems.",
                            hint="Add templates or ask for fewer.",
                        )
                if len(ids) == share:
                    return list(ids)
                made = list(islice(series, share - len(ids)))


def _place(unit: Unit, task: Task, made: Sequence[NewProblem]) -> list[ProblemId | None]:
    """The id of each problem, kept now or before; None for one that stands in another split."""
    keys = [frozenset(problem_key(task, problem.prompt, split) for split in Split) for problem in made]
    held = unit.problems.of_keys(tuple(frozenset().union(*keys)))
    fresh = [problem for problem, own in zip(made, keys, strict=True) if own.isdisjoint(held)]
    kept = zip(fresh, unit.problems.insert_many(fresh), strict=True)
    ids = {problem.key: found for problem, found in kept if found is not None}
    ids |= {key: found for key, (found, _split) in held.items()}
    return [ids.get(problem.key) for problem in made]


def _series(task: Task, *, seed: int, split: Split, levels: Sequence[Difficulty]) -> Iterator[NewProblem]:
    """The problems of a seed without end, the levels in turn."""
    for index in count():
        own = seed_of(task.type, split.value, seed, index)
        yield make_problem(task, seed=own, split=split, difficulty=levels[index % len(levels)])
