# SPDX-License-Identifier: Apache-2.0
"""The light style: the steps that carry the solution, short enough for a small student to learn.

Two habits make these steps learnable, both measured: a comparison is written where both of its sides were just named,
and what is chosen is named again with its value, so that the answer is a copy of the last line.
"""

from __future__ import annotations

from itertools import pairwise

from core.domain.workday.clock import DAY, between, clock, span
from core.domain.workday.dice import Dice
from core.domain.workday.situations import Alternative, Booking, Clash, Opening, Piece, Priorities
from core.domain.workday.solver import EarliestSlot, FirstDuty, LatestStart, Move, WorkingOrder, WorkingStep, is_free


def priorities(situation: Priorities, solution: FirstDuty, dice: Dice) -> list[str]:
    """Each latest start, with the earliest one so far."""
    head = dice.pick(
        (
            "Deadline minus time needed is the latest start:",
            "Latest start is deadline minus time needed:",
            "Take the time needed from each deadline for the latest start:",
        )
    )
    lines, best = [head], solution.starts[0]
    for found in solution.starts:
        line = f"{found.duty.title}: {_latest_start(found, is_busy_day=bool(situation.meetings))}"
        if found is not solution.starts[0]:
            best = min(best, found, key=lambda held: held.start)
            line += f", first {best.duty.title} {clock(best.start)}"
        lines.append(line)
    return lines


def _latest_start(found: LatestStart, *, is_busy_day: bool) -> str:
    """The subtraction from each end in turn; on a day with meetings, whether one is in the way."""
    minutes = span(found.duty.minutes)
    tries = [f"{clock(end)} - {minutes} = {clock(end - found.duty.minutes)}" for end in found.ends]
    return ", blocked, ".join(tries) + (", clear" if is_busy_day else "")


def opening(situation: Opening, solution: EarliestSlot, dice: Dice) -> list[str]:
    """Each window in turn until one is long enough."""
    need, buffer = span(situation.duty.minutes), span(situation.buffer)
    head = dice.pick(
        (f"It takes {need}, with buffer {buffer} it can run:", f"Try each gap with buffer {buffer} for {need}:")
    )
    lines = [head]
    for window in solution.windows:
        verdict = "fits" if window.fits else "too late"
        lines.append(f"{clock(window.start)} + {need} = {clock(window.finish)}, limit {clock(window.end)}, {verdict}")
    return [*lines, f"{clock(solution.chosen.finish)} is within the deadline {clock(situation.duty.due)}."]


def project(solution: WorkingOrder, dice: Dice) -> list[str]:
    """What each part makes ready, what is ready then, and the shortest of it."""
    verb = dice.pick(("Take", "Do"))
    head = dice.pick(
        ("Take the shortest ready part each time:", "Work through the parts, the shortest ready one first:")
    )
    lines = [head]
    known: set[str] = set()
    for number, step in enumerate(solution.steps):
        said = []
        if number:
            said.append(_made_ready(step, known, solution.steps[number - 1].piece))
        known.update(piece.title for piece in step.ready)
        if len(step.ready) > 1:
            said.append(f"Ready {', '.join(map(_timed, step.ready))}.")
        lines.append(" ".join((*said, f"{verb} {_timed(step.piece)}.")))
    return lines


def _made_ready(step: WorkingStep, known: set[str], before: Piece) -> str:
    """The parts that the part before made ready, each behind what it needs, in the words of the question."""
    fresh = [f"After {' and '.join(piece.needs)}: {_timed(piece)}." for piece in step.ready if piece.title not in known]
    return " ".join(fresh) or f"After {before.title}: nothing."


def _timed(piece: Piece) -> str:
    return f"{span(piece.minutes)} {piece.title}"


def clash(situation: Clash, solution: Move) -> list[str]:
    """The calendar up to the overlap, the smaller booking, and the places up to the first free one."""
    one, other = solution.pair
    ordered = sorted(situation.bookings, key=lambda held: (held.start, held.end))
    lines = []
    for before, after in pairwise(ordered):
        verdict = "overlap" if after is other else "clear"
        lines.append(f"{before.title} until {clock(before.end)}, {after.title} from {clock(after.start)}: {verdict}")
        if after is other:
            break
    first = (*solution.blocked, solution.mover)[0]
    lines.append(f"{one.title} {one.size}, {other.title} {other.size}: {first.title} is smaller")
    for mover in (*solution.blocked, solution.mover):
        if mover is not first:
            lines.append(f"No place is free, so {mover.title} moves")
        lines += [_place_line(place, mover) for place in _places_tried(situation, mover)]
    return lines


def _places_tried(situation: Clash, mover: Booking) -> tuple[Alternative, ...]:
    """The places in order up to the first that is free for the mover."""
    free = next((place for place in situation.alternatives if is_free(place, mover)), situation.alternatives[-1])
    return situation.alternatives[: situation.alternatives.index(free) + 1]


def _place_line(place: Alternative, mover: Booking) -> str:
    """Whether one place can take the mover, with the times that decide it."""
    verdict = "free" if is_free(place, mover) else "taken"
    if place.free_until == DAY:
        return f"{place.name} from {clock(place.free_from)}, start {clock(mover.start)}: {verdict}"
    if place.free_from == 0:
        return f"{place.name} until {clock(place.free_until)}, end {clock(mover.end)}: {verdict}"
    return f"{place.name} {between(place.free_from, place.free_until)}, {between(mover.start, mover.end)}: {verdict}"
