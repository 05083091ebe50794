# SPDX-License-Identifier: Apache-2.0
"""How a solution is told: numbered steps, an answer line and the call that follows, in a light or a full style."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.tasks import ExpectedCall
from core.domain.workday.clock import DAY, between, clock, span
from core.domain.workday.dice import Dice
from core.domain.workday.situations import Alternative, Booking, Clash, Opening, Piece, Priorities, Project, Situation
from core.domain.workday.solver import (
    EarliestSlot,
    FirstDuty,
    LatestStart,
    Move,
    Solution,
    WorkingOrder,
    is_free,
)


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


def tell(situation: Situation, solution: Solution, *, style: str, dice: Dice) -> Telling:
    """The solution in words; ``style`` is ``light`` or ``full``, and the dice choose among the phrasings."""
    if isinstance(situation, Priorities) and isinstance(solution, FirstDuty):
        steps = _light_priorities(solution, dice)
        answer = solution.chosen.duty.title
    elif isinstance(situation, Opening) and isinstance(solution, EarliestSlot):
        steps = _light_opening(situation, solution, dice)
        answer = between(solution.chosen.start, solution.chosen.finish)
    elif isinstance(situation, Project) and isinstance(solution, WorkingOrder):
        steps = _light_project(solution, dice)
        answer = ", ".join(solution.titles)
    elif isinstance(situation, Clash) and isinstance(solution, Move):
        steps = _light_clash(situation, solution, dice)
        answer = f"{solution.mover.title} to {solution.target.name}"
    else:
        raise TypeError(f"{type(solution).__name__} does not solve {type(situation).__name__}")
    return Telling(tuple(steps), f"Answer: {answer}", call_for(situation, solution))


def call_for(situation: Situation, solution: Solution) -> ExpectedCall:
    """The tool call that carries the solution out."""
    if isinstance(solution, FirstDuty):
        return ExpectedCall("set_priority", {"task": solution.chosen.duty.title, "priority": "first"})
    if isinstance(solution, EarliestSlot) and isinstance(situation, Opening):
        start, end = clock(solution.chosen.start), clock(solution.chosen.finish)
        return ExpectedCall("schedule_block", {"task": situation.duty.title, "start": start, "end": end})
    if isinstance(solution, WorkingOrder) and isinstance(situation, Project):
        return ExpectedCall("create_subtask", {"project": situation.title, "title": solution.titles[0]})
    if isinstance(solution, Move):
        return ExpectedCall("reassign_resource", {"booking": solution.mover.title, "resource": solution.target.name})
    raise TypeError(f"{type(solution).__name__} does not solve {type(situation).__name__}")


def _latest_start_line(found: LatestStart) -> str:
    parts = []
    for index, end in enumerate(found.ends):
        parts.append(f"{clock(end)} - {span(found.duty.minutes)} = {clock(end - found.duty.minutes)}")
        if index < len(found.hits):
            parts.append(f"hits {between(found.hits[index].start, found.hits[index].end)}")
    return f"{found.duty.title}: {', '.join(parts)}"


def _light_priorities(solution: FirstDuty, dice: Dice) -> list[str]:
    opening = dice.pick(
        (
            "Deadline minus time needed is the latest start:",
            "Latest start is deadline minus time needed:",
            "Take the time needed from each deadline for the latest start:",
        )
    )
    chosen = solution.chosen
    closing = dice.pick(("The earliest is {0}, so {1} is first.", "{0} comes earliest, so {1} goes first."))
    lines = [_latest_start_line(found) for found in solution.starts]
    return [opening, *lines, closing.format(clock(chosen.start), chosen.duty.title)]


def _light_opening(situation: Opening, solution: EarliestSlot, dice: Dice) -> list[str]:
    need, buffer = span(situation.duty.minutes), span(situation.buffer)
    opening = dice.pick(
        (f"It takes {need}, with buffer {buffer} it can run:", f"Try each gap with buffer {buffer} for {need}:")
    )
    lines = []
    for window in solution.windows:
        verdict = "fits" if window.fits else "too late"
        lines.append(f"{clock(window.start)} + {need} = {clock(window.finish)}, limit {clock(window.end)}, {verdict}")
    due = clock(situation.duty.due)
    return [opening, *lines, f"{clock(solution.chosen.finish)} is within the deadline {due}."]


def _light_project(solution: WorkingOrder, dice: Dice) -> list[str]:
    verb = dice.pick(("Take", "Do"))
    lines, known = [], set[str]()
    for number, step in enumerate(solution.steps, start=1):
        ready = [_ready_part(piece, is_new=piece.title not in known) for piece in step.ready]
        known.update(piece.title for piece in step.ready)
        lines.append(f"{number}. Ready: {', '.join(ready)}. {verb} {step.piece.title}.")
    return lines


def _ready_part(piece: Piece, *, is_new: bool) -> str:
    """A ready part with its length and, when it became ready just now, what it came after."""
    after = f" after {' and '.join(piece.needs)}" if is_new and piece.needs else ""
    return f"{piece.title} {span(piece.minutes)}{after}"


def _light_clash(situation: Clash, solution: Move, dice: Dice) -> list[str]:
    one, other = solution.pair
    lines = [f"{one.title} ends {clock(one.end)}, {other.title} starts {clock(other.start)}: overlap."]
    movers = (*solution.blocked, solution.mover)
    for index, mover in enumerate(movers):
        stayer = other if mover == one else one
        if index == 0:
            lines.append(f"Fewer {situation.unit}: {mover.title}, {mover.size} < {stayer.size}.")
        else:
            lines.append(f"Else {mover.title}, {mover.size}.")
        lines += [_place_line(place, mover) for place in situation.alternatives]
    return lines


def _place_line(place: Alternative, mover: Booking) -> str:
    """Whether one place can take the mover, with the times that decide it."""
    verdict = "free" if is_free(place, mover) else "taken"
    if place.free_until == DAY:
        return f"{place.name} from {clock(place.free_from)}, start {clock(mover.start)}: {verdict}"
    if place.free_from == 0:
        return f"{place.name} until {clock(place.free_until)}, end {clock(mover.end)}: {verdict}"
    return f"{place.name} {between(place.free_from, place.free_until)}, {between(mover.start, mover.end)}: {verdict}"
