# SPDX-License-Identifier: Apache-2.0
"""What is provably true of a situation, as claims, conclusions and an expected call that matchers can test."""

from __future__ import annotations

from core.domain.tasks import MOVE_MARK, ORDER_MARK, Claim, ClaimKind, ConclusionForm, Truth
from core.domain.workday.clock import between, clock, span
from core.domain.workday.shortcuts import shortcuts_of
from core.domain.workday.situations import Clash, Opening, Priorities, Project, Situation
from core.domain.workday.solver import EarliestSlot, FirstDuty, Move, WorkingOrder, solve
from core.domain.workday.telling import call_for

_OVERLAP_WORDS = ("overlap", "clash", "conflict", "collide", "double-book", "double book", "same time")
_FREE_WORDS = ("free", "available", "open", "fits", "unoccupied", "not taken", "vacant")


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
    claims = _move_claims(solution)
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
    """About the chosen window alone: how many of the others a trace goes through is a matter of style."""
    chosen = solution.chosen
    start, finish = clock(chosen.start), clock(chosen.finish)
    return (
        Claim("buffer_awareness", (start,), (clock(chosen.end),)),
        Claim("duration_estimation", (start, f"{span(situation.duty.minutes)} h"), (finish,)),
        Claim("constraint_satisfaction", (finish,), (clock(situation.duty.due),)),
    )


def _order_claims(situation: Project, solution: WorkingOrder) -> tuple[Claim, ...]:
    claims = [Claim("task_analysis", (piece.title,), (f"{span(piece.minutes)} h",)) for piece in situation.pieces]
    for piece in situation.pieces:
        for need in piece.needs:
            claims.append(Claim("dependency_identification", (piece.title, need), (), ClaimKind.LINK))
    claims.append(Claim("sequencing", solution.titles, (), ClaimKind.ORDER))
    return tuple(claims)


def _move_claims(solution: Move) -> tuple[Claim, ...]:
    """About the two that overlap and the place that is chosen; the rest of the calendar is a matter of style."""
    one, other = solution.pair
    mover, stayer, target = solution.mover, solution.stayer, solution.target.name
    both = (mover.title, stayer.title)
    return (
        Claim("resource_awareness", (one.title, other.title), _OVERLAP_WORDS),
        Claim("resource_awareness", (target,), _FREE_WORDS),
        Claim("trade_off_analysis", both, (str(mover.size),)),
        Claim("trade_off_analysis", both, (str(stayer.size),)),
        Claim("recommendation", (mover.title,), (target,)),
    )
