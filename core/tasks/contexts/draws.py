# SPDX-License-Identifier: Apache-2.0
"""Raw draws of workday situations: plausible, not yet solvable or balanced; the maker throws until one is both.

Known domains keep to afternoons, full hours and sizes below 10 where they can, so that telling which of two comes first
takes a look at one digit: a small student learns that from few examples. Foreign domains use the whole day and bigger
numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.tasks import Difficulty
from core.domain.workday.clock import HALF_HOUR
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
)
from core.tasks.contexts.domains import Domain


@dataclass(frozen=True, slots=True)
class Size:
    """How big a situation of one difficulty is: named things, and fixed things in their way."""

    things: int
    fixed: int


SIZES: dict[str, dict[Difficulty, Size]] = {
    "prioritization": {Difficulty.EASY: Size(3, 0), Difficulty.MEDIUM: Size(4, 0), Difficulty.HARD: Size(4, 1)},
    "scheduling": {Difficulty.EASY: Size(1, 2), Difficulty.MEDIUM: Size(1, 3), Difficulty.HARD: Size(1, 4)},
    "decomposition": {Difficulty.EASY: Size(3, 0), Difficulty.MEDIUM: Size(4, 0), Difficulty.HARD: Size(5, 0)},
    "conflict_resolution": {Difficulty.EASY: Size(3, 2), Difficulty.MEDIUM: Size(4, 2), Difficulty.HARD: Size(4, 3)},
}
OOD_SIZES: dict[str, dict[Difficulty, Size]] = {
    "prioritization": {Difficulty.EASY: Size(5, 0), Difficulty.MEDIUM: Size(5, 1), Difficulty.HARD: Size(6, 2)},
    "scheduling": {Difficulty.EASY: Size(1, 5), Difficulty.MEDIUM: Size(1, 5), Difficulty.HARD: Size(1, 5)},
    "decomposition": {Difficulty.EASY: Size(6, 0), Difficulty.MEDIUM: Size(6, 0), Difficulty.HARD: Size(7, 0)},
    "conflict_resolution": {Difficulty.EASY: Size(5, 2), Difficulty.MEDIUM: Size(5, 3), Difficulty.HARD: Size(6, 4)},
}


def draw_priorities(dice: Dice, domain: Domain, size: Size, difficulty: Difficulty) -> Priorities:
    """Duties of different lengths with different deadlines, on the full hour unless the domain is a foreign one."""
    now = dice.between(8 * 60, 9 * 60, step=HALF_HOUR)
    titles = dice.some(domain.tasks, size.things)
    lengths = dice.some(range(HALF_HOUR, 210, HALF_HOUR), size.things)
    hours = range(11 * 60, 18 * 60 + HALF_HOUR, HALF_HOUR) if domain.is_ood else range(13 * 60, 20 * 60, 60)
    deadlines = dice.some(hours, size.things)
    duties = tuple(map(Duty, titles, lengths, deadlines))
    if domain.is_ood or not size.fixed:
        return Priorities(now, duties, _draw_meetings(dice, domain, size.fixed, earliest=10 * 60))
    start = 60 * dice.between(13, 16)
    return Priorities(now, duties, (Meeting(dice.pick(domain.meetings), start, start + 60 * dice.between(1, 2)),))


def _draw_meetings(dice: Dice, domain: Domain, count: int, *, earliest: int) -> tuple[Meeting, ...]:
    """Meetings of half an hour to an hour and a half that do not touch one another."""
    meetings: list[Meeting] = []
    cursor = earliest
    for title in dice.some(domain.meetings, count):
        start = cursor + dice.between(0, 180, step=HALF_HOUR)
        meetings.append(Meeting(title, start, start + dice.between(30, 90, step=HALF_HOUR)))
        cursor = meetings[-1].end + HALF_HOUR
    return tuple(meetings)


def draw_opening(dice: Dice, domain: Domain, size: Size, difficulty: Difficulty) -> Opening:
    """A day of windows, of which the one that fits first is anywhere with equal chance.

    Up to three meetings, windows begin and end on the full hour; with more, on the half hour, and they are narrower.
    """
    is_full = size.fixed > 3
    step = HALF_HOUR if is_full else 60
    now = dice.between(7 * 60, 8 * 60, step=HALF_HOUR) if is_full else 60 * dice.between(8, 10)
    need = dice.between(60, 120, step=HALF_HOUR) if is_full else dice.pick((90, 150) if size.fixed < 3 else (90,))
    fitting = dice.below(size.fixed + 1)
    too_short, long_enough = (need - 1) // step, -(-need // step)
    cursor, meetings = now, []
    for index, title in enumerate(dice.some(domain.meetings, size.fixed)):
        if index == fitting:
            window = step * (long_enough + dice.below(2))
        else:
            window = step * dice.between(1, min(2, too_short) if index < fitting else 4)
        start = cursor + window + HALF_HOUR
        meetings.append(Meeting(title, start, start + step))
        cursor = meetings[-1].end + HALF_HOUR
    last = long_enough + dice.below(2) if fitting == size.fixed else dice.between(1, 4)
    return Opening(now, Duty(dice.pick(domain.tasks), need, cursor + step * last), HALF_HOUR, tuple(meetings))


def draw_project(dice: Dice, domain: Domain, size: Size, difficulty: Difficulty) -> Project:
    """Parts of different lengths that need parts before them in a hidden order."""
    titles = dice.some(domain.parts, size.things)
    lengths = dice.some(range(HALF_HOUR, 270, HALF_HOUR), size.things)
    share = 0.9 if difficulty is Difficulty.EASY else 0.75
    pieces: list[Piece] = []
    for index, title in enumerate(titles):
        limit = 2 if difficulty is Difficulty.HARD and dice.chance(0.3) else 1
        count = min(index, limit) if index and dice.chance(share) else 0
        needs = sorted(dice.some(titles[:index], count), key=titles.index)
        pieces.append(Piece(title, lengths[index], tuple(needs)))
    return Project(dice.pick(domain.projects), tuple(dice.shuffled(pieces)))


def draw_clash(dice: Dice, domain: Domain, size: Size, difficulty: Difficulty) -> Clash:
    """Bookings in the order of the calendar, two neighbours of which overlap, and places that are free for a while.

    Known domains keep to the full hour.
    """
    step = HALF_HOUR if domain.is_ood else 60
    titles = dice.some(domain.bookings, size.things)
    sizes = dice.some(range(2, 25 if domain.is_ood else 10), size.things)
    crossing = dice.between(1, size.things - 1)
    cursor = dice.between(8 * 60, 9 * 60, step=HALF_HOUR) if domain.is_ood else 60 * dice.between(10, 11)
    bookings: list[Booking] = []
    for index, title in enumerate(titles):
        start = cursor - step if index == crossing else cursor + step * dice.below(3) * bool(index)
        end = start + dice.between(60, 120, step=step)
        bookings.append(Booking(title, start, end, sizes[index]))
        cursor = max(cursor, end)
    names = [f"{domain.resource} {number}" for number in dice.some(range(1, 10), size.fixed + 1)]
    places = tuple(_draw_place(dice, name, bookings[crossing - 1 : crossing + 1], step) for name in names[1:])
    return Clash(names[0], domain.unit, tuple(bookings), places)


def _draw_place(dice: Dice, name: str, pair: list[Booking], step: int) -> Alternative:
    """A place that gets free, or stops being free, around the time of the pair."""
    if dice.chance(0.5):
        return Alternative(name, free_from=pair[0].start + step * dice.between(-1, 3))
    return Alternative(name, free_until=pair[1].end - step * dice.between(-1, 3))
