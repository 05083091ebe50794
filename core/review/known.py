# SPDX-License-Identifier: Apache-2.0
"""Chats of a file that the workspace holds already: an exported row has no id, so its words are compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import orjson

from core.domain.tasks import NewProblem, Problem, ProblemId
from core.domain.traces import Step, Trace, steps_text
from core.review import patches
from core.store.rows import in_chunks
from core.store.store import Unit


class KnownTraces:
    """The questions of a workspace as they were when an import began, and the words of the answers to them."""

    def __init__(self, unit: Unit, *, own_system: str) -> None:
        """Read all prompts once; problems of the type ``own_system`` are the same only with the same system text."""
        self._own_system = own_system
        self._problems: dict[bytes, list[ProblemId]] = {}
        for chunk in in_chunks(unit.problems.ids()):
            for problem_id, prompt in unit.problems.prompts(chunk).items():
                self._problems.setdefault(_asked(prompt), []).append(problem_id)

    def are_held(self, unit: Unit, chats: Sequence[tuple[NewProblem, tuple[Step, ...]]]) -> list[bool]:
        """For each chat, whether some revision of a stored trace answers the same question in the same words.

        Where the text of a turn was cut into steps, and what its calls were named, does not count: exports do not keep
        either.
        """
        asked = [self._problems.get(_asked(problem.prompt), []) for problem, _steps in chats]
        ids = tuple(dict.fromkeys(found for candidates in asked for found in candidates))
        problems = {problem.id: problem for problem in unit.problems.many(ids)}
        said: dict[ProblemId, set[bytes]] = {}
        for trace in unit.traces.many(unit.traces.of_problems(ids)):
            said.setdefault(trace.problem_id, set()).update(_said(steps) for steps in _revisions(unit, trace))
        return [
            any(_said(steps) in said.get(found, ()) and self._is_same(problems[found], problem) for found in candidates)
            for candidates, (problem, steps) in zip(asked, chats, strict=True)
        ]

    def _is_same(self, held: Problem, new: NewProblem) -> bool:
        """A task's own system text is laid over its traces at export; another one's is part of the question."""
        if held.task_type != self._own_system:
            return True
        return bool(held.made.context.get("system") == new.context.get("system"))


def _revisions(unit: Unit, trace: Trace) -> Iterator[tuple[Step, ...]]:
    """The steps of a trace as they are, were, and were at first: an older export holds an older revision."""
    yield trace.original.steps
    if trace.is_edited:
        yield trace.steps
        for revision in unit.reviews.revisions(trace.id):
            yield patches.apply(trace.original.steps, revision.patch)


def _said(steps: Sequence[Step]) -> bytes:
    """What tells the words, calls and results of two traces apart."""
    calls = [[step.call.name, dict(step.call.arguments)] for step in steps if step.call is not None]
    results = [step.result.content for step in steps if step.result is not None]
    parts = [_words(steps_text(tuple(steps))), calls, results]
    return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).digest()


def _asked(prompt: str) -> bytes:
    return hashlib.sha256(_words(prompt).encode()).digest()


def _words(text: str) -> str:
    """A text whatever its spacing."""
    return " ".join(text.split())
