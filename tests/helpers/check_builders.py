# SPDX-License-Identifier: Apache-2.0
"""Readings for tests of the quick checks: small ones by hand, and the planner's own answers to sampled problems."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from core.domain.findings import Finding
from core.domain.messages import ToolCallPart
from core.domain.tasks import ConclusionForm, Difficulty, Element, ExpectedCall, NewProblem, Split, Truth
from core.domain.traces import Step, StepKind
from core.domain.workday.dice import Dice
from core.domain.workday.situations import (
    Alternative,
    Booking,
    Clash,
    Duty,
    Meeting,
    Opening,
    Piece,
    Priorities,
    Project,
    situation_from_json,
)
from core.domain.workday.solver import solve
from core.domain.workday.telling import Style, tell
from core.review.checks.base import Check
from core.review.reading import Reading, read, read_answer
from core.tasks.render import make_problem
from core.tasks.task_files import shipped_tasks
from core.tasks.tools import TOOLS

PRIORITIES = Priorities(8 * 60, (Duty("Audit", 120, 15 * 60), Duty("Write report", 90, 17 * 60)))
OPENING = Opening(8 * 60, Duty("Audit", 90, 17 * 60), 30, (Meeting("Stand-up", 9 * 60, 10 * 60),))
PROJECT = Project("launch", (Piece("login page", 120), Piece("help texts", 60, ("login page",)), Piece("map", 30)))
CLASH = Clash(
    "Room 1",
    "people",
    (Booking("Budget talk", 600, 720, 4), Booking("Job interview", 660, 780, 7), Booking("Client demo", 840, 900, 3)),
    (Alternative("Room 3", free_from=600), Alternative("Room 5", free_until=660)),
)
TRUTH = Truth(
    "Audit",
    ("Audit",),
    (),
    ExpectedCall("set_priority", {"task": "Audit", "priority": "first"}),
    {},
    ConclusionForm.CHOICE,
    ("Audit", "Write report"),
)
PROMPT = "Now 08:00. Tasks:\n- due 15:00, 2:00 h: Audit\n- due 17:00, 1:30 h: Write report\nWhich task comes first?"
ELEMENTS = (
    Element("time_estimation", "Time estimation", "How long each task takes.", ("takes", "duration")),
    Element("deadline_awareness", "Deadline awareness", "When each task is due.", ("due", "deadline")),
)


def thoughts(*texts: str) -> tuple[Step, ...]:
    return tuple(Step(StepKind.THOUGHT, text) for text in texts)


def answer(text: str) -> Step:
    return Step(StepKind.ANSWER, text)


def call(name: str = "set_priority", **arguments: object) -> Step:
    return Step(StepKind.TOOL_CALL, call=ToolCallPart("call_1", name, arguments))


def look(check: Check, *steps: Step, **known: object) -> tuple[Finding, ...]:
    """What a check says of these steps."""
    return check.look(read(tuple(steps), **known))


def said(check: Check, text: str, **known: object) -> list[str]:
    """What a check says of one thought."""
    return [found.message for found in look(check, *thoughts(text), **known)]


@lru_cache(maxsize=2)
def planner_readings(count_each: int = 50) -> tuple[Reading, ...]:
    """The planner's answers to so many problems of each of the four kinds, splits, levels and styles in turn."""
    return tuple(_told(problem, number) for number, problem in _problems(count_each))


def _problems(count_each: int) -> Iterator[tuple[int, NewProblem]]:
    for task in shipped_tasks():
        for number in range(count_each):
            split = (Split.TRAIN, Split.OOD, Split.HELD_OUT)[number % 3]
            level = tuple(Difficulty)[number // 3 % 3]
            yield number, make_problem(task, seed=number, split=split, difficulty=level)


def _told(problem: NewProblem, number: int) -> Reading:
    (task,) = (task for task in shipped_tasks() if task.type == problem.task_type)
    situation = situation_from_json(problem.context)
    style = (Style.LIGHT, Style.FULL)[number % 2]
    telling = tell(situation, solve(situation), style=style, dice=Dice("told", number))
    steps = (
        *thoughts(*telling.steps),
        answer(telling.answer),
        call(telling.call.name, **telling.call.arguments),
    )
    return read_answer(steps, problem, requires=task.requires, tools=tuple(TOOLS[name] for name in task.tools))


def again(reading: Reading, steps: tuple[Step, ...]) -> Reading:
    """Other steps beside the same problem."""
    return read(
        steps,
        requires=reading.requires,
        truth=reading.truth,
        prompt=reading.prompt,
        situation=reading.situation,
        tools=reading.tools,
    )
