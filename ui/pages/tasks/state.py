# SPDX-License-Identifier: Apache-2.0
"""What Tasks shows: the task types, the problems that are stored, and the problems of a preview."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.domain.tasks import CoverageCell, Difficulty, NewProblem, Split, Task
from core.domain.workday.situations import Situation, situation_from_json
from core.errors import InvalidInput

if TYPE_CHECKING:
    from core.studio import Studio

MOST_PREVIEWED = 10_000


@dataclass(frozen=True, slots=True)
class Maker:
    """A maker of situations that a task can name."""

    name: str
    label: str
    help: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that an answer may call."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class TasksState:
    """The task types in their newest version, and how many problems there are of each kind.

    Attributes:
        shipped: the types that come with Stillroom.
    """

    tasks: tuple[Task, ...]
    coverage: tuple[CoverageCell, ...]
    makers: tuple[Maker, ...]
    tools: tuple[Tool, ...]
    shipped: frozenset[str]


@dataclass(frozen=True, slots=True)
class SampleWish:
    """What the sampling form asks for.

    Attributes:
        types: task types; empty means all.
        difficulty: None means all levels in turn.
    """

    types: tuple[str, ...]
    n: int
    seed: int
    split: Split
    difficulty: Difficulty | None


@dataclass(frozen=True, slots=True)
class SampleOutcome:
    """What became of a sampling."""

    new_count: int
    there_count: int


def read_tasks(studio: Studio) -> TasksState:
    """Read everything that the page shows; any thread."""
    return TasksState(
        tasks=studio.tasks.tasks(),
        coverage=studio.tasks.coverage(),
        makers=tuple(Maker(held.name, held.label, held.help) for held in studio.tasks.context_makers()),
        tools=tuple(Tool(held.name, held.description) for held in studio.tasks.all_tools()),
        shipped=frozenset(studio.tasks.shipped_types()),
    )


def preview(studio: Studio, wish: SampleWish, on_drawn: Callable[[int], None]) -> tuple[NewProblem, ...]:
    """The problems that a sampling would make, balanced over the types; nothing is stored. Any thread."""
    types = wish.types or tuple(task.type for task in studio.tasks.tasks())
    made: list[NewProblem] = []
    for place, task_type in enumerate(types):
        share = wish.n // len(types) + (place < wish.n % len(types))
        done = len(made)
        made += studio.tasks.preview(
            task_type,
            n=share,
            seed=wish.seed,
            split=wish.split,
            difficulty=wish.difficulty,
            on_drawn=lambda count, done=done: on_drawn(done + count),  # type: ignore[misc]
        )
    return tuple(made)


def sample(studio: Studio, wish: SampleWish, on_drawn: Callable[[int], None]) -> SampleOutcome:
    """Store the problems and say how many of them are new. Any thread."""
    before = set(studio.tasks.problem_ids(split=wish.split, types=wish.types))
    ids = studio.tasks.sample(
        n=wish.n,
        seed=wish.seed,
        types=wish.types,
        split=wish.split,
        difficulties=() if wish.difficulty is None else (wish.difficulty,),
        on_drawn=on_drawn,
    )
    new_count = sum(1 for found in ids if found not in before)
    return SampleOutcome(new_count, len(ids) - new_count)


def situation_of(problem: NewProblem) -> Situation | None:
    """The situation as it can be drawn; None where it is of a form that nobody knows here."""
    try:
        return situation_from_json(problem.context)
    except InvalidInput:
        return None


def title_of(problem: NewProblem) -> str:
    """The line of a problem that tells it apart in a list: what its situation is about."""
    truth = problem.truth
    names = truth.candidates if truth is not None else ()
    return ", ".join(names) or " ".join(problem.prompt.split())[:200]


def split_name(split: Split) -> str:
    """The split as people say it."""
    return {Split.TRAIN: "Train", Split.HELD_OUT: "Held-out", Split.OOD: "Out of distribution"}[split]
