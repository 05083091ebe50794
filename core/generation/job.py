# SPDX-License-Identifier: Apache-2.0
"""The generation job: asks a teacher in a child process and keeps each answer as it arrives, exactly once."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from core.domain.budgets import Budget
from core.domain.jobs import JobId, Lane
from core.domain.json import JsonObject
from core.domain.messages import Completion
from core.domain.providers import ProviderProfile
from core.domain.samples import evenly_spread
from core.domain.tasks import Problem
from core.domain.traces import Confidence, ConfidenceMethod, NewTrace, TraceId
from core.errors import JobCancelled, ProviderRefused, StudioError
from core.generation.parse import parse_completion
from core.generation.requests import PlannedRequest
from core.jobs.child import find_child
from core.jobs.reporter import Reporter
from core.jobs.runfolder import RunFolder, Wish
from core.keys import Keys
from core.providers.answered import answers_in, told_keys
from core.providers.batch_run import answer_all
from core.providers.spending import Spending
from core.store.store import Store

KIND = "generation.generate"


@dataclass(slots=True)
class Tally:
    """What a generation job did so far; ``left`` were not asked, because somebody wants to look at the first ones."""

    requested: int
    left: int = 0
    done: int = 0
    kept: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    retried: int = 0
    kept_by_task: Counter[str] = field(default_factory=Counter)
    latencies_s: list[float] = field(default_factory=list)
    ended_by: str = ""

    def line(self, spending: Spending) -> str:
        """What the jobs panel shows behind the bar."""
        return f"{self.kept} kept, {self.failed.total()} failed, {spending.words}"

    def _latency_s(self) -> JsonObject:
        """How long the usual answer took, one in ten of the slow ones, and one in a hundred."""
        if len(self.latencies_s) < 2:
            return {name: round(held, 3) for held in self.latencies_s for name in ("p50", "p90", "p99")}
        cuts = quantiles(self.latencies_s, n=100, method="inclusive")
        return {f"p{place}": round(cuts[place - 1], 3) for place in (50, 90, 99)}

    def as_json(self, spending: Spending, wall_s: float) -> JsonObject:
        """The job's result."""
        return {
            "requested": self.requested,
            "left": self.left,
            "kept": self.kept,
            "failed": dict(self.failed),
            "retried": self.retried,
            "kept_by_task": dict(self.kept_by_task),
            "latency_s": self._latency_s(),
            "cost_usd": None if spending.unpriced and not spending.usd else round(spending.usd, 6),
            "unpriced": spending.unpriced,
            "tokens": spending.tokens,
            "wall_s": round(wall_s, 3),
            "ended_by": self.ended_by,
        }


