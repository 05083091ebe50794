# SPDX-License-Identifier: Apache-2.0
"""What was decided since midnight: counted once, then carried on by what is new, because a day may hold 100,000."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.domain.reviews import ActId, DecisionMoment
from core.store.store import Unit


@dataclass(frozen=True, slots=True)
class DayOfReview:
    """The decisions since a moment, of one reviewer or of all.

    Attributes:
        act, decision: the last ones that are counted in it.
        decided: traces that got a verdict which is not taken back; no skips.
    """

    act: ActId
    decision: int
    decided: int
    moments: dict[ActId, DecisionMoment]


class Today:
    """Remembers the counts of a day. Any thread: what is remembered is replaced whole."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._held: dict[tuple[datetime, str | None], DayOfReview] = {}

    def read(self, unit: Unit, since: datetime, reviewer: str | None) -> DayOfReview:
        """How the day stands; after an undo or a redo it is counted anew, else only what came behind."""
        act, decision = unit.day.newest()
        held = self._held.get((since, reviewer))
        if held is None or held.decision > decision or unit.day.is_taken_back_since(held.act):
            decided = unit.day.decided_since(since, reviewer)
            found = DayOfReview(act, decision, decided, unit.day.moments_since(since, reviewer))
        elif held.decision == decision:
            return held
        else:
            fresh = unit.day.decided_since(since, reviewer, behind=held.decision)
            later = unit.day.moments_since(since, reviewer, behind=held.decision)
            found = DayOfReview(act, decision, held.decided + fresh, _together(held.moments, later))
        self._held = {key: day for key, day in self._held.items() if key[0] == since} | {(since, reviewer): found}
        return found


def _together(held: dict[ActId, DecisionMoment], later: dict[ActId, DecisionMoment]) -> dict[ActId, DecisionMoment]:
    """Both; an act on very many traces goes on in several transactions, so its counts are added."""
    found = dict(held)
    for act_id, moment in later.items():
        before = found[act_id].trace_count if act_id in found else 0
        found[act_id] = DecisionMoment(moment.reviewer, moment.at, before + moment.trace_count)
    return found
