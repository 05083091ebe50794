# SPDX-License-Identifier: Apache-2.0
"""How long the first page of every kind of filter takes, in every order, and a search; counts apart."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from core.domain.traces import WAITING, Bounds, TraceFilter, TraceOrder, TraceState
from core.studio import Studio
from tests.bench.row import Row
from tests.bench.very_many import NAME

TIMES = 3
PAGE = 200
CATEGORIES = ("decomposition", "scheduling", "conflict_resolution", "prioritization")
"""The categories as a report orders them by their gaps."""
WORDS = ("deadline", "pasta", "“chop vegetables”", "latest start", "whip -cream", "veg*", "cream pasta chop")


def filters() -> dict[str, TraceFilter]:
    """One filter of every kind, and some together."""
    now = datetime.now(UTC)
    return {
        "nothing": TraceFilter(),
        "to review": TraceFilter(states=WAITING),
        "accepted": TraceFilter(states=(TraceState.ACCEPTED,)),
        "needs work": TraceFilter(states=(TraceState.NEEDS_WORK,)),
        "decided": TraceFilter(states=(TraceState.ACCEPTED, TraceState.EDITED, TraceState.REJECTED)),
        "task": TraceFilter(task_types=("scheduling",)),
        "difficulty": TraceFilter(difficulties=("hard",)),
        "teacher": TraceFilter(teachers=("west",)),
        "no such teacher": TraceFilter(teachers=("nobody",)),
        "split": TraceFilter(splits=("train",)),
        "no such split": TraceFilter(splits=("held_out",)),
        "flagged": TraceFilter(is_flagged=True),
        "not flagged": TraceFilter(is_flagged=False),
        "job": TraceFilter(job_id=1),
        "reviewer": TraceFilter(reviewers=("Bo",)),
        "reason": TraceFilter(reasons=("unclear",)),
        "two reasons": TraceFilter(reasons=("unclear", "wrong")),
        "tag": TraceFilter(tags=("hard",)),
        "finding": TraceFilter(findings=("repetition",)),
        "draft": TraceFilter(has_draft=True),
        "last hour": TraceFilter(since=now - timedelta(hours=1)),
        "before": TraceFilter(until=now - timedelta(hours=8)),
        "never": TraceFilter(since=now + timedelta(days=1)),
        "length": TraceFilter(length=Bounds(400, 420)),
        "longer than any": TraceFilter(length=Bounds(100_000, None)),
        "cost": TraceFilter(cost_usd=Bounds(0.006, None)),
        "dearer than any": TraceFilter(cost_usd=Bounds(1.0, None)),
        "confidence": TraceFilter(confidence=Bounds(0.9, None)),
        "little confidence": TraceFilter(confidence=Bounds(None, 0.05)),
        "rating": TraceFilter(rating=Bounds(4, 5)),
        "task and teacher": TraceFilter(states=WAITING, task_types=("scheduling",), teachers=("batch",)),
        "teacher with none waiting": TraceFilter(states=WAITING, teachers=("north",)),
        "flagged and decided": TraceFilter(states=(TraceState.ACCEPTED,), is_flagged=True),
        "tag and task": TraceFilter(states=WAITING, task_types=("scheduling",), tags=("hard",)),
        "search and state": TraceFilter(states=WAITING, text="pasta"),
        "queue of one reviewer": TraceFilter(states=WAITING, asked_by="Ada"),
        "assigned to one": TraceFilter(states=WAITING, assignees=("Ada",), is_opinion_missing=True),
        "judged": TraceFilter(states=WAITING, judge_score=Bounds(None, 2)),
    }


def page_rows(folder: Path) -> list[Row]:
    """Ask the service that the window asks, each question some times."""
    studio = Studio.open(folder / NAME)
    review = studio.review
    pages: dict[str, list[float]] = {}
    for name, wanted in filters().items():
        for order in TraceOrder:
            ask = _asking(partial(review.queue, categories=CATEGORIES), wanted, order)
            pages[f"{name}, {order.value.replace('_', ' ')}"] = _times(ask)
    searches = {words: _times(_asking(review.queue, TraceFilter(text=words), TraceOrder.OLDEST)) for words in WORDS}
    counts = {name: _times(_counting(review.count, wanted), 1) for name, wanted in filters().items()}
    studio.close()
    return [
        _row("first page of a filter, p95", pages, 50),
        _row("first page of a search, p95", searches, 100),
        _row("count of a filter, p95", counts, None),
    ]


def _asking(queue: Callable[..., object], wanted: TraceFilter, order: TraceOrder) -> Callable[[], object]:
    return lambda: queue(replace(wanted), order=order, limit=PAGE)


def _counting(count: Callable[[TraceFilter], int], wanted: TraceFilter) -> Callable[[], object]:
    return lambda: count(wanted)


def _times(ask: Callable[[], object], times: int = TIMES) -> list[float]:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        found.append((time.perf_counter() - began) * 1_000)
    return found


def _row(what: str, asked: dict[str, list[float]], most: float | None) -> Row:
    """The 95th percentile over all questions, and the three that took longest."""
    every = [spent for times in asked.values() for spent in times]
    found = statistics.quantiles(every, n=20)[18]
    slow = sorted(asked, key=lambda name: -statistics.median(asked[name]))[:3]
    worst = "; ".join(f"{name} {statistics.median(asked[name]):.0f} ms" for name in slow)
    note = f"{len(asked)} questions, median {statistics.median(every):.1f} ms; slowest: {worst}"
    if most is None:
        return Row(what, found, "ms", note=note)
    return Row(what, found, "ms", f"under {most:g}", found < most, note)
