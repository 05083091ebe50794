# SPDX-License-Identifier: Apache-2.0
"""A workspace with very many traces, made once and kept under ``.bench`` until what it is made of changes."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from core.domain.reviews import Verdict
from core.domain.traces import NewTrace, TraceId
from core.studio import Studio

TRACES = 100_000
ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".bench"

_PROBLEMS = 1_000
_AT_ONCE = 5_000
_SINGLES = 1_000
_BATCH = 100
_MADE_OF = ("core/store/tables.py", "core/store/trace_rows.py", "tests/bench/many.py")
_SHARES = ((Verdict.ACCEPT, 0.5), (Verdict.REJECT, 0.1), (Verdict.SKIP, 0.02))


def many_traces() -> Path:
    """The folder of the workspace; making it takes about half a minute, finding it nothing."""
    source = b"".join((ROOT / name).read_bytes() for name in _MADE_OF)
    name = f"traces-{hashlib.sha256(source).hexdigest()[:12]}"
    if not (KEPT / name).is_dir():
        for stale in KEPT.glob("traces-*"):
            shutil.rmtree(stale)
        sys.stderr.write(f"making a workspace with {TRACES:,} traces ...\n")
        fill(KEPT / "part", TRACES)
        (KEPT / "part").rename(KEPT / name)
    return KEPT / name


def fill(folder: Path, count: int) -> None:
    """Make a workspace with that many traces; most are reviewed, some one by one, the others in batches."""
    shutil.rmtree(folder, ignore_errors=True)
    studio = Studio.open(folder, create=True)
    originals = planned_traces(studio, _PROBLEMS)
    for start in range(len(originals), count, _AT_ONCE):
        with studio.store.begin() as unit:
            unit.traces.insert_many(copies(originals, start, min(start + _AT_ONCE, count)))
    _review(studio, studio.review.ids())
    studio.close()


def planned_traces(studio: Studio, count: int) -> Sequence[NewTrace]:
    """What the built-in planner answers to so many problems, as it is kept."""
    problems = studio.tasks.sample(n=count, seed=1)
    studio.jobs.wait(studio.generation.start(problems, teacher="planner"), timeout_s=600)
    with studio.store.read() as unit:
        return [trace.original for trace in unit.traces.many(studio.review.ids())]


def copies(originals: Sequence[NewTrace], start: int, end: int) -> list[tuple[NewTrace, str]]:
    """The originals again and again, each under a key and a title of its own."""
    return [
        (dataclasses.replace(originals[at % len(originals)], request_key=f"bench-{at}", job_id=None), f"Trace {at}")
        for at in range(start, end)
    ]


def _review(studio: Studio, ids: Sequence[TraceId]) -> None:
    """Give verdicts on the oldest, as people would: the first ones singly, the rest by batches."""
    for trace_id in ids[:_SINGLES]:
        studio.review.decide((trace_id,), Verdict.ACCEPT, reviewer="bench")
    left = iter(ids[_SINGLES:])
    for verdict, share in _SHARES:
        for _ in range(int(len(ids) * share) // _BATCH):
            batch = [trace_id for _, trace_id in zip(range(_BATCH), left, strict=False)]
            studio.review.decide(batch, verdict, reviewer="bench")
