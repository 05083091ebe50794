# SPDX-License-Identifier: Apache-2.0
"""Problems in the store: each kept once by its key, with its split for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert

from core.changes import ChangeKind
from core.domain.codec import from_json, to_json
from core.domain.tasks import CoverageCell, Difficulty, NewProblem, Problem, ProblemId, Split, Truth
from core.errors import UnknownName
from core.store.rows import Repo, in_chunks, now
from core.store.tables import problems, traces

_KEEP = insert(problems)
_KEEP_ONCE = _KEEP.on_conflict_do_nothing(index_elements=["key"]).returning(problems.c.id)


class ProblemsRepo(Repo):
    """The problems of one unit."""

    def insert(self, made: NewProblem) -> ProblemId | None:
        """Keep a problem; None when its key is there already."""
        found = self._connection.execute(_KEEP_ONCE, _columns(made, now())).scalar_one_or_none()
        if found is None:
            return None
        self._note(ChangeKind.PROBLEMS, found)
        return ProblemId(found)

    def insert_many(self, made: Sequence[NewProblem]) -> tuple[ProblemId | None, ...]:
        """Keep many problems, as ``insert`` would one after the other, in a fraction of the time."""
        keys = tuple(new.key for new in made)
        ids = self._fresh_ids(problems, keys, self.of_keys(keys))
        at = now()
        rows = [_columns(new, at) | {"id": found} for found, new in zip(ids, made, strict=True) if found is not None]
        if rows:
            self._connection.execute(_KEEP, rows)
        for row in rows:
            self._note(ChangeKind.PROBLEMS, row["id"])
        return tuple(None if found is None else ProblemId(found) for found in ids)

    def get(self, problem_id: ProblemId) -> Problem:
        """One problem. Raises UnknownName."""
        found = self.many((problem_id,))
        if not found:
            raise UnknownName("problem", str(problem_id))
        return found[0]

    def many(self, ids: Sequence[ProblemId]) -> tuple[Problem, ...]:
        """The problems of these ids in the order of the ids; unknown ids are left out."""
        found: dict[int, Problem] = {}
        for chunk in in_chunks(ids):
            for row in self._connection.execute(select(problems).where(problems.c.id.in_(chunk))).mappings():
                found[row["id"]] = _problem(dict(row))
        return tuple(found[problem_id] for problem_id in ids if problem_id in found)

    def prompts(self, ids: Sequence[ProblemId]) -> dict[ProblemId, str]:
        """The prompts of these problems, without reading anything else of them; unknown ids are left out."""
        found: dict[ProblemId, str] = {}
        for chunk in in_chunks(ids):
            query = select(problems.c.id, problems.c.prompt).where(problems.c.id.in_(chunk))
            found |= {ProblemId(problem_id): prompt for problem_id, prompt in self._connection.execute(query)}
        return found

    def of_keys(self, keys: Sequence[str]) -> dict[str, tuple[ProblemId, Split]]:
        """Id and split of those of the keys that are stored."""
        found: dict[str, tuple[ProblemId, Split]] = {}
        columns = (problems.c.key, problems.c.id, problems.c.split)
        for chunk in in_chunks(keys):
            for key, problem_id, split in self._connection.execute(select(*columns).where(problems.c.key.in_(chunk))):
                found[key] = (ProblemId(problem_id), Split(split))
        return found

    def ids(
        self, *, split: Split | None = None, types: Sequence[str] = (), unanswered_by: str | None = None
    ) -> tuple[ProblemId, ...]:
        """Ids of the stored problems, oldest first; ``unanswered_by`` leaves out those that a teacher has answered."""
        query = select(problems.c.id).order_by(problems.c.id)
        if split is not None:
            query = query.where(problems.c.split == split.value)
        if types:
            query = query.where(problems.c.task_type.in_(types))
        if unanswered_by is not None:
            answered = select(traces.c.problem_id).where(traces.c.teacher == unanswered_by)
            query = query.where(problems.c.id.not_in(answered))
        return tuple(ProblemId(found) for found in self._connection.execute(query).scalars())

    def coverage(self) -> tuple[CoverageCell, ...]:
        """How many problems there are of each task type, difficulty and split."""
        groups = (problems.c.task_type, problems.c.difficulty, problems.c.split)
        query = select(*groups, func.count()).group_by(*groups).order_by(*groups)
        return tuple(
            CoverageCell(task_type, Difficulty(level), Split(split), count)
            for task_type, level, split, count in self._connection.execute(query)
        )


def _columns(made: NewProblem, created_at: datetime) -> dict[str, Any]:
    return {
        "key": made.key,
        "task_type": made.task_type,
        "task_version": made.task_version,
        "template_id": made.template_id,
        "split": made.split.value,
        "difficulty": made.difficulty.value,
        "domain": made.domain,
        "seed": made.seed,
        "prompt": made.prompt,
        "context": to_json(made.context),
        "truth": None if made.truth is None else to_json(made.truth),
        "created_at": created_at,
    }


def _problem(row: dict[str, Any]) -> Problem:
    truth = row["truth"]
    made = NewProblem(
        key=row["key"],
        task_type=row["task_type"],
        task_version=row["task_version"],
        template_id=row["template_id"],
        split=Split(row["split"]),
        difficulty=Difficulty(row["difficulty"]),
        domain=row["domain"],
        seed=row["seed"],
        prompt=row["prompt"],
        context=row["context"],
        truth=None if truth is None else from_json(Truth, truth),
    )
    return Problem(id=ProblemId(row["id"]), made=made, created_at=row["created_at"])
