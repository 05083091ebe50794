# SPDX-License-Identifier: Apache-2.0
"""The checks at work: what they find of a trace, when they look again, and what people put aside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from core.domain.findings import Alike, KeptFinding
from core.domain.jobs import JobId, Lane
from core.domain.json import JsonObject
from core.domain.tasks import Problem
from core.domain.traces import Trace, TraceId
from core.errors import InvalidInput
from core.jobs.reporter import Reporter
from core.jobs.runner import JobRunner
from core.jsonl import mended
from core.review.likeness.lookout import Lookout
from core.review.looking import Look, look_here, looking
from core.review.reading import Reading
from core.store.store import Store, Unit

CHECKS_VERSION = "2"
"""Counts up when a check changes what it says, or a sketch what stands in it: traces are looked at again then."""

CHECK_KIND = "review.check"
AT_ONCE = 50
"""Traces that are looked at between two commits of the job."""
TAKEN_UP_AT_ONCE = 2_000


class Checking:
    """Findings of one workspace. Any thread."""

    _store: Store
    _jobs: JobRunner
    _clock: Callable[[], datetime]

    def reading(self, trace: Trace, problem: Problem, *, alike: Alike | None = None) -> Reading:
        """What the checks look at; ``alike`` is the earlier trace that it resembles."""
        raise NotImplementedError

    def findings(self, trace_id: TraceId) -> tuple[KeptFinding, ...]:
        """What the checks say of the current revision; they look at once where they have not. Raises UnknownName."""
        with self._store.read() as unit:
            unit.standings.of((trace_id,))
            if unit.findings.is_checked(trace_id, checks=CHECKS_VERSION):
                return unit.findings.of(trace_id)
        self._check((trace_id,))
        with self._store.read() as unit:
            return unit.findings.of(trace_id)

    def kept_findings(self, trace_id: TraceId) -> tuple[KeptFinding, ...] | None:
        """What is known of the current revision without a look; None where the checks have not looked at it yet."""
        with self._store.read() as unit:
            is_checked = unit.findings.is_checked(trace_id, checks=CHECKS_VERSION)
            return unit.findings.of(trace_id) if is_checked else None

    def start_checking(self) -> JobId | None:
        """Let the checks look at every trace that they have not looked at, as a job; None where there is none.

        A job that is at it already goes on and is the one that is returned.
        """
        with self._store.read() as unit:
            running = (job for job in self._jobs.active if unit.jobs.get(job).kind == CHECK_KIND)
            if (job := next(running, None)) is not None:
                return job
            if not unit.findings.has_unchecked(checks=CHECKS_VERSION):
                return None
        return self._jobs.submit(CheckAll(self._store, self._check))

    def dismiss_finding(self, trace_id: TraceId, key: str, *, reason: str, reviewer: str) -> None:
        """Write down that a finding does not matter, and why. Raises InvalidInput where a part of that is missing."""
        why, who = mended(reason).strip(), mended(reviewer).strip()
        if not why or not who:
            raise InvalidInput("A finding is put aside with a reason and a name.", hint="Say why it does not matter.")
        at = self._clock().astimezone(UTC)
        with self._store.begin() as unit:
            self._known(unit, trace_id, key)
            unit.findings.dismiss(trace_id, key, reason=why, reviewer=who, at=at)

    def take_up_finding(self, trace_id: TraceId, key: str) -> None:
        """Let a finding count again that was put aside."""
        with self._store.begin() as unit:
            self._known(unit, trace_id, key)
            unit.findings.take_up(trace_id, key)

    def _check(self, ids: Sequence[TraceId], look: Look = look_here) -> None:
        """Look at these traces outside any transaction, then keep what was found of the revisions that still stand."""
        with self._store.read() as unit:
            traces = unit.traces.many(ids)
            problems = {found.id: found for found in unit.problems.many([trace.problem_id for trace in traces])}
        alike = Lookout(self._store).look(traces)
        readings = [self.reading(one, problems[one.problem_id], alike=alike.get(one.id)) for one in traces]
        looked = list(zip(traces, look(readings), strict=True))
        with self._store.begin() as unit:
            heads = {held.trace_id: held.head for held in unit.standings.of([trace.id for trace in traces])}
            for trace, found in looked:
                if heads[trace.id] == trace.head:
                    unit.findings.put(trace.id, found, checks=CHECKS_VERSION)

    @staticmethod
    def _known(unit: Unit, trace_id: TraceId, key: str) -> None:
        if all(kept.key != key for kept in unit.findings.of(trace_id)):
            raise InvalidInput(f"Trace {trace_id} has no such finding any more.", hint="Open the trace again.")


@dataclass(frozen=True, slots=True)
class CheckAll:
    """The job: the checks look at what they have not looked at, waiting traces first."""

    store: Store
    check: Callable[[Sequence[TraceId], Look], None]
    kind: str = CHECK_KIND
    title: str = "Check traces"
    lane: Lane = Lane.DISK

    @property
    def spec(self) -> JsonObject:
        """Nothing but the version: what is missing is found anew."""
        return {"checks": CHECKS_VERSION}

    def run(self, report: Reporter) -> JsonObject:
        """Look part by part; a stop keeps what was found. Raises JobCancelled."""
        self._take_up_outdated(report)
        done, total = 0, self._left()
        with looking(total) as look:
            for ids in self._parts():
                report.check()
                self.check(ids, look)
                done += len(ids)
                report.progress(done, max(done, total), f"{done:,} of {max(done, total):,}")
        return {"checked": done}

    def _take_up_outdated(self, report: Reporter) -> None:
        """Let traces wait that only other versions of the checks have looked at, without holding a decision up."""
        is_more = True
        while is_more:
            report.check()
            with self.store.begin() as unit:
                is_more = unit.findings.take_up_outdated(checks=CHECKS_VERSION, limit=TAKEN_UP_AT_ONCE)

    def _parts(self) -> Iterator[tuple[TraceId, ...]]:
        """Those that somebody waits for once through, then whatever is left."""
        last = TraceId(0)
        while ids := self._next(waiting_after=last):
            yield ids
            last = ids[-1]
        while ids := self._next():
            yield ids

    def _next(self, *, waiting_after: TraceId | None = None) -> tuple[TraceId, ...]:
        with self.store.read() as unit:
            return unit.findings.unchecked(limit=AT_ONCE, waiting_after=waiting_after)

    def _left(self) -> int:
        with self.store.read() as unit:
            return unit.findings.count_unchecked()
