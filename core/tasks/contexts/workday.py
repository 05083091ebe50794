# SPDX-License-Identifier: Apache-2.0
"""The workday maker: solvable, balanced situations of one kind, fenced so that no two splits can share one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.domain.tasks import Difficulty, Split, Truth
from core.domain.workday.clock import DAY
from core.domain.workday.dice import Dice
from core.domain.workday.situations import Clash, Opening, Priorities, Situation, situation_to_json
from core.domain.workday.solver import LatestStart, first_duty, resolve
from core.domain.workday.text import HOUSE, OTHER, situation_text
from core.domain.workday.truths import truth_of
from core.errors import InvalidInput
from core.tasks.contexts.base import MadeContext
from core.tasks.contexts.domains import Domain, domains
from core.tasks.contexts.draws import (
    OOD_SIZES,
    SIZES,
    Size,
    draw_clash,
    draw_opening,
    draw_priorities,
    draw_project,
)

_GATED_SHARE = 0.4
_GATED = frozenset(
    (
        "earliest_deadline",
        "longest",
        "without_meetings",
        "longest_window",
        "shortest_first",
        "fewest_needs",
        "listed_when_ready",
        "fewest_of_all",
    )
)
_MOST_THROWS = 20_000
_DRAWS: dict[str, Callable[[Dice, Domain, Size, Difficulty], Situation]] = {
    "prioritization": draw_priorities,
    "scheduling": draw_opening,
    "decomposition": draw_project,
    "conflict_resolution": draw_clash,
}


@dataclass(frozen=True, slots=True)
class WorkdayMaker:
    """Makes workday situations of one kind."""

    kind: str
    label: str
    help: str
    answer_form: str

    @property
    def name(self) -> str:
        """Identifier in the contexts catalog."""
        return f"workday.{self.kind}"

    def make(self, *, seed: str, split: Split, difficulty: Difficulty, is_reserved: bool = False) -> MadeContext:
        """Throw until a situation is solvable, lies on its side of the fence and gives lazy rules no free hit."""
        dice = Dice(self.name, split.value, difficulty.value, is_reserved, seed)
        is_ood = split is Split.OOD
        size = (OOD_SIZES if is_ood else SIZES)[self.kind][difficulty]
        domain = dice.pick(domains(is_ood=is_ood))
        allowed = _Allowance(dice)
        for _ in range(_MOST_THROWS):
            situation = _DRAWS[self.kind](dice, domain, size, difficulty)
            truth = _solved(situation)
            if (
                truth is None
                or _is_too_hard(situation, difficulty, is_ood=is_ood)
                or not allowed.grants(truth)
                or not _is_within_the_day(situation, is_ood=is_ood)
            ):
                continue
            if fence(situation) == _side(split, is_reserved=is_reserved):
                text = situation_text(situation, OTHER if is_ood else HOUSE)
                return MadeContext(situation_to_json(situation), domain.name, text, truth)
        raise RuntimeError(f"{self.name} found no situation for seed {seed}")


class _Allowance:
    """Which lazy rules may be right in this situation; rules that would often be are let through in a share of them.

    Rules that only look at places (first, last, now) need no gate: the draws put the answer anywhere with equal chance.
    """

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._granted: dict[str, bool] = {}

    def grants(self, truth: Truth) -> bool:
        """True when every rule that is right here may be; the throw for a rule is made once."""
        shortcuts: Mapping[str, Any] = truth.shortcuts
        for name in shortcuts:
            if name not in self._granted:
                self._granted[name] = name not in _GATED or self._dice.chance(_GATED_SHARE)
        return all(self._granted[name] for name, conclusion in shortcuts.items() if conclusion in truth.accepted)


def fence(situation: Situation) -> str:
    """The side of the fence that a situation lies on for good: ``train``, ``held_out`` or ``reserved``."""
    digest = hashlib.sha256(situation_text(situation, HOUSE).encode()).digest()
    return ("train", "train", "held_out", "reserved")[digest[0] // 64]


def _side(split: Split, *, is_reserved: bool) -> str:
    """The side that problems of a split are taken from; out-of-distribution ones are apart by their words."""
    if is_reserved:
        return "reserved"
    return "train" if split is Split.OOD else split.value


def _solved(situation: Situation) -> Truth | None:
    try:
        return truth_of(situation)
    except InvalidInput:
        return None


def _is_too_hard(situation: Situation, difficulty: Difficulty, *, is_ood: bool) -> bool:
    """True for what known domains spare a student.

    That is a task which starts in a meeting and ends behind it, and, outside the hard level, a clash in which the
    larger booking has to move.
    """
    if isinstance(situation, Clash):
        return difficulty is not Difficulty.HARD and bool(resolve(situation).blocked)
    return not is_ood and isinstance(situation, Priorities) and any(map(_straddles, first_duty(situation).starts))


def _straddles(found: LatestStart) -> bool:
    return any(end > hit.end for end, hit in zip(found.ends, found.hits, strict=False))


def _is_within_the_day(situation: Situation, *, is_ood: bool) -> bool:
    """True when nothing but a deadline lies before 07:00 or after 20:00; known bookings begin at 10:00."""
    times: list[int] = []
    if isinstance(situation, Opening) and situation.duty.due > 21 * 60:
        return False
    if isinstance(situation, Opening | Priorities):
        times += [time for meeting in situation.meetings for time in (meeting.start, meeting.end)]
    if isinstance(situation, Clash):
        times += [time for booking in situation.bookings for time in (booking.start, booking.end)]
        ends = [time for place in situation.alternatives for time in (place.free_from, place.free_until)]
        times += [time for time in ends if 0 < time < DAY]
    first = 10 * 60 if isinstance(situation, Clash) and not is_ood else 7 * 60
    return all(first <= time <= 20 * 60 for time in times)
