# SPDX-License-Identifier: Apache-2.0
"""How fast a day of review goes: decided traces and the usual time for one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from itertools import pairwise
from statistics import median

from core.domain.reviews import Act, Verdict

PAUSE_S = 600.0
"""Ten minutes without a decision are a break and say nothing about the pace."""


def start_of_day(now: datetime) -> datetime:
    """Midnight of the caller's day, in the caller's time zone."""
    return datetime.combine(now.date(), time.min, tzinfo=now.tzinfo)


def decided_count(done: Sequence[tuple[Act, tuple[Verdict, ...]]]) -> int:
    """How many traces got a verdict; skipping is none."""
    return len(
        {
            trace_id
            for act, verdicts in done
            for trace_id, verdict in zip(act.trace_ids, verdicts, strict=True)
            if verdict is not Verdict.SKIP
        }
    )


def median_seconds(done: Sequence[tuple[Act, tuple[Verdict, ...]]]) -> float | None:
    """Median seconds between a decision and the one before it by the same person; None without two in a row.

    Decisions on many traces at once end a gap but have none of their own: nobody read them one by one.
    """
    by_reviewer: dict[str, list[Act]] = {}
    for act, _verdicts in done:
        by_reviewer.setdefault(act.reviewer, []).append(act)
    gaps = [
        (later.at - earlier.at).total_seconds()
        for acts in by_reviewer.values()
        for earlier, later in pairwise(acts)
        if len(later.trace_ids) == 1
    ]
    counted = [gap for gap in gaps if 0 < gap < PAUSE_S]
    return median(counted) if counted else None
