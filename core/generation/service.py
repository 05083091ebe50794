# SPDX-License-Identifier: Apache-2.0
"""Station 2: teachers, what they would cost, and the jobs that ask them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from core.costs import estimate_usd, quantile
from core.domain.budgets import Budget
from core.domain.codec import from_json, to_json
from core.domain.continuations import ContinuationRequest
from core.domain.jobs import JobId, JobRecord, Lane
from core.domain.messages import Sampling, ToolSpec
from core.domain.providers import ProviderProfile
from core.domain.tasks import Problem, ProblemId
from core.domain.traces import Step, TraceId
from core.errors import InvalidInput
from core.generation.continuing import ContinuationRun, request_for
from core.generation.job import KIND, GenerationJob
from core.generation.profiles import Profiles
from core.generation.requests import plan_requests
from core.jobs.child import find_child
from core.jobs.reporter import Job
from core.jobs.runfolder import RunFolder
from core.jobs.runner import JobRunner
from core.keys import Keys
from core.providers.answered import answered_keys
from core.providers.base import Capabilities, Teller
from core.providers.catalog import PROVIDERS
from core.providers.spending import check_budget
from core.providers.told_apart import ToldApart
from core.store.store import Store
from core.workspace import Workspace

_CHARS_PER_TOKEN = 4
_USUAL_OUTPUT, _LONG_OUTPUT = 400, 1_000
"""Tokens of an answer of a teacher that has answered nothing yet."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a generation would send and cost, before anything is sent.

    Attributes:
        cost_usd: if every answer is as long as the usual one; None where the price of the model is unknown.
        dear_usd: if every answer is as long as one of the long ones, which one in ten is; None likewise.
        seconds: how long it would take; None where this teacher has answered nothing yet.
        note: how the figures were made.
    """

    requests: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    dear_usd: float | None
    seconds: float | None
    note: str


class GenerationService(Profiles):
    """Teachers and generation jobs of one studio. Any thread."""

    job_prefix = "generation."

    def __init__(
        self,
        *,
        store: Store,
        jobs: JobRunner,
        workspace: Workspace,
        keys: Keys,
        system_prompt_for: Callable[[str], str],
        tools_for: Callable[[str], tuple[ToolSpec, ...]],
    ) -> None:
        """Ask with the prompts and tools that the tasks station has for a task type."""
        self._store = store
        self._jobs = jobs
        self._workspace = workspace
        self._keys = keys
        self._system_prompt_for = system_prompt_for
        self._tools_for = tools_for

    def estimate(
        self, problem_ids: Sequence[ProblemId], teacher: str, *, samples: int = 1, concurrency: int = 8
    ) -> Estimate:
        """What a generation would take: by what this teacher's newest answers took, else by 400 tokens each."""
        profile = self.profile(teacher)
        problems = self._problems(problem_ids)
        characters = sum(len(p.prompt) + len(self._system_prompt_for(p.task_type)) for p in problems)
        with self._store.read() as unit:
            made, latencies = unit.traces.output_tokens(profile.name), unit.traces.latencies_s(profile.name)
        usual, long = quantile(made, 0.5, _USUAL_OUTPUT), quantile(made, 0.9, _LONG_OUTPUT)
        count = samples * len(problems)
        given = samples * characters // _CHARS_PER_TOKEN

        def cost(tokens: float) -> float | None:
            return estimate_usd(profile, input_tokens=given, output_tokens=round(count * tokens), requests=count)

        known = f"by the last {len(made):,} answers" if made else "at 400 an answer, 1,000 a long one"
        return Estimate(
            requests=count,
            input_tokens=given,
            output_tokens=round(count * usual),
            cost_usd=cost(usual),
            dear_usd=cost(long),
            seconds=fmean(latencies) * count / min(concurrency, max(1, count)) if latencies else None,
            note=f"Tokens in are estimated at four characters each, tokens out {known}; the provider's count decides.",
        )

    def continuation(self, trace_id: TraceId, kept: Sequence[Step], *, teacher: str) -> ContinuationRequest:
        """A request to go on with a trace behind the steps that stay; it has its forecast, and nothing is sent yet.

        Raises:
            UnknownName: there is no such trace or teacher.
            KeyMissing: the provider needs a key that nobody gave.
            InvalidInput: no step stays.
        """
        profile = self.profile(teacher)
        kind = PROVIDERS[profile.kind]
        if kind.needs_key:
            self._keys.get(profile)
        with self._store.read() as unit:
            trace = unit.traces.get(trace_id)
            problem = unit.problems.get(trace.problem_id)
            counted = unit.traces.output_tokens(profile.name)
        capabilities = kind.capabilities(profile)
        request = request_for(
            trace,
            problem,
            kept,
            capabilities=capabilities,
            system=self._system_prompt_for(problem.task_type),
            tools=self._tools_for(problem.task_type),
        )
        return ContinuationRun(
            profile=profile,
            capabilities=capabilities,
            request=request,
            kept=kept,
            counted=counted,
            build=lambda: self._teller(profile, capabilities),
        )

    def start(
        self,
        problem_ids: Sequence[ProblemId],
        *,
        teacher: str,
        samples: int = 1,
        concurrency: int = 8,
        budget: Budget | None = None,
        smoke: int | None = None,
        sampling: Sampling | None = None,
    ) -> JobId:
        """Ask a teacher about problems; returns the job at once. Nothing is sent that could go beyond the budget.

        ``smoke`` asks so many first, from everywhere among the problems; ``resume`` sends the rest.

        Raises:
            InvalidInput: there is nothing to ask, the numbers make no sense, or a limit cannot be kept.
            KeyMissing: the provider needs a key that nobody gave.
        """
        if not problem_ids:
            raise InvalidInput("There is no problem to ask about.", hint="Sample some in Tasks first.")
        if samples < 1 or concurrency < 1 or (smoke is not None and smoke < 1):
            raise InvalidInput("Samples, concurrency and what is asked first must be above zero.")
        profile = self.profile(teacher)
        is_priced = estimate_usd(profile, input_tokens=1_000, output_tokens=1_000) is not None
        check_budget(budget or Budget(), is_priced=is_priced)
        spec = {
            "problem_ids": list(problem_ids),
            "teacher": teacher,
            "samples": samples,
            "concurrency": concurrency,
            "budget": to_json(budget or Budget()),
            "smoke": smoke,
            "sampling": to_json(sampling or Sampling()),
        }
        return self._jobs.submit(self._job(spec))

    def resume(self, job_id: JobId) -> JobId:
        """Ask again for what an earlier job did not keep; returns the new job."""
        with self._store.read() as unit:
            record = unit.jobs.get(job_id)
        if record.kind != KIND:
            raise InvalidInput(f"Job {job_id} did not generate traces.", hint="Choose a generation job.")
        spec = {name: value for name, value in record.spec.items() if name not in ("folder", "smoke")}
        return self._jobs.submit(self._job(spec))

    def pause(self, job_id: JobId) -> None:
        """Send nothing more for a running job; what is in flight is kept, and ``resume`` asks for the rest.

        Raises:
            InvalidInput: no generation of that id is running.
        """
        self._in_hand(job_id).pause()

    def set_concurrency(self, job_id: JobId, count: int) -> None:
        """Let a running job have so many requests in flight from now on. Raises InvalidInput as ``pause`` does."""
        if count < 1:
            raise InvalidInput("The number of requests at once must be above zero.")
        self._in_hand(job_id).folder.wish_concurrency(count)

    def _in_hand(self, job_id: JobId) -> GenerationJob:
        job = self._jobs.in_hand(job_id)
        if not isinstance(job, GenerationJob):
            raise InvalidInput(f"No generation of the id {job_id} is running.", hint="It may be over by now.")
        return job

    def adopt(self, record: JobRecord) -> Job | None:
        """The job of a record that an earlier studio left unfinished; None where nothing of it is left to take in.

        A child that still runs is minded again. Of one that is gone the answers that were paid for are kept; the rest
        is asked only when the user resumes.
        """
        if record.kind != KIND or "folder" not in record.spec:
            return None
        job = self._job(dict(record.spec))
        if find_child(job.folder) is not None:
            return job
        answered = answered_keys(job.folder)
        job.planned = [planned for planned in job.planned if planned.request.key in answered]
        job.ended_by = "closed"
        return job if job.planned else None

    def _teller(self, profile: ProviderProfile, capabilities: Capabilities) -> Teller:
        """Whoever tells an answer as it comes; a model that computes on this machine does so in a child."""
        return ToldApart(profile, self._keys) if capabilities.batch_size > 1 else self._built(profile)

    def _job(self, spec: dict[str, object]) -> GenerationJob:
        """A job from its stored spec; checks profile and key before anything is queued."""
        profile = self.profile(str(spec["teacher"]))
        kind = PROVIDERS[profile.kind]
        if kind.needs_key:
            self._keys.get(profile)
        sampling = from_json(Sampling, spec["sampling"])
        ids = [ProblemId(int(found)) for found in spec["problem_ids"]]  # type: ignore[attr-defined]
        samples = int(str(spec["samples"]))
        planned = plan_requests(
            self._problems(ids),
            profile=profile,
            samples=samples,
            sampling=sampling,
            system_prompt_for=self._system_prompt_for,
            tools_for=self._tools_for,
        )
        computes_here = profile.kind == "local"
        count = len(planned)
        folder = str(spec.get("folder") or self._workspace.relative(self._workspace.new_run_folder("generate")))
        spec["folder"] = folder
        return GenerationJob(
            store=self._store,
            keys=self._keys,
            profile=profile,
            planned=planned,
            folder=RunFolder(self._workspace.resolve(folder)),
            title=f"Ask {profile.name} for {count} trace{'s' if count != 1 else ''}",
            lane=Lane.GPU if computes_here else Lane.NET,
            spec=spec,
            concurrency=int(str(spec["concurrency"])),
            budget=_budget_in(spec),
            smoke=spec.get("smoke"),  # type: ignore[arg-type]
        )

    def _problems(self, ids: Sequence[ProblemId]) -> tuple[Problem, ...]:
        with self._store.read() as unit:
            return unit.problems.many(ids)


def _budget_in(spec: Mapping[str, object]) -> Budget:
    """The budget of a stored spec; those of earlier versions knew money alone."""
    return from_json(Budget, spec.get("budget", {"usd": spec.get("budget_usd")}))
