# SPDX-License-Identifier: Apache-2.0
"""Benchmarks: JSON lines with one checkable case each, shipped with Stillroom or made from a workspace's problems."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from core.domain.codec import from_json, to_json
from core.domain.evaluations import BenchmarkInfo, Case
from core.domain.tasks import Element, Problem, Split
from core.errors import InvalidInput, UnknownName
from core.jobs.runfolder import write_whole
from resources import resource_path

SHIPPED = "workday"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_EXPECTED = (
    "Expected an object with id, category, input, expected_reasoning_elements, expected_conclusion, truth, split and "
    "difficulty."
)


class Benchmarks:
    """The shipped benchmark and those of one workspace, found by name. Any thread."""

    def __init__(self, folder: Path) -> None:
        """Look for the workspace's own benchmarks in ``folder``."""
        self._folder = folder

    def names(self) -> tuple[str, ...]:
        """The shipped one first, then the others by name."""
        own = sorted(path.stem for path in self._folder.glob("*.jsonl") if path.stem != SHIPPED)
        return (SHIPPED, *own)

    def cases(self, name: str) -> tuple[Case, ...]:
        """All cases of a benchmark. Raises UnknownName, or InvalidInput with the number of a broken line."""
        if name not in self.names():
            raise UnknownName("benchmark", name, self.names())
        return load_cases(self._path(name))

    def info(self, name: str) -> BenchmarkInfo:
        """What a person chooses by."""
        cases = self.cases(name)
        label = "Workday (comes with Stillroom)" if name == SHIPPED else name
        return BenchmarkInfo(
            name=name,
            label=label,
            n=len(cases),
            categories=dict(Counter(case.category for case in cases)),
            splits=dict(Counter(case.split for case in cases)),
            is_shipped=name == SHIPPED,
        )

    def make(
        self, name: str, problems: Sequence[Problem], elements_for: Callable[[str], tuple[Element, ...]]
    ) -> BenchmarkInfo:
        """Write a benchmark from problems, whole or not at all; one of the same name and cases is left as it is.

        ``elements_for`` gives what a task type requires.

        Raises:
            InvalidInput: a bad or taken name, no problem, one without a checkable truth, or one of the training split.
        """
        if not _NAME.fullmatch(name):
            raise InvalidInput(
                f"“{name}” cannot be the name of a benchmark.",
                hint="Use up to 60 small letters, digits, hyphens and underscores.",
            )
        if not problems:
            raise InvalidInput("There is no problem to make a benchmark of.", hint="Sample held-out problems first.")
        cases = [_case(problem, elements_for(problem.task_type)) for problem in problems]
        lines = [json.dumps(to_json(case), ensure_ascii=False, sort_keys=True) for case in cases]
        if name in self.names():
            if cases_hash(self.cases(name)) == cases_hash(cases):
                return self.info(name)
            raise InvalidInput(f"There is another benchmark “{name}” already.", hint="Choose another name.")
        self._folder.mkdir(parents=True, exist_ok=True)
        write_whole(self._path(name), "\n".join(lines) + "\n")
        return self.info(name)

    def _path(self, name: str) -> Path:
        return resource_path("seeds", "benchmark.jsonl") if name == SHIPPED else self._folder / f"{name}.jsonl"


def load_cases(path: Path) -> tuple[Case, ...]:
    """Read a benchmark file. Raises InvalidInput: the file, the line, and what was expected there."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise InvalidInput(
            f"The benchmark {path.name} cannot be read.", hint="Check the file.", detail=str(error)
        ) from error
    cases: list[Case] = []
    seen: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        case = _read_line(line, f"Line {number} of {path.name}")
        if case.id in seen:
            raise InvalidInput(
                f"Line {number} of {path.name} repeats the id “{case.id}”.", hint="Give each case its own."
            )
        seen.add(case.id)
        cases.append(case)
    if not cases:
        raise InvalidInput(f"The benchmark {path.name} holds no case.", hint=_EXPECTED)
    return tuple(cases)


def pick(cases: Sequence[Case], *, split: str | None = None, limit: int | None = None) -> tuple[Case, ...]:
    """The cases of a split, at most ``limit`` of them, taken from the categories in turn. Raises InvalidInput."""
    splits = tuple(dict.fromkeys(case.split for case in cases))
    if split is not None and split not in splits:
        raise InvalidInput(f"This benchmark has no “{split}” cases.", hint=f"It has: {', '.join(splits)}.")
    wanted = [case for case in cases if split is None or case.split == split]
    if limit is None:
        return tuple(wanted)
    if limit < 1:
        raise InvalidInput("The limit must be at least 1.")
    groups: dict[tuple[str, str], list[Case]] = {}
    for case in wanted:
        groups.setdefault((case.split, case.category), []).append(case)
    by_split = [groups[key] for key in sorted(groups, key=lambda key: splits.index(key[0]))]
    in_turn = [case for case in chain(*zip_longest(*by_split)) if case is not None]
    chosen = {case.id for case in in_turn[:limit]}
    return tuple(case for case in wanted if case.id in chosen)


def cases_hash(cases: Sequence[Case]) -> str:
    """A short hash over ids, inputs and truths: reports that share it stand on the same questions."""
    plain = sorted((case.id, case.input, json.dumps(to_json(case.truth), sort_keys=True)) for case in cases)
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:16]


def _read_line(line: bytes, where: str) -> Case:
    try:
        data: Any = json.loads(line)
    except ValueError as error:
        raise InvalidInput(f"{where} is not JSON.", hint=_EXPECTED, detail=str(error)) from error
    try:
        case = from_json(Case, data)
    except InvalidInput as error:
        raise InvalidInput(f"{where} is not a case ({error.detail}).", hint=_EXPECTED, detail=error.detail) from error
    if not case.id or not case.category or not case.input.strip() or not case.expected_reasoning_elements:
        raise InvalidInput(f"{where} has an empty id, category, input or list of elements.", hint=_EXPECTED)
    if not case.truth.accepted or not case.truth.claims:
        raise InvalidInput(
            f"{where} has no accepted conclusion or no claim, so nothing could be checked.", hint=_EXPECTED
        )
    strange = {claim.element for claim in case.truth.claims} - set(case.expected_reasoning_elements)
    if strange:
        names = ", ".join(sorted(strange))
        raise InvalidInput(f"{where} makes claims about {names}, which it does not expect.", hint=_EXPECTED)
    return case


def _case(problem: Problem, elements: Sequence[Element]) -> Case:
    truth = problem.truth
    if truth is None or not truth.accepted or not truth.claims:
        raise InvalidInput(
            f"Problem {problem.id} has no truth that can be checked.",
            hint="Use problems of a task whose contexts are solved by program.",
        )
    if problem.split is Split.TRAIN:
        raise InvalidInput(
            f"Problem {problem.id} belongs to the training split.",
            hint="A benchmark of training problems would measure memory; sample held-out or out-of-distribution ones.",
        )
    return Case(
        id=f"{problem.task_type}-{problem.made.key[:12]}",
        category=problem.task_type,
        input=problem.prompt,
        expected_reasoning_elements=tuple(element.name for element in elements),
        expected_conclusion=truth.conclusion,
        truth=truth,
        split=problem.split.value,
        difficulty=problem.made.difficulty.value,
    )
