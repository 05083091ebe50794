# SPDX-License-Identifier: Apache-2.0
"""What is provably true of a situation, as claims, conclusions and an expected call that matchers can test."""

from __future__ import annotations

from core.domain.tasks import MOVE_MARK, ORDER_MARK, Claim, ClaimKind, ConclusionForm, Truth
from core.domain.workday.clock import between, clock, span
from core.domain.workday.shortcuts import shortcuts_of
from core.domain.workday.situations import Clash, Opening, Priorities, Project, Situation
from core.domain.workday.solver import EarliestSlot, FirstDuty, Move, WorkingOrder, is_free, solve
from core.domain.workday.telling import call_for
from core.domain.workday.telling_light import places_tried

_OVERLAP_WORDS = ("overlap", "clash", "conflict", "collide", "double-book", "double book", "same time")
_FREE_WORDS = ("free", "available", "open", "fits", "unoccupied", "not taken", "vacant")
_TAKEN_WORDS = (
    "taken",
    "busy",
    "booked",
    "occupied",
    "clash",
    "overlap",
    "conflict",
    "not free",
    "unavailable",
    "too late",
    "too early",
    "cannot",
    "does not fit",
)


def truth_of(situation: Situation) -> Truth:
    """Solve the situation and say what a right answer to it contains. Raises InvalidInput where it has no solution."""
    solution = solve(situation)
    call, shortcuts = call_for(situation, solution), dict(shortcuts_of(situation))
    shortcuts = {name: conclusion for name, conclusion in shortcuts.items() if conclusion}
    if isinstance(situation, Priorities) and isinstance(solution, FirstDuty):
        title = solution.chosen.duty.title
        names = tuple(duty.title for duty in situation.duties)
        claims = _priority_claims(solution)
        return Truth(title, (title,), claims, call, shortcuts, ConclusionForm.CHOICE, names)
    if isinstance(situation, Opening) and isinstance(solution, EarliestSlot):
        slot = between(solution.chosen.start, solution.chosen.finish)
        accepted = (slot, clock(solution.chosen.start))
        claims = _slot_claims(situation, solution)
        return Truth(slot, accepted, claims, call, shortcuts, ConclusionForm.SLOT)
    if isinstance(situation, Project) and isinstance(solution, WorkingOrder):
        order = ORDER_MARK.join(solution.titles)
        names = tuple(piece.title for piece in situation.pieces)
        claims = _order_claims(situation, solution)
        return Truth(order, (order,), claims, call, shortcuts, ConclusionForm.ORDER, names)
    assert isinstance(situation, Clash) and isinstance(solution, Move)
    move = f"{solution.mover.title}{MOVE_MARK}{solution.target.name}"
    names = tuple(booking.title for booking in situation.bookings)
    places = tuple(place.name for place in situation.alternatives)
    claims = _move_claims(situation, solution)
    return Truth(move, (move,), claims, call, shortcuts, ConclusionForm.MOVE, names, places)


def _priority_claims(solution: FirstDuty) -> tuple[Claim, ...]:
    claims = []
    for found in solution.starts:
        title = (found.duty.title,)
        claims.append(Claim("time_estimation", title, (f"{span(found.duty.minutes)} h",)))
        claims.append(Claim("deadline_awareness", title, (clock(found.duty.due),)))
        claims.append(Claim("priority_logic", title, (clock(found.start),)))
    return tuple(claims)


def _slot_claims(situation: Opening, solution: EarliestSlot) -> tuple[Claim, ...]:
    claims = []
    for window in solution.windows:
        claims.append(Claim("buffer_awareness", (clock(window.start),), (clock(window.end),)))
        worked = (clock(window.start), f"{span(situation.duty.minutes)} h")
        claims.append(Claim("duration_estimation", worked, (clock(window.finish),)))
    chosen = solution.chosen
    claims.append(Claim("constraint_satisfaction", (clock(chosen.finish),), (clock(situation.duty.due),)))
    return tuple(claims)


def _order_claims(situation: Project, solution: WorkingOrder) -> tuple[Claim, ...]:
    claims = [Claim("task_analysis", (piece.title,), (f"{span(piece.minutes)} h",)) for piece in situation.pieces]
    for piece in situation.pieces:
        for need in piece.needs:
            claims.append(Claim("dependency_identification", (piece.title, need), (), ClaimKind.LINK))
    claims.append(Claim("sequencing", solution.titles, (), ClaimKind.ORDER))
    return tuple(claims)


def _move_claims(situation: Clash, solution: Move) -> tuple[Claim, ...]:
    one, other = solution.pair
    claims = [Claim("resource_awareness", (one.title, other.title), _OVERLAP_WORDS)]
    for place in places_tried(situation, solution.mover):
        words = _FREE_WORDS if is_free(place, solution.mover) else _TAKEN_WORDS
        claims.append(Claim("resource_awareness", (place.name,), words))
    claims.append(Claim("trade_off_analysis", (solution.mover.title,), (str(solution.mover.size),)))
    claims.append(Claim("trade_off_analysis", (str(solution.mover.size),), (str(solution.stayer.size),)))
    claims.append(Claim("recommendation", (solution.mover.title,), (solution.target.name,)))
    return tuple(claims)
