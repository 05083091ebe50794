# SPDX-License-Identifier: Apache-2.0
"""The exact solution of each situation, with the findings on the way that a right trace may state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from core.domain.workday.clock import overlaps
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
    Situation,
)
from core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class LatestStart:
    """The last moment at which a duty can begin.

    Attributes:
        ends: the ends that were tried, from the deadline backwards; the last one holds.
        hits: the meetings that ruled the earlier ends out, one for each.
    """

    duty: Duty
    ends: tuple[int, ...]
    hits: tuple[Meeting, ...]

    @property
    def start(self) -> int:
        """The latest start itself."""
        return self.ends[-1] - self.duty.minutes


@dataclass(frozen=True, slots=True)
class FirstDuty:
    """Which duty comes first: the one whose latest start is earliest."""

    starts: tuple[LatestStart, ...]
    chosen: LatestStart


@dataclass(frozen=True, slots=True)
class Window:
    """A free stretch with buffers taken off, and whether the duty fits when it starts at once.

    Attributes:
        after: the meeting with whose buffer it begins; None where it begins now.
        before: the meeting with whose buffer it ends; None where it ends with the deadline.
    """

    start: int
    end: int
    finish: int
    after: Meeting | None = None
    before: Meeting | None = None

    @property
    def fits(self) -> bool:
        """True when the duty is done before the window closes."""
        return self.finish <= self.end


@dataclass(frozen=True, slots=True)
class EarliestSlot:
    """The windows in order up to the first that fits; the last one is the answer."""

    windows: tuple[Window, ...]

    @property
    def chosen(self) -> Window:
        """The window in which the duty is placed, from its start."""
        return self.windows[-1]


@dataclass(frozen=True, slots=True)
class WorkingStep:
    """One step of a working order: the part, and all that were ready, those that waited longest first."""

    piece: Piece
    ready: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class WorkingOrder:
    """The only order that keeps to the needs and to shorter-first among the ready."""

    steps: tuple[WorkingStep, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles in order."""
        return tuple(step.piece.title for step in self.steps)


@dataclass(frozen=True, slots=True)
class Move:
    """Which of two overlapping bookings moves, and where to.

    Attributes:
        pair: the overlapping bookings in the order of the calendar.
        blocked: bookings that should have moved but had nowhere to go; empty where the smaller one could.
    """

    pair: tuple[Booking, Booking]
    mover: Booking
    target: Alternative
    blocked: tuple[Booking, ...] = ()

    @property
    def stayer(self) -> Booking:
        """The one that keeps its place."""
        return self.pair[1] if self.pair[0] == self.mover else self.pair[0]


Solution: TypeAlias = FirstDuty | EarliestSlot | WorkingOrder | Move


def latest_start(duty: Duty, meetings: tuple[Meeting, ...]) -> LatestStart:
    """Work back from the deadline past every meeting that is in the way."""
    ends, hits = [duty.due], []
    for meeting in sorted(meetings, key=lambda held: held.start, reverse=True):
        if overlaps(ends[-1] - duty.minutes, ends[-1], meeting.start, meeting.end):
            hits.append(meeting)
            ends.append(meeting.start)
    return LatestStart(duty, tuple(ends), tuple(hits))


def first_duty(situation: Priorities) -> FirstDuty:
    """The duty with the earliest latest start. Raises InvalidInput where two share it or the time is past."""
    starts = tuple(latest_start(duty, situation.meetings) for duty in situation.duties)
    ranked = sorted(starts, key=lambda found: found.start)
    if len(ranked) < 2 or ranked[0].start == ranked[1].start:
        raise InvalidInput("No single task comes first here.", hint="Two tasks have the same latest start.")
    if ranked[0].start < situation.now:
        raise InvalidInput("A task cannot be done in time any more.", hint=f"See “{ranked[0].duty.title}”.")
    return FirstDuty(starts, ranked[0])


def free_windows(situation: Opening) -> tuple[Window, ...]:
    """Every stretch between now and the deadline that is free with the buffers kept, in order."""
    windows: list[Window] = []
    start, after, duty = situation.now, None, situation.duty
    for meeting in (*sorted(situation.meetings, key=lambda held: held.start), None):
        is_last = meeting is None or meeting.start - situation.buffer > duty.due
        end = duty.due if meeting is None or is_last else meeting.start - situation.buffer
        windows.append(Window(start, end, start + duty.minutes, after, None if is_last else meeting))
        if meeting is not None and meeting.end + situation.buffer > start:
            start, after = meeting.end + situation.buffer, meeting
    return tuple(window for window in windows if window.start < window.end)


def earliest_slot(situation: Opening) -> EarliestSlot:
    """The first window that holds the duty. Raises InvalidInput where none does."""
    windows = free_windows(situation)
    for count, window in enumerate(windows, start=1):
        if window.fits:
            return EarliestSlot(windows[:count])
    raise InvalidInput("The task does not fit into this day.", hint="Move the deadline or a meeting.")


def working_order(situation: Project) -> WorkingOrder:
    """The order of the parts. Raises InvalidInput where needs are circular or unknown, or two ready parts tie."""
    left, done, ready, steps = list(situation.pieces), set[str](), list[Piece](), list[WorkingStep]()
    while left:
        ready += [piece for piece in left if piece not in ready and done.issuperset(piece.needs)]
        ranked = sorted(ready, key=lambda piece: piece.minutes)
        if not ranked or (len(ranked) > 1 and ranked[0].minutes == ranked[1].minutes):
            raise InvalidInput("These parts have no single order.", hint="Needs are circular, unknown or tied.")
        steps.append(WorkingStep(ranked[0], tuple(ready)))
        left.remove(ranked[0])
        ready.remove(ranked[0])
        done.add(ranked[0].title)
    return WorkingOrder(tuple(steps))


def overlapping_pairs(bookings: tuple[Booking, ...]) -> tuple[tuple[Booking, Booking], ...]:
    """Every pair of bookings that wants the resource at the same time, in the order of the calendar."""
    ordered = sorted(bookings, key=lambda booking: (booking.start, booking.end))
    return tuple(
        (one, other)
        for index, one in enumerate(ordered)
        for other in ordered[index + 1 :]
        if overlaps(one.start, one.end, other.start, other.end)
    )


def is_free(alternative: Alternative, booking: Booking) -> bool:
    """True when the alternative can take the booking at its own time."""
    return alternative.free_from <= booking.start and booking.end <= alternative.free_until


def resolve(situation: Clash) -> Move:
    """The move that mends the clash. Raises InvalidInput where there is not exactly one."""
    pairs = overlapping_pairs(situation.bookings)
    if len(pairs) != 1 or pairs[0][0].size == pairs[0][1].size:
        raise InvalidInput("There is not one clash to resolve here.", hint="Exactly two bookings must overlap.")
    blocked: list[Booking] = []
    for booking in sorted(pairs[0], key=lambda held: held.size):
        free = [other for other in situation.alternatives if is_free(other, booking)]
        if len(free) > 1:
            raise InvalidInput("Several places are free for the same booking.", hint="One must be the only choice.")
        if free:
            return Move(pairs[0], booking, free[0], tuple(blocked))
        blocked.append(booking)
    raise InvalidInput("No place is free for either booking.", hint="Add an alternative.")


def solve(situation: Situation) -> Solution:
    """The exact solution. Raises InvalidInput where the situation has none or more than one."""
    if isinstance(situation, Priorities):
        return first_duty(situation)
    if isinstance(situation, Opening):
        return earliest_slot(situation)
    if isinstance(situation, Project):
        return working_order(situation)
    return resolve(situation)
