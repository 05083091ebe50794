# SPDX-License-Identifier: Apache-2.0
"""How a solution is told: steps, an answer line and the call that follows, in a light or a full style."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.tasks import ExpectedCall
from core.domain.workday import telling_full, telling_light
from core.domain.workday.clock import between, clock
from core.domain.workday.dice import Dice
from core.domain.workday.situations import Clash, Opening, Priorities, Project, Situation
from core.domain.workday.solver import EarliestSlot, FirstDuty, Move, Solution, WorkingOrder


class Style(StrEnum):
    """How much of the reasoning is told."""

    ANSWER_ONLY = "answer_only"
    LIGHT = "light"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Telling:
    """A solved situation in words.

    Attributes:
        steps: the reasoning, one step a text.
        answer: the one line in which the conclusion stands.
        call: the action that follows.
    """

    steps: tuple[str, ...]
    answer: str
    call: ExpectedCall


def tell(situation: Situation, solution: Solution, *, style: Style, dice: Dice) -> Telling:
    """The solution in words; the dice choose among the phrasings."""
    steps = () if style is Style.ANSWER_ONLY else tuple(_steps(situation, solution, style, dice))
    return Telling(steps, f"Answer: {answer_for(solution)}", call_for(situation, solution))


def _steps(situation: Situation, solution: Solution, style: Style, dice: Dice) -> list[str]:
    match situation, solution:
        case Priorities(), FirstDuty():
            steps = telling_light.priorities(situation, solution, dice)
            frame = telling_full.priorities(situation, solution)
        case Opening(), EarliestSlot():
            steps, frame = telling_light.opening(situation, solution, dice), telling_full.opening(situation, solution)
        case Project(), WorkingOrder():
            steps, frame = telling_light.project(solution, dice), telling_full.project(situation, solution)
        case Clash(), Move():
            steps, frame = telling_light.clash(situation, solution), telling_full.clash(situation, solution)
        case _:
            raise TypeError(f"{type(solution).__name__} does not solve {type(situation).__name__}")
    return [*frame[0], *steps, *frame[1]] if style is Style.FULL else steps


def answer_for(solution: Solution) -> str:
    """The conclusion as the answer line states it."""
    match solution:
        case FirstDuty():
            return solution.chosen.duty.title
        case EarliestSlot():
            return between(solution.chosen.start, solution.chosen.finish)
        case WorkingOrder():
            return ", ".join(solution.titles)
        case Move():
            return f"{solution.mover.title} to {solution.target.name}"


def call_for(situation: Situation, solution: Solution) -> ExpectedCall:
    """The tool call that carries the solution out."""
    match situation, solution:
        case Priorities(), FirstDuty():
            return ExpectedCall("set_priority", {"task": solution.chosen.duty.title, "priority": "first"})
        case Opening(), EarliestSlot():
            start, end = clock(solution.chosen.start), clock(solution.chosen.finish)
            return ExpectedCall("schedule_block", {"task": situation.duty.title, "start": start, "end": end})
        case Project(), WorkingOrder():
            return ExpectedCall("create_subtask", {"project": situation.title, "title": solution.titles[0]})
        case Clash(), Move():
            arguments = {"booking": solution.mover.title, "resource": solution.target.name}
            return ExpectedCall("reassign_resource", arguments)
    raise TypeError(f"{type(solution).__name__} does not solve {type(situation).__name__}")