@dataclass(slots=True)
class GenerationJob:
    """Asks one teacher for the missing traces of some problems; runs in a net lane, or the GPU lane for a local one.

    Attributes:
        smoke: so many are asked, from everywhere among the problems; the rest waits until somebody has looked at them.
    """

    store: Store
    keys: Keys
    profile: ProviderProfile
    planned: Sequence[PlannedRequest]
    folder: RunFolder
    title: str
    lane: Lane
    spec: JsonObject
    concurrency: int
    budget: Budget
    smoke: int | None = None
    ended_by: str = ""
    is_pausing: bool = False
    kind: str = KIND

    def pause(self) -> None:
        """Send nothing more, and keep what is in flight once it has come; the job is over then. Any thread."""
        self.is_pausing = True
        self.folder.wish(Wish.PAUSE)

    def run(self, report: Reporter) -> JsonObject:
        """Ask for what is missing and keep what comes; a cancelled job keeps what it has.

        Raises:
            JobCancelled: the user stopped it.
            StudioError: no answer could be kept, or the child failed.
        """
        started, spending = time.monotonic(), Spending(self.budget, self.profile)
        missing, told = self._missing(), told_keys(self.folder)
        spending.count_all([planned.request for planned in self.planned], answers_in(self.folder) if told else {})
        in_hand = [planned for planned in missing if planned.request.key in told]
        rest = [planned for planned in missing if planned.request.key not in told]
        first = rest if self.smoke is None else evenly_spread(rest, max(0, self.smoke - len(told)))
        left, rest = len(rest) - len(first), list(first)
        tally = Tally(requested=len(in_hand) + len(rest), left=left, ended_by=self.ended_by)
        report.progress(0, tally.requested, tally.line(spending))
        if in_hand or find_child(self.folder) is not None:
            self._ask(in_hand, tally, spending, report)
        while rest and not tally.ended_by:
            if self.is_pausing:
                tally.ended_by = "paused"
                break
            count = spending.fitting([planned.request for planned in rest])
            if not count:
                tally.ended_by = "budget"
                report.log("The budget is used up. Raise it and resume for the rest.")
                break
            self._ask(rest[:count], tally, spending, report)
            rest = rest[count:]
        tally.left += len(rest)
        if left and not tally.ended_by:
            tally.ended_by = "smoke"
        _fail_where_nothing_came(tally)
        return tally.as_json(spending, time.monotonic() - started)

    def _ask(self, planned: Sequence[PlannedRequest], tally: Tally, spending: Spending, report: Reporter) -> None:
        """Send these and keep what comes back."""
        by_key = {one.request.key: one for one in planned}

        def on_result(key: str, outcome: Completion | ProviderRefused) -> None:
            one = by_key.pop(key, None)
            if one is None:
                return
            cost = spending.count(one.request, outcome)
            self._take(one, outcome, cost, tally, report)
            tally.done += 1
            if self.is_pausing:
                # Where the wish came before there was a child to hear it.
                self.folder.wish(Wish.PAUSE)
            report.progress(tally.done, tally.requested, tally.line(spending))

        requests = [one.request for one in planned]
        try:
            tally.retried += answer_all(
                self.folder, self.profile, requests, report, on_result, keys=self.keys, concurrency=self.concurrency
            )
        except JobCancelled:
            report.log(f"Stopped: {tally.line(spending)}.")
            raise
        if by_key:
            tally.ended_by, tally.left = "paused", tally.left + len(by_key)

    def _missing(self) -> list[PlannedRequest]:
        with self.store.read() as unit:
            known = unit.traces.known_keys([planned.request.key for planned in self.planned])
        return [planned for planned in self.planned if planned.request.key not in known]

    def _take(
        self,
        planned: PlannedRequest,
        outcome: Completion | ProviderRefused,
        cost: float | None,
        tally: Tally,
        report: Reporter,
    ) -> None:
        """Keep one answer, or count why it was not kept; a broken answer is paid for all the same."""
        if isinstance(outcome, ProviderRefused):
            tally.failed[outcome.reason] += 1
            report.log(f"Problem {planned.problem.id}: {outcome}")
            return
        tally.latencies_s.append(outcome.latency_s)
        try:
            new = new_trace(planned, outcome, profile=self.profile, cost_usd=cost, job_id=report.job)
        except ProviderRefused as refused:
            tally.failed[refused.reason] += 1
            report.log(f"Problem {planned.problem.id}: {refused}")
            return
        if keep(self.store, new, planned.problem) is not None:
            tally.kept += 1
            tally.kept_by_task[planned.problem.task_type] += 1


def _fail_where_nothing_came(tally: Tally) -> None:
    """Raises StudioError that names the commonest reason."""
    if tally.requested and not tally.kept and tally.ended_by in ("", "smoke"):
        reason, count = tally.failed.most_common(1)[0]
        raise StudioError(
            f"No answer could be kept: {count} of {tally.requested} failed ({reason}).",
            hint="The job's log has the provider's words; check the provider in Generate.",
        )


def new_trace(
    planned: PlannedRequest,
    completion: Completion,
    *,
    profile: ProviderProfile,
    cost_usd: float | None,
    job_id: JobId | None,
) -> NewTrace:
    """The trace that a completion makes. Raises ProviderRefused where it is not a complete answer."""
    if completion.finish.value not in ("stop", "tool_calls"):
        raise ProviderRefused("The answer was cut off by the token limit.", reason="truncated", hint="Raise the limit.")
    parsed = parse_completion(completion)
    return NewTrace(
        problem_id=planned.problem.id,
        teacher=profile.name,
        teacher_kind=profile.kind,
        model=completion.model,
        steps=parsed.steps,
        conclusion=parsed.conclusion,
        reasoning_source=parsed.source,
        sampling=planned.request.sampling,
        usage=completion.usage,
        latency_s=completion.latency_s,
        request_key=planned.request.key,
        prompt_hash=planned.prompt_hash,
        cost_usd=cost_usd,
        confidence=_confidence(completion),
        request_id=completion.request_id,
        job_id=job_id,
    )


def _confidence(completion: Completion) -> Confidence | None:
    """How sure a teacher was: the geometric mean of the probabilities of its tokens; None where it did not say."""
    if completion.mean_logprob is None:
        return None
    return Confidence(math.exp(completion.mean_logprob), ConfidenceMethod.LOGPROB)


def keep(store: Store, new: NewTrace, problem: Problem) -> TraceId | None:
    """Store one trace under its problem's question; None when it was there already."""
    with store.begin() as unit:
        return unit.traces.insert(new, title=title_of(problem.prompt))


def title_of(prompt: str) -> str:
    """The line of a prompt that tells what is asked: a question, else its first or last line if that is a sentence."""
    lines = [line.strip() for line in prompt.splitlines() if line.strip()]
    questions = [line for line in lines if line.endswith("?")]
    ends = [line for line in (*lines[:1], *lines[-1:]) if not line.endswith(":")]
    requests = [line for line in ends if not any(character.isdigit() for character in line)]
    return next(iter((*questions[-1:], *requests, *lines, "")))[:200]
