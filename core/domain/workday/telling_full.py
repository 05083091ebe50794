# SPDX-License-Identifier: Apache-2.0
"""The full style: what stands around the light steps, constraints before them, sequence and reasons after them."""

from __future__ import annotations

from core.domain.workday.clock import between, clock, span
from core.domain.workday.situations import Clash, Meeting, Opening, Priorities, Project
from core.domain.workday.solver import EarliestSlot, FirstDuty, Move, WorkingOrder

Frame = tuple[list[str], list[str]]
"""What is said before the light steps, and what after them."""


def priorities(situation: Priorities, solution: FirstDuty) -> Frame:
    """Deadlines and meetings; the sequence and why its head is urgent."""
    order = ", ".join(found.duty.title for found in sorted(solution.starts, key=lambda found: found.start))
    slack = solution.chosen.start - situation.now
    before = [f"Constraints: {len(situation.duties)} tasks with deadlines, now {clock(situation.now)}."]
    before += [f"Blocked: {_blocked(situation.meetings)}."] if situation.meetings else []
    return before, [
        f"Sequence by urgency: {order}.",
        f"Recommendation: begin with {solution.chosen.duty.title}, it has only {span(slack)} h of slack.",
    ]


def opening(situation: Opening, solution: EarliestSlot) -> Frame:
    """The duty and the meetings; why the chosen window is the earliest."""
    duty, chosen = situation.duty, solution.chosen
    before = [
        f"Constraints: {duty.title} takes {span(duty.minutes)} h, deadline {clock(duty.due)}.",
        f"Blocked: {_blocked(situation.meetings)}, each with a buffer of {span(situation.buffer)} h.",
    ]
    return before, [f"Recommendation: book {between(chosen.start, chosen.finish)}, the earliest that is long enough."]


def project(situation: Project, solution: WorkingOrder) -> Frame:
    """The parts and their sum; the sequence and why its head may begin."""
    total = sum(piece.minutes for piece in situation.pieces)
    before = [
        f"Constraints: {len(situation.pieces)} parts of {situation.title}, {span(total)} h in all, one at a time."
    ]
    return before, [
        f"Sequence: {', '.join(solution.titles)}.",
        f"Recommendation: begin with {solution.titles[0]}, the shortest part that depends on nothing.",
    ]


def clash(situation: Clash, solution: Move) -> Frame:
    """What cannot be changed; who moves and who stays."""
    move = f"{solution.mover.title} moves to {solution.target.name}"
    before = [f"Constraints: {situation.resource} takes one booking at a time, times stay as they are."]
    return before, [f"Recommendation: {move}, {solution.stayer.title} stays in {situation.resource}."]


def _blocked(meetings: tuple[Meeting, ...]) -> str:
    return ", ".join(between(meeting.start, meeting.end) for meeting in meetings)
