# SPDX-License-Identifier: Apache-2.0
"""How fast a day of review goes: the usual time for one trace, counted only while somebody is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from itertools import pairwise

from core.domain.reviews import DecisionMoment

PAUSE_S = 300.0
"""Five minutes without a decision are a break, in which nobody need have been there: they say nothing of the pace."""
LEAST_GAPS = 3
"""With fewer gaps than these a median is an accident."""


def start_of_day(now: datetime) -> datetime:
    """Midnight of the caller's day, in the caller's time zone."""
    return datetime.combine(now.date(), time.min, tzinfo=now.tzinfo)


def median_seconds(moments: Sequence[DecisionMoment]) -> float | None:
    """Median seconds between a decision and the one before it by the same person; breaks are left out.

    None where fewer than ``LEAST_GAPS`` are left.
    A decision on many traces at once begins the next gap but ends none: nobody read them one by one.
    """
    from statistics import median

    by_reviewer: dict[str, list[DecisionMoment]] = {}
    for moment in moments:
        by_reviewer.setdefault(moment.reviewer, []).append(moment)
    gaps = [
        (later.at - earlier.at).total_seconds()
        for made in by_reviewer.values()
        for earlier, later in pairwise(made)
        if later.trace_count == 1
    ]
    counted = [gap for gap in gaps if 0 < gap < PAUSE_S]
    return median(counted) if len(counted) >= LEAST_GAPS else None
