# SPDX-License-Identifier: Apache-2.0
"""The light style: the steps that carry the solution, short enough for a small student to learn.

Three habits make these steps learnable, all measured on the demo's student, which subtracts well after a hundred
examples and still tosses a coin about which of two times comes first: a comparison is written as a subtraction whose
sign decides; the smallest of several is looked for in a list that names values first and what they belong to behind
them; what is chosen is named again, so that the answer is a copy; and a buffer is taken off in writing, not in the
head. To write out all that is left of a project after each part was measured too, and taught it worse.
"""

from __future__ import annotations

from itertools import pairwise

from core.domain.workday.clock import DAY, HALF_HOUR, between, clock, margin, span
from core.domain.workday.dice import Dice
from core.domain.workday.situations import Alternative, Booking, Clash, Meeting, Opening, Piece, Priorities
from core.domain.workday.solver import (
    EarliestSlot,
    FirstDuty,
    LatestStart,
    Move,
    Window,
    WorkingOrder,
    WorkingStep,
    is_free,
)


def priorities(situation: Priorities, solution: FirstDuty, dice: Dice) -> list[str]:
    """Each latest start with its duty behind it, and all of them in order."""
    head = dice.pick(
        (
            "Deadline minus time needed is the latest start:",
            "Latest start is deadline minus time needed:",
            "Take the time needed from each deadline for the latest start:",
        )
    )
    ruled_out = [_ends_ruled_out(meeting) for meeting in situation.meetings]
    lines = [*ruled_out, head, *map(_latest_start, solution.starts)]
    ranked = sorted(solution.starts, key=lambda held: held.start)
    order = ", ".join(f"{clock(found.start)} {found.duty.title}" for found in ranked)
    return [*lines, f"In order: {order}."]


def _ends_ruled_out(meeting: Meeting) -> str:
    """The moments in a meeting at which no task can end, so that a deadline in it is found by looking it up."""
    ends = range(meeting.start + HALF_HOUR, meeting.end + 1, HALF_HOUR)
    return f"{meeting.title} rules out {', '.join(map(clock, ends))}."


def _latest_start(found: LatestStart) -> str:
    """The subtraction from each end in turn, past the meetings that are in the way."""
    minutes, said = span(found.duty.minutes), ""
    for end, hit in zip(found.ends, found.hits, strict=False):
        if end <= hit.end:
            said += f"{clock(end)} is in {hit.title}, "
        else:
            said += f"{clock(end)} - {minutes} = {clock(end - found.duty.minutes)} runs into {hit.title}, "
    return f"{said}{clock(found.ends[-1])} - {minutes} = {clock(found.start)} {found.duty.title}"


def opening(situation: Opening, solution: EarliestSlot, dice: Dice) -> list[str]:
    """Each window in turn until one is long enough."""
    need, buffer = span(situation.duty.minutes), span(situation.buffer)
    head = dice.pick(
        (f"It takes {need}, with buffer {buffer} it can run:", f"Try each gap with buffer {buffer} for {need}:")
    )
    lines = [head]
    lines += [_tried(window, need, buffer) for window in solution.windows]
    return [*lines, f"{clock(solution.chosen.finish)} is within the deadline {clock(situation.duty.due)}."]


def _tried(window: Window, need: str, buffer: str) -> str:
    """Where the window begins, when the task would end, where the window ends, and the subtraction of the two."""
    begins = f"{clock(window.after.end)} + {buffer} = {clock(window.start)}, " if window.after else ""
    ends = f"{clock(window.before.start)} - {buffer} = " if window.before else ""
    tried = f"{clock(window.start)} + {need} = {clock(window.finish)}, limit {ends}{clock(window.end)}"
    verdict = "fits" if window.fits else "too late"
    return f"{begins}{tried}, {margin(window.end, window.finish)}, {verdict}"


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
        lines.append(f"{before.title}, {after.title}: {margin(after.start, before.end)}, {verdict}")
        if after is other:
            break
    first = (*solution.blocked, solution.mover)[0]
    lines.append(
        f"{one.title} {one.size}, {other.title} {other.size}: of {one.size} {one.title} and {other.size} {other.title} "
        f"the smaller is {first.size} {first.title}"
    )
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
        return f"{place.name}: {margin(mover.start, place.free_from)}, {verdict}"
    if place.free_from == 0:
        return f"{place.name}: {margin(place.free_until, mover.end)}, {verdict}"
    return f"{place.name} {between(place.free_from, place.free_until)}, {between(mover.start, mover.end)}: {verdict}"
