# SPDX-License-Identifier: Apache-2.0
"""The solver against brute force and against situations worked out by hand."""

from __future__ import annotations

from itertools import permutations

import pytest

from core.domain.tasks import Difficulty, Split
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
    situation_from_json,
)
from core.domain.workday.solver import earliest_slot, first_duty, resolve, working_order
from core.errors import InvalidInput
from core.tasks.contexts.catalog import CONTEXTS


def made(kind, count=60):
    maker = CONTEXTS[f"workday.{kind}"]
    for index in range(count):
        level = tuple(Difficulty)[index % 3]
        split = Split.OOD if index % 2 else Split.TRAIN
        yield situation_from_json(maker.make(seed=f"solver {index}", split=split, difficulty=level).data)


def collides(start, end, meetings, buffer=0):
    return any(start < held.end + buffer and held.start - buffer < end for held in meetings)


def test_that_the_latest_starts_agree_with_trying_every_minute():
    for situation in made("prioritization"):
        latest = {
            duty.title: max(
                start
                for start in range(duty.due - duty.minutes, -1, -1)
                if not collides(start, start + duty.minutes, situation.meetings)
            )
            for duty in situation.duties
        }
        solution = first_duty(situation)
        assert {found.duty.title: found.start for found in solution.starts} == latest
        assert latest[solution.chosen.duty.title] == min(latest.values())


def test_that_the_earliest_slot_agrees_with_trying_every_minute():
    for situation in made("scheduling"):
        need = situation.duty.minutes
        first = next(
            start
            for start in range(situation.now, situation.duty.due - need + 1)
            if not collides(start, start + need, situation.meetings, situation.buffer)
        )
        assert earliest_slot(situation).chosen.start == first


def test_that_the_working_order_is_the_only_permutation_that_keeps_both_rules():
    for situation in made("decomposition"):
        if len(situation.pieces) > 6:
            continue
        fitting = [order for order in permutations(situation.pieces) if keeps_both_rules(order)]
        assert [tuple(piece.title for piece in order) for order in fitting] == [working_order(situation).titles]


def keeps_both_rules(order):
    done = set()
    for index, piece in enumerate(order):
        ready = [other for other in order[index:] if set(other.needs) <= done]
        if piece not in ready or any(other.minutes < piece.minutes for other in ready):
            return False
        done.add(piece.title)
    return True


def test_that_the_move_leaves_no_overlap_and_nothing_smaller_could_move():
    for situation in made("conflict_resolution"):
        move = resolve(situation)
        rest = [booking for booking in situation.bookings if booking != move.mover]
        assert not any(
            one.start < other.end and other.start < one.end for one in rest for other in rest if one is not other
        )
        assert move.target.free_from <= move.mover.start
        assert move.mover.end <= move.target.free_until
        assert (move.mover.size < move.stayer.size) == (not move.blocked)


def test_that_two_meetings_push_a_latest_start_back_twice():
    meetings = (Meeting("a", 15 * 60, 16 * 60), Meeting("b", 13 * 60, 13 * 60 + 30))
    duties = (Duty("long", 120, 16 * 60 + 30), Duty("short", 30, 17 * 60))
    chosen = first_duty(Priorities(8 * 60, duties, meetings)).chosen
    assert (chosen.ends, chosen.start) == ((16 * 60 + 30, 15 * 60, 13 * 60), 11 * 60)


def test_that_a_task_that_ends_as_a_meeting_begins_does_not_collide():
    duties = (Duty("one", 60, 12 * 60), Duty("two", 60, 15 * 60))
    solution = first_duty(Priorities(8 * 60, duties, (Meeting("m", 12 * 60, 13 * 60),)))
    assert solution.chosen.hits == ()


def test_that_a_window_of_exactly_the_needed_length_fits():
    meetings = (Meeting("m", 10 * 60 + 30, 11 * 60),)
    solution = earliest_slot(Opening(9 * 60, Duty("t", 60, 18 * 60), 30, meetings))
    assert (solution.chosen.start, solution.chosen.finish) == (9 * 60, 10 * 60)


@pytest.mark.parametrize(
    ("solve", "situation"),
    [
        (first_duty, Priorities(480, (Duty("a", 60, 720), Duty("b", 30, 690)))),
        (first_duty, Priorities(700, (Duty("a", 60, 720), Duty("b", 30, 1000)))),
        (first_duty, Priorities(480, (Duty("a", 60, 720),))),
        (earliest_slot, Opening(480, Duty("a", 120, 600), 30, (Meeting("m", 500, 560),))),
        (working_order, Project("p", (Piece("a", 30, ("b",)), Piece("b", 60, ("a",))))),
        (working_order, Project("p", (Piece("a", 30, ("ghost",)),))),
        (working_order, Project("p", (Piece("a", 30), Piece("b", 30)))),
        (resolve, Clash("r", "u", (Booking("a", 0, 60, 3), Booking("b", 60, 90, 4)), (Alternative("s"),))),
        (resolve, Clash("r", "u", (Booking("a", 0, 60, 3), Booking("b", 30, 90, 3)), (Alternative("s"),))),
        (resolve, Clash("r", "u", (Booking("a", 0, 60, 3), Booking("b", 30, 90, 4)), (Alternative("s", 600),))),
        (
            resolve,
            Clash("r", "u", (Booking("a", 0, 60, 3), Booking("b", 30, 90, 4)), (Alternative("s"), Alternative("t"))),
        ),
    ],
)
def test_that_a_situation_without_one_solution_is_refused(solve, situation):
    with pytest.raises(InvalidInput) as caught:
        solve(situation)
    assert caught.value.hint
