# SPDX-License-Identifier: Apache-2.0
"""Writes the shipped benchmark: ``python -m core.tasks.benchmark_maker [FILE]``; the same bytes every time."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from core.domain.codec import to_json
from core.domain.evaluations import Case
from core.domain.tasks import Difficulty, NewProblem, Split, Task
from core.jobs.runfolder import write_whole
from core.tasks.render import make_problem, seed_of
from core.tasks.task_files import shipped_tasks
from resources import resource_path

HELD_OUT_EACH = 24
OOD_EACH = 8
"""Cases of one category on each side, in equal parts of the three levels as far as that goes."""


def benchmark_cases() -> tuple[Case, ...]:
    """Every case, by category: held-out ones first; their situations are reserved and never sampled."""
    cases: list[Case] = []
    for task in shipped_tasks():
        for split, count in ((Split.HELD_OUT, HELD_OUT_EACH), (Split.OOD, OOD_EACH)):
            cases += [_case(task, problem, index) for index, problem in enumerate(_problems(task, split, count), 1)]
    return tuple(cases)


def benchmark_text() -> str:
    """The benchmark as JSON lines."""
    rows = (json.dumps(to_json(case), ensure_ascii=False, sort_keys=True) for case in benchmark_cases())
    return "\n".join(rows) + "\n"


def _problems(task: Task, split: Split, count: int) -> list[NewProblem]:
    levels = tuple(Difficulty)
    found: dict[str, NewProblem] = {}
    index = 0
    while len(found) < count:
        seed = seed_of("benchmark", task.type, split.value, index)
        level = levels[len(found) % len(levels)]
        problem = make_problem(task, seed=seed, split=split, difficulty=level, is_reserved=True)
        found.setdefault(problem.key, problem)
        index += 1
    return list(found.values())


def _case(task: Task, problem: NewProblem, number: int) -> Case:
    assert problem.truth is not None
    return Case(
        id=f"{task.type}-{problem.split.value}-{number:02d}",
        category=task.type,
        input=problem.prompt,
        expected_reasoning_elements=tuple(element.name for element in task.requires),
        expected_conclusion=problem.truth.conclusion,
        truth=problem.truth,
        split=problem.split.value,
        difficulty=problem.difficulty.value,
    )


def main(arguments: list[str]) -> int:
    """Write the file; returns the exit code."""
    path = Path(arguments[0]) if arguments else resource_path("seeds", "benchmark.jsonl")
    write_whole(path, benchmark_text())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
