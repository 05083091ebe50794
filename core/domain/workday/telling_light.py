# SPDX-License-Identifier: Apache-2.0
"""The light style: the steps that carry the solution, short enough for a small student to learn."""

from __future__ import annotations

from core.domain.workday.clock import DAY, between, clock, span
from core.domain.workday.dice import Dice
from core.domain.workday.situations import Alternative, Booking, Clash, Opening, Piece
from core.domain.workday.solver import EarliestSlot, FirstDuty, LatestStart, Move, WorkingOrder, is_free


def _latest_start_line(found: LatestStart) -> str:
    parts = []
    for index, end in enumerate(found.ends):
        parts.append(f"{clock(end)} - {span(found.duty.minutes)} = {clock(end - found.duty.minutes)}")
        if index < len(found.hits):
            parts.append(f"hits {between(found.hits[index].start, found.hits[index].end)}")
    return f"{found.duty.title}: {', '.join(parts)}"


def priorities(solution: FirstDuty, dice: Dice) -> list[str]:
    """Each latest start, then the earliest of them."""
    head = dice.pick(
        (
            "Deadline minus time needed is the latest start:",
            "Latest start is deadline minus time needed:",
            "Take the time needed from each deadline for the latest start:",
        )
    )
    chosen = solution.chosen
    closing = dice.pick(("The earliest is {0}, so {1} is first.", "{0} comes earliest, so {1} goes first."))
    lines = [_latest_start_line(found) for found in solution.starts]
    return [head, *lines, closing.format(clock(chosen.start), chosen.duty.title)]


def opening(situation: Opening, solution: EarliestSlot, dice: Dice) -> list[str]:
    """Each window in turn until one is long enough."""
    need, buffer = span(situation.duty.minutes), span(situation.buffer)
    head = dice.pick(
        (f"It takes {need}, with buffer {buffer} it can run:", f"Try each gap with buffer {buffer} for {need}:")
    )
    lines = []
    for window in solution.windows:
        verdict = "fits" if window.fits else "too late"
        lines.append(f"{clock(window.start)} + {need} = {clock(window.finish)}, limit {clock(window.end)}, {verdict}")
    due = clock(situation.duty.due)
    return [head, *lines, f"{clock(solution.chosen.finish)} is within the deadline {due}."]


def project(solution: WorkingOrder, dice: Dice) -> list[str]:
    """What is ready at each step, and which of it is taken."""
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


def clash(situation: Clash, solution: Move) -> list[str]:
    """The overlap, the smaller booking, and each place in turn."""
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
