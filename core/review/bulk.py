# SPDX-License-Identifier: Apache-2.0
"""One verdict on everything that a filter lets through: in parts, as a job that can be stopped, and as one act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.domain.codec import to_json
from core.domain.jobs import Lane
from core.domain.json import JsonObject
from core.domain.reviews import Act, ActKind, SkipTo, Verdict
from core.domain.traces import TraceFilter, TraceId
from core.errors import InvalidInput, JobCancelled
from core.jobs.reporter import Reporter
from core.review.acts import add_act, decide_on
from core.review.verdicts import VERDICT_WORDS, label
from core.store.rows import in_chunks
from core.store.store import Store

PART = 10_000
"""Traces in one transaction: others can write in between, and a stop is heard."""


@dataclass(frozen=True, slots=True)
class BulkDecision:
    """The job: a verdict on all traces of a filter as they are when it begins."""

    store: Store
    now: Callable[[], datetime]
    wanted: TraceFilter
    verdict: Verdict
    reasons: tuple[str, ...]
    note: str
    reviewer: str
    title: str
    skip_to: SkipTo = SkipTo.ME
    kind: str = "review.decide"
    lane: Lane = Lane.DISK

    @property
    def spec(self) -> JsonObject:
        """The filter and the verdict."""
        return {"wanted": to_json(self.wanted), "verdict": self.verdict.value, "reviewer": self.reviewer}

    def run(self, report: Reporter) -> JsonObject:
        """Decide part by part; a stop keeps what was decided, as an act that undo takes back.

        Raises:
            JobCancelled: the user stopped it.
            InvalidInput: the filter lets nothing through.
        """
        with self.store.read() as unit:
            ids = unit.queue.ids(self.wanted)
        if not ids:
            raise InvalidInput("No trace fits this filter any more.", hint="Choose another filter.")
        act, done = None, 0
        for part in in_chunks(ids, PART):
            if report.is_cancelled:
                self._stopped(act, ids[:done])
            act = self._decide(act, part, ids)
            done += len(part)
            report.progress(done, len(ids), f"{done:,} of {len(ids):,}")
        return {"act": act.id if act is not None else None, "count": done}

    def _decide(self, act: Act | None, part: tuple[TraceId, ...], ids: tuple[TraceId, ...]) -> Act:
        with self.store.begin() as unit:
            if act is None:
                word = VERDICT_WORDS[self.verdict]
                act = add_act(unit, ActKind.DECIDE, word, ids=ids, reviewer=self.reviewer, at=self.now())
            decide_on(unit, act, part, self.verdict, reasons=self.reasons, note=self.note, skip_to=self.skip_to)
        return act

    def _stopped(self, act: Act | None, done: tuple[TraceId, ...]) -> None:
        """Call the act by what it came to, and end. Raises JobCancelled."""
        if act is not None:
            with self.store.begin() as unit:
                unit.reviews.relabel(act.id, label(VERDICT_WORDS[self.verdict], done))
        raise JobCancelled
