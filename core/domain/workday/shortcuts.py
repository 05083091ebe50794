# SPDX-License-Identifier: Apache-2.0
"""Lazy rules that answer without reasoning: what each would conclude, so that none may pass for wisdom."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.domain.tasks import MOVE_MARK, ORDER_MARK
from core.domain.workday.clock import between
from core.domain.workday.dice import Dice
from core.domain.workday.situations import Booking, Clash, Opening, Piece, Priorities, Project, Situation
from core.domain.workday.solver import free_windows, is_free, overlapping_pairs


def shortcuts_of(situation: Situation) -> dict[str, str]:
    """Name of the lazy rule -> its conclusion in normal form."""
    dice = Dice("lazy", repr(situation))
    if isinstance(situation, Priorities):
        return _priorities(situation, dice)
    if isinstance(situation, Opening):
        return _opening(situation, dice)
    if isinstance(situation, Project):
        return _project(situation, dice)
    return _clash(situation, dice)


def _priorities(situation: Priorities, dice: Dice) -> dict[str, str]:
    duties = situation.duties
    return {
        "first_named": duties[0].title,
        "last_named": duties[-1].title,
        "earliest_deadline": min(duties, key=lambda duty: duty.due).title,
        "longest": max(duties, key=lambda duty: duty.minutes).title,
        "shortest": min(duties, key=lambda duty: duty.minutes).title,
        "without_meetings": min(duties, key=lambda duty: duty.due - duty.minutes).title if situation.meetings else "",
        "random": dice.pick(duties).title,
    }


def _opening(situation: Opening, dice: Dice) -> dict[str, str]:
    length = situation.duty.minutes
    windows = free_windows(situation)
    gaps = free_windows(Opening(situation.now, situation.duty, 0, situation.meetings))
    without = next((gap for gap in gaps if gap.fits), gaps[-1])
    starts = {
        "now": situation.now,
        "after_first_meeting": situation.meetings[0].end + situation.buffer,
        "after_last_meeting": situation.meetings[-1].end + situation.buffer,
        "without_buffer": without.start,
        "latest": situation.duty.due - length,
        "longest_window": max(windows, key=lambda window: window.end - window.start).start,
        "random": dice.pick(windows).start,
    }
    return {name: between(start, start + length) for name, start in starts.items()}


def _project(situation: Project, dice: Dice) -> dict[str, str]:
    pieces = situation.pieces
    by_length = sorted(pieces, key=lambda piece: piece.minutes)
    orders: dict[str, Sequence[Piece]] = {
        "as_listed": pieces,
        "reversed": pieces[::-1],
        "shortest_first": by_length,
        "longest_first": by_length[::-1],
        "fewest_needs": sorted(pieces, key=lambda piece: len(piece.needs)),
        "listed_when_ready": _when_ready(pieces),
        "random": dice.shuffled(pieces),
    }
    return {name: ORDER_MARK.join(piece.title for piece in order) for name, order in orders.items()}


def _when_ready(pieces: Sequence[Piece]) -> list[Piece]:
    """Keep to the needs and take the first listed among the ready ones."""
    left, done = list(pieces), set[str]()
    order: list[Piece] = []
    while left:
        piece = next((held for held in left if done.issuperset(held.needs)), left[0])
        left.remove(piece)
        done.add(piece.title)
        order.append(piece)
    return order


def _clash(situation: Clash, dice: Dice) -> dict[str, str]:
    places = situation.alternatives
    pair = overlapping_pairs(situation.bookings)[0]
    smaller = min(pair, key=lambda booking: booking.size)
    fewest = min(situation.bookings, key=lambda booking: booking.size)

    def free(booking: Booking) -> str:
        return next((place.name for place in places if is_free(place, booking)), places[0].name)

    def move(booking: Booking, where: Callable[[Booking], str]) -> str:
        return f"{booking.title}{MOVE_MARK}{where(booking)}"

    return {
        "first_named": move(situation.bookings[0], free),
        "last_named": move(situation.bookings[-1], free),
        "fewest_of_all": move(fewest, free),
        "earlier_of_two": move(pair[0], lambda _: places[0].name),
        "later_of_two": move(pair[1], lambda _: places[0].name),
        "smaller_to_first_place": move(smaller, lambda _: places[0].name),
        "smaller_to_last_place": move(smaller, lambda _: places[-1].name),
        "random": move(dice.pick(situation.bookings), lambda _: dice.pick(places).name),
    }
