# SPDX-License-Identifier: Apache-2.0
"""Judges of one workspace: what judging would cost, the jobs that do it, and how far each judge can be trusted."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from core.costs import CHARACTERS_PER_TOKEN, price_usd, quantile
from core.domain.budgets import Budget
from core.domain.codec import from_json, to_json
from core.domain.jobs import JobId, JobRecord, Lane
from core.domain.judgements import JudgeFigures, Judgement, JudgingEstimate
from core.domain.messages import Usage
from core.domain.providers import ProviderProfile
from core.domain.tasks import Element
from core.domain.traces import TraceFilter, TraceId
from core.errors import InvalidInput
from core.jobs.child import find_child
from core.jobs.reporter import Job
from core.jobs.runfolder import RunFolder
from core.jobs.runner import JobRunner
from core.keys import Keys
from core.providers.answered import answered_keys
from core.providers.catalog import PROVIDERS
from core.providers.spending import check_budget
from core.review.judging.figures import judge_figures
from core.review.judging.job import KIND, JudgingJob, errands_of
from core.review.judging.requests import SAMPLING, Errand, Planner
from core.store.store import Store
from core.workspace import Workspace

_LOOKED_AT = 200
"""Requests whose length is measured for an estimate; the rest are taken to be like them."""
_ENOUGH = 10
_HISTORY = 1_000
_ROUND_ANSWER = 80
_AN_ELEMENT = 40
"""Tokens of a usual answer: around it, and for each element."""


def _now() -> datetime:
    return datetime.now(UTC)


class JudgingService:
    """Judges and judging jobs of one studio. Any thread."""

    job_prefix = "judging."

    def __init__(
        self,
        *,
        store: Store,
        jobs: JobRunner,
        workspace: Workspace,
        keys: Keys,
        profile_of: Callable[[str], ProviderProfile],
        requires_for: Callable[[str], tuple[Element, ...]],
        clock: Callable[[], datetime] = _now,
    ) -> None:
        """Judge with the providers that ``profile_of`` names against the elements that a task type requires."""
        self._store = store
        self._jobs = jobs
        self._workspace = workspace
        self._keys = keys
        self._profile_of = profile_of
        self._requires_for = requires_for
        self._clock = clock

    def estimate(self, wanted: TraceFilter, judge: str, *, canary_share: float = 0.0, seed: int = 0) -> JudgingEstimate:
        """Requests, tokens and money of judging what a filter lets through and the judge has not judged.

        Raises:
            UnknownName: there is no such provider.
            InvalidInput: it is no language model, or the share makes no sense.
        """
        profile = self._judge(judge)
        _check_share(canary_share)
        errands = errands_of(self._store, wanted, profile.name, canary_share, seed)
        given, made = self._lengths(profile, errands, seed)
        count = len(errands)
        usual, dear, note = self._prices(profile, given, made)
        return JudgingEstimate(
            requests=count,
            canaries=sum(errand.is_canary for errand in errands),
            input_tokens=round(statistics.fmean(given) * count) if given else 0,
            output_tokens=round(statistics.fmean(made) * count) if made else 0,
            usd_p50=None if usual is None else usual * count,
            usd_p90=None if dear is None else dear * count,
            note=note,
        )

    def start(
        self,
        wanted: TraceFilter,
        judge: str,
        *,
        canary_share: float = 0.0,
        budget: Budget | None = None,
        concurrency: int = 8,
        seed: int = 0,
    ) -> JobId:
        """Let a judge score what a filter lets through; returns the job at once.

        ``canary_share`` of the traces are sent once more with a planted fault.

        Raises:
            UnknownName: there is no such provider.
            InvalidInput: nothing is missing, the judge is no language model, or a limit cannot be kept.
            KeyMissing: the provider needs a key that nobody gave.
        """
        profile = self._judge(judge)
        _check_share(canary_share)
        if concurrency < 1:
            raise InvalidInput("The number of requests at once must be above zero.")
        check_budget(budget or Budget(), is_priced=_price(profile, 1_000, 1_000) is not None)
        if not errands_of(self._store, wanted, profile.name, canary_share, seed):
            raise InvalidInput(f"“{judge}” has judged every trace of this filter.", hint="Choose another filter.")
        spec = {
            "wanted": to_json(wanted),
            "judge": judge,
            "canary_share": canary_share,
            "budget": to_json(budget or Budget()),
            "concurrency": concurrency,
            "seed": seed,
        }
        return self._jobs.submit(self._job(spec))

    def resume(self, job_id: JobId) -> JobId:
        """Ask again for what an earlier job did not keep, with the same budget anew; returns the new job."""
        with self._store.read() as unit:
            record = unit.jobs.get(job_id)
        if record.kind != KIND:
            raise InvalidInput(f"Job {job_id} did not judge traces.", hint="Choose a judging job.")
        return self._jobs.submit(self._job({name: held for name, held in record.spec.items() if name != "folder"}))

    def adopt(self, record: JobRecord) -> Job | None:
        """The job of a record that an earlier studio left unfinished; None where nothing of it is left to take in.

        A child that still runs is minded again. Of one that is gone the answers that were paid for are kept.
        """
        if record.kind != KIND or "folder" not in record.spec:
            return None
        job = self._job(dict(record.spec))
        if find_child(job.folder) is not None:
            return job
        job.is_closing_books = True
        return job if answered_keys(job.folder) else None

    def judges(self) -> tuple[JudgeFigures, ...]:
        """Everyone who judged something, with the agreement with people and the planted faults that were caught."""
        with self._store.read() as unit:
            return tuple(
                judge_figures(name, unit.judgements.compared(name), unit.judgements.canaries(name))
                for name in unit.judgements.judges()
            )

    def judgements(self, trace_id: TraceId) -> tuple[Judgement, ...]:
        """All that judges said of a trace, the newest revision first. Raises UnknownName."""
        with self._store.read() as unit:
            unit.standings.of((trace_id,))
            return unit.judgements.of(trace_id)

    def _judge(self, name: str) -> ProviderProfile:
        profile = self._profile_of(name)
        if not PROVIDERS[profile.kind].capabilities(profile).is_language_model:
            raise InvalidInput(
                f"“{name}” is not a language model and cannot judge.", hint="Set up another provider in Generate."
            )
        return profile

    def _lengths(self, profile: ProviderProfile, errands: Sequence[Errand], seed: int) -> tuple[list[int], list[int]]:
        """Tokens in and out of some of the requests, evenly taken."""
        step = max(1, len(errands) // _LOOKED_AT)
        looked = [replace(errand, is_canary=False) for errand in errands[::step]]
        planned = self._planner(profile, seed).plan(looked)
        given = [sum(len(part.text) for part in one.request.messages) // CHARACTERS_PER_TOKEN for one in planned]
        return given, [_ROUND_ANSWER + _AN_ELEMENT * len(one.elements) for one in planned]

    def _prices(
        self, profile: ProviderProfile, given: Sequence[int], made: Sequence[int]
    ) -> tuple[float | None, float | None, str]:
        """The price of a usual request and of a dear one: by what this judge cost so far, else by length."""
        with self._store.read() as unit:
            costs = sorted(unit.judgements.costs(profile.name, limit=_HISTORY))
        if len(costs) >= _ENOUGH:
            note = f"By what the last {len(costs):,} judgements of this judge cost; tokens are four characters each."
            return quantile(costs, 0.5), quantile(costs, 0.9), note
        if not given:
            return 0.0, 0.0, "There is nothing to send."
        usual = _price(profile, quantile(given, 0.5), quantile(made, 0.5))
        dear = _price(profile, quantile(given, 0.9), SAMPLING.max_tokens)
        return usual, dear, "Tokens are four characters each; the upper figure takes every answer at its limit."

    def _planner(self, profile: ProviderProfile, seed: int) -> Planner:
        return Planner(self._store, profile, self._requires_for, seed)

    def _job(self, spec: dict[str, object]) -> JudgingJob:
        """A job from its stored spec; checks profile and key before anything is queued."""
        profile = self._judge(str(spec["judge"]))
        if PROVIDERS[profile.kind].needs_key:
            self._keys.get(profile)
        folder = str(spec.get("folder") or self._workspace.relative(self._workspace.new_run_folder("judge")))
        spec["folder"] = folder
        return JudgingJob(
            store=self._store,
            keys=self._keys,
            now=lambda: self._clock().astimezone(UTC),
            profile=profile,
            planner=self._planner(profile, int(str(spec["seed"]))),
            wanted=from_json(TraceFilter, spec["wanted"]),
            canary_share=float(str(spec["canary_share"])),
            budget=from_json(Budget, spec["budget"]),
            concurrency=int(str(spec["concurrency"])),
            folder=RunFolder(self._workspace.resolve(folder)),
            title=f"Let {profile.name} judge traces",
            lane=Lane.GPU if profile.kind == "local" else Lane.NET,
            spec=spec,
        )


def _check_share(share: float) -> None:
    if not 0 <= share <= 1:
        raise InvalidInput(f"{share} is no share.", hint="Give a number between 0 and 1, such as 0.1.")


def _price(profile: ProviderProfile, given: float, made: float) -> float | None:
    return price_usd(profile, profile.model, Usage(input_tokens=round(given), output_tokens=round(made)))
