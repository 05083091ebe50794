# SPDX-License-Identifier: Apache-2.0
"""The judging job: asks a judge in a child process, part by part, and keeps each judgement as it arrives."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.domain.budgets import Budget
from core.domain.jobs import JobId, Lane
from core.domain.json import JsonObject
from core.domain.judgements import CanaryOutcome, Judgement, Opinion
from core.domain.messages import Completion
from core.domain.providers import ProviderProfile
from core.domain.reviews import Verdict
from core.domain.traces import TraceFilter, TraceId
from core.errors import InvalidInput, ProviderRefused, StudioError
from core.jobs.child import find_child
from core.jobs.reporter import Reporter
from core.jobs.runfolder import RunFolder
from core.keys import Keys
from core.providers.answered import answered_keys, answers_in, told_keys
from core.providers.batch_run import answer_all
from core.providers.spending import Spending
from core.review.judging.canaries import is_canary
from core.review.judging.replies import read_reply
from core.review.judging.requests import Errand, PlannedJudging, Planner, errand_of
from core.store.store import Store

KIND = "judging.judge"
AT_ONCE = 500
"""Requests in one child: a longer job starts the next one when these are answered."""


@dataclass(slots=True)
class JudgingTally:
    """What a judging job did so far."""

    requested: int = 0
    judged: int = 0
    canaries: int = 0
    caught: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    ended_by: str = ""

    def line(self, spending: Spending) -> str:
        """What the jobs panel shows behind the bar."""
        canaries = f", {self.caught} of {self.canaries} planted faults caught" if self.canaries else ""
        return f"{self.judged} judged{canaries}, {self.failed.total()} failed, {spending.words}"


@dataclass(slots=True)
class JudgingJob:
    """Asks one judge about the traces of a filter that it has not judged as they are."""

    store: Store
    keys: Keys
    now: Callable[[], datetime]
    profile: ProviderProfile
    planner: Planner
    wanted: TraceFilter
    canary_share: float
    budget: Budget
    concurrency: int
    folder: RunFolder
    title: str
    lane: Lane
    spec: JsonObject
    is_closing_books: bool = False
    kind: str = KIND

    def run(self, report: Reporter) -> JsonObject:
        """Ask for what is missing and keep what comes; a stopped job keeps what it has.

        Raises:
            JobCancelled: the user stopped it.
            StudioError: every answer failed, or the child did.
        """
        started, tally, spending = time.monotonic(), JudgingTally(), Spending(self.budget, self.profile)
        work = self._in_hand()
        in_hand = {planned.errand for planned in work}
        spending.count_all([planned.request for planned in work], answers_in(self.folder) if work else {})
        errands = errands_of(self.store, self.wanted, self._judge, self.canary_share, self._seed)
        rest = [] if self.is_closing_books else [errand for errand in errands if errand not in in_hand]
        tally.requested = len(work) + len(rest)
        tally.ended_by = "closed" if self.is_closing_books else ""
        report.progress(0, tally.requested, tally.line(spending))
        if work or find_child(self.folder) is not None:
            self._ask(work, tally, spending, report)
        while rest and not tally.ended_by:
            part, rest = rest[:AT_ONCE], rest[AT_ONCE:]
            planned = self.planner.plan(part)
            tally.requested -= len(part) - len(planned)
            while planned and not tally.ended_by:
                count = spending.fitting([one.request for one in planned])
                if not count:
                    tally.ended_by = "budget"
                    report.log("The budget is used up. Raise it and resume for the rest.")
                    break
                self._ask(planned[:count], tally, spending, report)
                planned = planned[count:]
        self._fail_where_nothing_came(tally)
        return self._result(tally, spending, time.monotonic() - started)

    def _ask(
        self, planned: Sequence[PlannedJudging], tally: JudgingTally, spending: Spending, report: Reporter
    ) -> None:
        """Send these and keep what comes back; canaries wait for the judgement of the trace as it is."""
        by_key = {one.request.key: one for one in planned}
        waiting: list[tuple[PlannedJudging, Opinion]] = []

        def on_result(key: str, outcome: Completion | ProviderRefused) -> None:
            one = by_key.pop(key, None)
            if one is None:
                return
            cost = spending.count(one.request, outcome)
            opinion = self._opinion(one, outcome, tally, report)
            if opinion is not None and one.fault:
                waiting.append((one, opinion))
            elif opinion is not None:
                self._keep(one, opinion, cost, report.job)
                tally.judged += 1
            report.progress(spending.requests, max(tally.requested, spending.requests), tally.line(spending))

        requests = [one.request for one in planned]
        try:
            answer_all(
                self.folder, self.profile, requests, report, on_result, keys=self.keys, concurrency=self.concurrency
            )
        finally:
            for one, opinion in waiting:
                self._keep_canary(one, opinion, tally, report)

    def _opinion(
        self, one: PlannedJudging, outcome: Completion | ProviderRefused, tally: JudgingTally, report: Reporter
    ) -> Opinion | None:
        """What the judge says; None, counted and logged, where it says nothing that can be used."""
        try:
            if isinstance(outcome, ProviderRefused):
                raise outcome
            return read_reply(outcome.message.text, one.elements)
        except ProviderRefused as refused:
            tally.failed[refused.reason] += 1
            report.log(f"Trace {one.errand.trace_id}: {refused}")
        except InvalidInput as error:
            tally.failed["not_the_form"] += 1
            report.log(f"Trace {one.errand.trace_id}: {error.message}")
        return None

    def _keep(self, one: PlannedJudging, opinion: Opinion, cost: float | None, job: JobId) -> None:
        made = Judgement(one.errand.trace_id, self._judge, one.revision, opinion, self.now(), cost, job)
        with self.store.begin() as unit:
            unit.judgements.put(made)

    def _keep_canary(self, one: PlannedJudging, opinion: Opinion, tally: JudgingTally, report: Reporter) -> None:
        """Set the opinion on the faulty trace against the one on the trace as it is, where there is one."""
        with self.store.begin() as unit:
            held = unit.judgements.one(one.errand.trace_id, self._judge, one.revision)
            if held is None:
                return
            sound = held.opinion
            is_turned = opinion.verdict is Verdict.REJECT and sound.verdict is Verdict.ACCEPT
            made = CanaryOutcome(
                trace_id=one.errand.trace_id,
                judge=self._judge,
                revision=one.revision,
                fault=one.fault,
                score=opinion.score,
                sound=sound.score,
                is_caught=opinion.score < sound.score or is_turned,
                at=self.now(),
                job_id=report.job,
            )
            unit.judgements.put_canary(made)
        tally.canaries += 1
        tally.caught += made.is_caught

    def _begun(self) -> frozenset[str]:
        """The keys of what a child of this folder was told to ask or has answered; none in a new folder.

        Of a child that is gone only what it answered counts: the rest is asked when the user resumes.
        """
        return answered_keys(self.folder) if self.is_closing_books else told_keys(self.folder)

    def _in_hand(self) -> list[PlannedJudging]:
        """What the folder's child was told and is not kept yet, whether or not the filter still lets it through."""
        begun = self._begun()
        named = sorted({errand_of(key) for key in begun}, key=lambda errand: (errand.trace_id, errand.is_canary))
        with self.store.read() as unit:
            sound = unit.judgements.unjudged([one.trace_id for one in named if not one.is_canary], self._judge)
            faulty = unit.judgements.without_canary([one.trace_id for one in named if one.is_canary], self._judge)
        missing = {Errand(found) for found in sound} | {Errand(found, is_canary=True) for found in faulty}
        parts = _parts([errand for errand in named if errand in missing])
        return [one for part in parts for one in self.planner.plan(part) if one.request.key in begun]

    def _fail_where_nothing_came(self, tally: JudgingTally) -> None:
        if tally.failed and not tally.judged and not tally.canaries and not tally.ended_by:
            reason, count = tally.failed.most_common(1)[0]
            raise StudioError(
                f"No judgement could be kept: {count} of {tally.requested} failed ({reason}).",
                hint="The job's log has the judge's faults; check the provider in Generate.",
            )

    def _result(self, tally: JudgingTally, spending: Spending, wall_s: float) -> JsonObject:
        return {
            "requested": tally.requested,
            "judged": tally.judged,
            "failed": dict(tally.failed),
            "canaries": tally.canaries,
            "caught": tally.caught,
            "tokens": spending.tokens,
            "cost_usd": None if spending.unpriced and not spending.usd else round(spending.usd, 6),
            "unpriced": spending.unpriced,
            "wall_s": round(wall_s, 3),
            "ended_by": tally.ended_by,
        }

    @property
    def _judge(self) -> str:
        return self.profile.name

    @property
    def _seed(self) -> int:
        return self.planner.seed


def errands_of(store: Store, wanted: TraceFilter, judge: str, canary_share: float, seed: int) -> tuple[Errand, ...]:
    """What is missing of a filter: traces without a judgement of their current revision, and canaries among all."""
    with store.read() as unit:
        ids = unit.queue.ids(wanted)
        unjudged = frozenset(unit.judgements.unjudged(ids, judge))
        chosen = [trace_id for trace_id in ids if is_canary(trace_id, share=canary_share, seed=seed)]
        canaries = frozenset(unit.judgements.without_canary(chosen, judge))
    return tuple(_errands(ids, unjudged, canaries))


def _errands(ids: Iterable[TraceId], unjudged: frozenset[TraceId], canaries: frozenset[TraceId]) -> Iterable[Errand]:
    for trace_id in ids:
        if trace_id in unjudged:
            yield Errand(trace_id)
        if trace_id in canaries:
            yield Errand(trace_id, is_canary=True)


def _parts(errands: Sequence[Errand]) -> Iterable[Sequence[Errand]]:
    for start in range(0, len(errands), AT_ONCE):
        yield errands[start : start + AT_ONCE]
