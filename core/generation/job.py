# SPDX-License-Identifier: Apache-2.0
"""The generation job: asks a teacher in a child process and keeps each answer as it arrives, exactly once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.costs import price_usd
from core.domain.jobs import JobId, Lane
from core.domain.json import JsonObject
from core.domain.messages import Completion
from core.domain.providers import ProviderProfile
from core.domain.tasks import Problem
from core.domain.traces import NewTrace, TraceId
from core.errors import JobCancelled, ProviderRefused, StudioError
from core.generation.parse import parse_completion
from core.generation.requests import PlannedRequest
from core.jobs.reporter import Reporter
from core.jobs.runfolder import RunFolder
from core.keys import Keys
from core.providers.batch_run import answer_all
from core.store.store import Store

KIND = "generation.generate"


class BudgetSpent(StudioError):
    """The job's budget is used up; what was kept stays."""


@dataclass(slots=True)
class Tally:
    """What a generation job did so far."""

    requested: int
    kept: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    cost_usd: float = 0.0
    unpriced: int = 0
    wall_s: float = 0.0
    ended_by: str = ""

    def line(self) -> str:
        """What the jobs panel shows behind the bar."""
        failed = sum(self.failed.values())
        money = f"${self.cost_usd:.4f}" + (" and unknown" if self.unpriced else "")
        return f"{self.kept} kept, {failed} failed, {money}"

    def as_json(self) -> JsonObject:
        """The job's result."""
        return {
            "requested": self.requested,
            "kept": self.kept,
            "failed": dict(self.failed),
            "cost_usd": None if self.unpriced and not self.cost_usd else round(self.cost_usd, 6),
            "unpriced": self.unpriced,
            "wall_s": round(self.wall_s, 3),
            "ended_by": self.ended_by,
        }


@dataclass(slots=True)
class GenerationJob:
    """Asks one teacher for the missing traces of some problems; runs in a net lane, or the GPU lane for a local one."""

    store: Store
    keys: Keys
    profile: ProviderProfile
    planned: Sequence[PlannedRequest]
    folder: RunFolder
    title: str
    lane: Lane
    spec: JsonObject
    concurrency: int
    budget_usd: float | None
    ended_by: str = ""
    kind: str = KIND

    def run(self, report: Reporter) -> JsonObject:
        """Ask for what is missing and keep what comes; a cancelled job keeps what it has."""
        started = time.monotonic()
        by_key = {planned.request.key: planned for planned in self._missing()}
        tally = Tally(requested=len(by_key), ended_by=self.ended_by)
        report.progress(0, len(by_key), tally.line())

        def on_result(key: str, outcome: Completion | ProviderRefused) -> None:
            planned = by_key.pop(key, None)
            if planned is None:
                return
            self._take(planned, outcome, tally, report)
            report.progress(tally.requested - len(by_key), tally.requested, tally.line())
            if self.budget_usd is not None and tally.cost_usd >= self.budget_usd and by_key:
                raise BudgetSpent("The budget is used up.", hint="Raise it and resume for the rest.")

        try:
            requests = [planned.request for planned in by_key.values()]
            answer_all(
                self.folder, self.profile, requests, report, on_result, keys=self.keys, concurrency=self.concurrency
            )
        except BudgetSpent as spent:
            tally.ended_by = "budget"
            report.log(str(spent))
        except JobCancelled:
            report.log(f"Stopped: {tally.line()}.")
            raise
        tally.wall_s = time.monotonic() - started
        if tally.requested and not tally.kept and not tally.ended_by:
            reason, count = tally.failed.most_common(1)[0]
            raise StudioError(
                f"No answer could be kept: {count} of {tally.requested} failed ({reason}).",
                hint="The job's log has the provider's words; check the provider in Generate.",
            )
        return tally.as_json()

    def _missing(self) -> list[PlannedRequest]:
        with self.store.read() as unit:
            known = unit.traces.known_keys([planned.request.key for planned in self.planned])
        return [planned for planned in self.planned if planned.request.key not in known]

    def _take(
        self, planned: PlannedRequest, outcome: Completion | ProviderRefused, tally: Tally, report: Reporter
    ) -> None:
        """Keep one answer, or count why it was not kept; a broken answer is paid for all the same."""
        if isinstance(outcome, ProviderRefused):
            tally.failed[outcome.reason] += 1
            report.log(f"Problem {planned.problem.id}: {outcome}")
            return
        cost = price_usd(self.profile, outcome.model, outcome.usage)
        if cost is None:
            tally.unpriced += 1
        tally.cost_usd += cost or 0.0
        try:
            new = new_trace(planned, outcome, profile=self.profile, cost_usd=cost, job_id=report.job)
        except ProviderRefused as refused:
            tally.failed[refused.reason] += 1
            report.log(f"Problem {planned.problem.id}: {refused}")
            return
        if keep(self.store, new, planned.problem) is not None:
            tally.kept += 1


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
        request_id=completion.request_id,
        job_id=job_id,
    )


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
