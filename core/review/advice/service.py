# SPDX-License-Identifier: Apache-2.0
"""Advice for the people here: which traces are read, what it would cost to ask, and what comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from core.costs import estimate_tokens, estimate_usd
from core.domain.advice import COMPUTED, Advice
from core.domain.codec import from_json
from core.domain.jobs import JobId, JobRecord, Lane
from core.domain.json import JsonObject
from core.domain.providers import ProviderProfile
from core.domain.tasks import Task
from core.domain.traces import Trace, TraceFilter, TraceOrder, TraceState
from core.errors import InvalidInput
from core.jobs.child import find_child
from core.jobs.reporter import Job
from core.jobs.runfolder import RunFolder
from core.jobs.runner import JobRunner
from core.keys import Keys
from core.providers.answered import answered_keys, requests_in
from core.providers.base import ChatRequest
from core.providers.catalog import PROVIDERS
from core.review.advice.asking import MOST_TOKENS, TRACES_READ, request_for
from core.review.advice.computed import Answers, Looked, answers_of
from core.review.advice.job import KIND, AdviceJob
from core.review.service import ReviewService
from core.store.store import Store
from core.workspace import Workspace

SAMPLE = 60
"""Traces that computed advice is worked out from; each takes the checks some hundredths of a second."""


class AdviceService:
    """Advice about the traces of one workspace. Any thread; computing it takes a second or two.

    Attributes:
        job_prefix: how the kinds of its jobs begin.
    """

    job_prefix = KIND

    def __init__(
        self,
        *,
        store: Store,
        review: ReviewService,
        jobs: JobRunner,
        workspace: Workspace,
        keys: Keys,
        profile_of: Callable[[str], ProviderProfile],
        task_of: Callable[[str], Task],
        prompt_of: Callable[[Task], str],
    ) -> None:
        """Read through ``review`` and ask by profiles; ``prompt_of`` gives what teachers of a task are told."""
        self._store = store
        self._review = review
        self._jobs = jobs
        self._workspace = workspace
        self._keys = keys
        self._profile_of = profile_of
        self._task_of = task_of
        self._prompt_of = prompt_of

    def computed(self, task: Task) -> Advice:
        """Advice without a model. Raises InvalidInput where the task has no trace."""
        traces = self._sample(task, SAMPLE)
        looked = [
            Looked(
                trace,
                [kept.finding for kept in self._review.findings(trace.id) if kept.is_open],
                [held for held in self._review.evidence(trace.id) if held.element != "conclusion"],
            )
            for trace in traces
        ]
        answers = answers_of(looked, requires=task.requires, reasons=self._reasons(task), guidance=task.guidance)
        return self._made(task, answers, by=COMPUTED, read=len(traces))

    def estimate_usd(self, task: Task, teacher: str) -> float | None:
        """What asking would cost, at four characters a token; None where the price is not known."""
        profile = self._profile_of(teacher)
        request = self._request(task, self._sample(task, TRACES_READ))
        tokens = estimate_tokens("".join(message.text for message in request.messages))
        return estimate_usd(profile, input_tokens=tokens, output_tokens=MOST_TOKENS)

    def start(self, task: Task, teacher: str) -> JobId:
        """Ask a model, with one request; returns the job at once.

        Raises:
            InvalidInput: the task has no trace, or the planner was named, which answers problems only.
            KeyMissing: the provider needs a key that nobody gave.
        """
        profile = self._profile_of(teacher)
        kind = PROVIDERS[profile.kind]
        if profile.kind == "planner":
            hint = "Leave the teacher out for computed advice, or name a model."
            raise InvalidInput("The planner answers problems; it gives no advice.", hint=hint)
        if kind.needs_key:
            self._keys.get(profile)
        traces = self._sample(task, TRACES_READ)
        folder = self._workspace.new_run_folder("advise")
        spec: JsonObject = {
            "task": task.type,
            "version": task.version,
            "teacher": teacher,
            "read": len(traces),
            "folder": self._workspace.relative(folder),
        }
        return self._jobs.submit(self._job(task, profile, self._request(task, traces), spec))

    def resume(self, job_id: JobId) -> JobId:
        """Ask again what an earlier job was to ask, about the task as it is now; returns the new job."""
        with self._store.read() as unit:
            record = unit.jobs.get(job_id)
        return self.start(self._task_of(str(record.spec["task"])), str(record.spec["teacher"]))

    def adopt(self, record: JobRecord) -> Job | None:
        """The job of a record that an earlier studio left unfinished; None where nothing of it is left to take in.

        A child that still runs is minded again, and an answer that was paid for is read.
        """
        if record.kind != KIND or "folder" not in record.spec:
            return None
        task = self._task_of(str(record.spec["task"]))
        folder = RunFolder(self._workspace.resolve(str(record.spec["folder"])))
        is_there = find_child(folder) is not None or bool(answered_keys(folder))
        if not is_there or task.version != record.spec["version"]:
            return None
        (request,) = requests_in(folder.read_spec())
        return self._job(task, self._profile_of(str(record.spec["teacher"])), request, dict(record.spec))

    def _job(self, task: Task, profile: ProviderProfile, request: ChatRequest, spec: JsonObject) -> AdviceJob:
        return AdviceJob(
            keys=self._keys,
            profile=profile,
            request=request,
            folder=RunFolder(self._workspace.resolve(str(spec["folder"]))),
            made=lambda answers: self._made(task, answers, by=profile.name, read=int(spec["read"])),
            title=f"Ask {profile.name} how to improve “{task.title}”",
            lane=Lane.GPU if profile.kind == "local" else Lane.NET,
            spec=spec,
        )

    def advice_of(self, record: JobRecord) -> Advice:
        """What a job was told. Raises InvalidInput where it is another kind of job, or was told nothing."""
        if record.kind != KIND or "advice" not in record.result:
            raise InvalidInput(f"Job {record.id} was given no advice.", hint="Ask again.")
        return from_json(Advice, record.result["advice"])

    def advised(self, task: Task, advice: Advice) -> Task:
        """The task with the guidance that was advised. Raises InvalidInput where it changed since, or nothing would."""
        if task.version != advice.version:
            raise InvalidInput(
                f"“{task.title}” changed since this advice was given.",
                hint="Ask for advice again; nothing was changed.",
            )
        if not advice.is_change:
            raise InvalidInput("This advice changes nothing.", hint="Go on.")
        return replace(task, guidance=advice.guidance)

    def _request(self, task: Task, traces: Sequence[Trace]) -> ChatRequest:
        return request_for(traces, prompt=self._prompt_of(replace(task, guidance="")), guidance=task.guidance)

    def _sample(self, task: Task, count: int) -> tuple[Trace, ...]:
        """Traces in the fixed random order: the same ones every time, from everywhere."""
        wanted = TraceFilter(task_types=(task.type,))
        places = self._review.queue(wanted, order=TraceOrder.RANDOM, limit=count)
        if not places:
            raise InvalidInput(f"“{task.title}” has no traces yet.", hint="Generate or import some first.")
        return tuple(self._review.trace(place.trace_id) for place in places)

    def _reasons(self, task: Task) -> Counter[str]:
        """Why traces of the task were rejected."""
        rejected = TraceFilter(states=(TraceState.REJECTED,), task_types=(task.type,))
        known = self._review.marks("reason")
        counts = Counter({reason: self._review.count(replace(rejected, reasons=(reason,))) for reason in known})
        return +counts

    def _made(self, task: Task, answers: Answers, *, by: str, read: int) -> Advice:
        return Advice(
            task_type=task.type,
            version=task.version,
            by=by,
            read=read,
            detail=answers.detail,
            patterns=answers.patterns,
            missing=answers.missing,
            change=answers.change,
            guidance=answers.guidance,
            before=self._prompt_of(task),
            after=self._prompt_of(replace(task, guidance=answers.guidance)),
        )
