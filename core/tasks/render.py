# SPDX-License-Identifier: Apache-2.0
"""A task and a situation become a problem: phrased, keyed and with its truth."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from core.domain.tasks import Difficulty, NewProblem, PromptTemplate, Split, Task, Truth
from core.domain.workday.dice import Dice
from core.tasks.checking import SITUATION

_SEED_LIMIT = 1 << 48


def make_problem(
    task: Task, *, seed: int, split: Split, difficulty: Difficulty, is_reserved: bool = False
) -> NewProblem:
    """The problem of a seed, the same on every machine; reserved ones belong to the shipped benchmark alone."""
    from core.tasks.contexts.catalog import CONTEXTS

    maker = CONTEXTS[task.context_maker]
    made = maker.make(seed=f"{task.type}:{seed}", split=split, difficulty=difficulty, is_reserved=is_reserved)
    template = Dice("template", task.type, seed, split.value).pick(templates_for(task, split))
    prompt = template.text.replace(SITUATION, made.text)
    return NewProblem(
        key=problem_key(task, prompt, split),
        task_type=task.type,
        task_version=task.version,
        template_id=template.id,
        split=split,
        difficulty=difficulty,
        domain=made.domain,
        seed=seed,
        prompt=prompt,
        context=made.data,
        truth=None if made.truth is None else _known_part(made.truth, task),
    )


def templates_for(task: Task, split: Split) -> tuple[PromptTemplate, ...]:
    """The phrasings of one side of the fence; a task without any of its own for out-of-distribution uses the others."""
    wanted = tuple(template for template in task.templates if template.is_ood == (split is Split.OOD))
    return wanted or task.templates


def problem_key(task: Task, prompt: str, split: Split) -> str:
    """The identity of a problem: task type, version, prompt and split."""
    parts = (task.type, str(task.version), split.value, prompt)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def seed_of(*name: object) -> int:
    """The seed of one problem of a series."""
    return Dice("series", *name).below(_SEED_LIMIT)


def _known_part(truth: Truth, task: Task) -> Truth:
    """The truth as far as the task asks for it: claims of its own elements, and a call of its own tools."""
    names = {element.name for element in task.requires}
    call = truth.call if truth.call is not None and truth.call.name in task.tools else None
    return replace(truth, claims=tuple(claim for claim in truth.claims if claim.element in names), call=call)
