# SPDX-License-Identifier: Apache-2.0
"""The full style: constraints and what is available first, the light steps in between, sequence and reasons last."""

from __future__ import annotations

from core.domain.workday import telling_light
from core.domain.workday.clock import between, clock, span
from core.domain.workday.dice import Dice
from core.domain.workday.situations import Clash, Opening, Priorities, Project
from core.domain.workday.solver import EarliestSlot, FirstDuty, Move, WorkingOrder


def priorities(situation: Priorities, solution: FirstDuty, dice: Dice) -> list[str]:
    """Deadlines, meetings, latest starts, the sequence and why its head is urgent."""
    count = len(situation.duties)
    held = ", ".join(between(meeting.start, meeting.end) for meeting in situation.meetings) or "none"
    steps = telling_light.priorities(solution, dice)
    order = ", ".join(found.duty.title for found in sorted(solution.starts, key=lambda found: found.start))
    slack = solution.chosen.start - situation.now
    return [
        f"Constraints: {count} tasks with deadlines, now {clock(situation.now)}.",
        f"Blocked: {held}.",
        *steps,
        f"Sequence by urgency: {order}.",
        f"Recommendation: begin with {solution.chosen.duty.title}, it has only {span(slack)} h of slack.",
    ]


def opening(situation: Opening, solution: EarliestSlot, dice: Dice) -> list[str]:
    """The duty, the meetings, each window in turn and why the chosen one is the earliest."""
    duty = situation.duty
    held = ", ".join(between(meeting.start, meeting.end) for meeting in situation.meetings)
    chosen = solution.chosen
    return [
        f"Constraints: {duty.title} takes {span(duty.minutes)} h, deadline {clock(duty.due)}.",
        f"Blocked: {held}, each with a buffer of {span(situation.buffer)} h.",
        *telling_light.opening(situation, solution, dice),
        f"Recommendation: book {between(chosen.start, chosen.finish)}, the earliest window that is long enough.",
    ]


def project(situation: Project, solution: WorkingOrder, dice: Dice) -> list[str]:
    """The parts, each choice among the ready ones and the sequence."""
    count, total = len(situation.pieces), sum(piece.minutes for piece in situation.pieces)
    return [
        f"Constraints: {count} parts of {situation.title}, {span(total)} h in all, one at a time.",
        *telling_light.project(solution, dice),
        f"Sequence: {', '.join(solution.titles)}.",
        f"Recommendation: begin with {solution.titles[0]}, which depends on nothing and is the shortest ready part.",
    ]


def clash(situation: Clash, solution: Move, dice: Dice) -> list[str]:
    """What is wanted twice, the cost of each move, the places and the recommendation."""
    return [
        f"Constraints: {situation.resource} takes one booking at a time, times stay as they are.",
        *telling_light.clash(situation, solution, dice),
        f"Recommendation: {solution.mover.title} moves to {solution.target.name}, "
        f"{solution.stayer.title} stays in {situation.resource}.",
    ]
