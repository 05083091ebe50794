# SPDX-License-Identifier: Apache-2.0
"""One verdict on very many traces: in parts, as a job that can be stopped, and as one act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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
from core.store.store import Store, Unit

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

    @property
    def word(self) -> str:
        """The verb of the act's label."""
        return VERDICT_WORDS[self.verdict]

    @property
    def signature(self) -> str:
        """Under which name the verdicts stand; the act is the reviewer's, who can undo it."""
        return self.reviewer

    def chosen(self, unit: Unit) -> tuple[TraceId, ...]:
        """The traces that the verdict is meant for. Raises InvalidInput where there is none."""
        ids = unit.queue.ids(self.wanted)
        if not ids:
            raise InvalidInput("No trace fits this filter any more.", hint="Choose another filter.")
        return ids

    def still_meant(self, unit: Unit, part: tuple[TraceId, ...]) -> tuple[TraceId, ...]:
        """Those of a part that are to be decided when its turn comes."""
        return part

    def run(self, report: Reporter) -> JsonObject:
        """Decide part by part; a stop keeps what was decided, as an act that undo takes back.

        Raises:
            JobCancelled: the user stopped it.
            InvalidInput: no trace is meant.
        """
        with self.store.read() as unit:
            ids = self.chosen(unit)
        act, done, decided = None, 0, list[TraceId]()
        for part in in_chunks(ids, PART):
            if report.is_cancelled:
                self._call(act, decided)
                raise JobCancelled
            with self.store.begin() as unit:
                meant = self.still_meant(unit, part)
                if meant:
                    act = act or add_act(
                        unit, ActKind.DECIDE, self.word, ids=ids, reviewer=self.reviewer, at=self.now()
                    )
                    signed = replace(act, reviewer=self.signature)
                    decide_on(
                        unit, signed, meant, self.verdict, reasons=self.reasons, note=self.note, skip_to=self.skip_to
                    )
            decided += meant
            done += len(part)
            report.progress(done, len(ids), f"{done:,} of {len(ids):,}")
        if len(decided) < len(ids):
            self._call(act, decided)
        return {"act": act.id if act is not None else None, "count": len(decided)}

    def _call(self, act: Act | None, decided: Sequence[TraceId]) -> None:
        """Call the act by what it came to."""
        if act is not None:
            with self.store.begin() as unit:
                unit.reviews.relabel(act.id, label(self.word, decided))
