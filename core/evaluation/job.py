# SPDX-License-Identifier: Apache-2.0
"""The evaluation job: asks a subject every case in a child process, scores each answer, and keeps a whole report."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.domain.evaluations import CaseResult, NewReport, SubjectRole
from core.domain.jobs import Lane
from core.domain.json import JsonObject
from core.domain.messages import Completion, Role, Sampling, text_message
from core.errors import JobCancelled, ProviderRefused, StudioError
from core.evaluation.facts import facts_of
from core.evaluation.grade import Sheet, grade
from core.evaluation.params import EVALUATE
from core.evaluation.subjects import Subject
from core.evaluation.tally import new_report
from core.jobs.reporter import Reporter
from core.jobs.runfolder import RunFolder
from core.keys import Keys
from core.providers.base import ChatRequest
from core.providers.batch_run import answer_all
from core.store.store import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """One case with the request that asks it; the case's id is the request's key."""

    sheet: Sheet
    request: ChatRequest


def plan(
    sheets: Sequence[Sheet], system_prompts: JsonObject, sampling: Sampling, *, offers_tools: bool
) -> tuple[Asked, ...]:
    """The request of every case: the same question for every subject, under its category's system prompt."""
    found = []
    for sheet in sheets:
        system = text_message(Role.SYSTEM, system_prompts[sheet.case.category])
        messages = (system, text_message(Role.USER, sheet.case.input))
        found.append(Asked(sheet, ChatRequest(sheet.case.id, messages, sheet.tools if offers_tools else (), sampling)))
    return tuple(found)


@dataclass(slots=True)
class _Progress:
    """What came back so far."""

    results: dict[str, CaseResult] = field(default_factory=dict)
    completions: dict[str, Completion] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)

    def take(self, sheet: Sheet, outcome: Completion | ProviderRefused) -> None:
        """Score one outcome; a later one for the same case replaces an earlier refusal."""
        self.results[sheet.case.id] = grade(sheet, outcome)
        if isinstance(outcome, Completion):
            self.completions[sheet.case.id] = outcome
        else:
            self.reasons[outcome.reason] += 1

    @property
    def conclusion(self) -> float:
        """Share of right conclusions so far."""
        return sum(result.scores.conclusion for result in self.results.values()) / max(1, len(self.results))

    @property
    def value(self) -> float:
        """Mean coverage by value so far."""
        return sum(result.scores.value for result in self.results.values()) / max(1, len(self.results))

    def line(self) -> str:
        """What the jobs panel shows behind the bar."""
        failed = sum(bool(result.error) for result in self.results.values())
        said = f"{self.conclusion:.0%} of conclusions right so far" if self.results else "waiting for the first answer"
        return f"{said}, {failed} failed" if failed else said


@dataclass(slots=True)
class EvaluationJob:
    """Evaluates one subject on some cases; a stopped job stores nothing, but can be resumed from its folder."""

    store: Store
    keys: Keys
    subject: Subject
    asked: Sequence[Asked]
    folder: RunFolder
    benchmark: str
    split: str
    label: str
    role: SubjectRole
    lane: Lane
    spec: JsonObject
    sampling: Sampling
    concurrency: int
    kind: str = EVALUATE

    @property
    def title(self) -> str:
        """What the jobs panel shows."""
        return f"Evaluate {self.label} on {len(self.asked)} cases of {self.benchmark}"

    def run(self, report: Reporter) -> JsonObject:
        """Ask, score, and keep the report with all its answers in one unit."""
        started = time.monotonic()
        sheets = {asked.sheet.case.id: asked.sheet for asked in self.asked}
        progress = _Progress()
        report.progress(0, len(sheets), progress.line())

        def on_result(key: str, outcome: Completion | ProviderRefused) -> None:
            progress.take(sheets[key], outcome)
            if isinstance(outcome, ProviderRefused):
                report.log(f"Case {key}: {outcome}")
            done = len(progress.results)
            report.progress(done, len(sheets), progress.line())
            report.metric("conclusion", done, progress.conclusion)
            report.metric("value", done, progress.value)

        requests = [asked.request for asked in self.asked]
        try:
            answer_all(
                self.folder,
                self.subject.profile,
                requests,
                report,
                on_result,
                keys=self.keys,
                concurrency=self.concurrency,
            )
        except JobCancelled:
            report.log(f"Stopped after {len(progress.results)} of {len(sheets)} cases; no report was kept.")
            raise
        self._check(progress)
        new = self._report(progress, report, time.monotonic() - started)
        with self.store.begin() as unit:
            report_id = unit.reports.insert(new, [progress.results[case_id] for case_id in sheets])
        return _result(report_id, new)

    def _check(self, progress: _Progress) -> None:
        """No report where nothing was answered: it would say more about a key or a server than about the subject."""
        if progress.completions:
            return
        reason, count = progress.reasons.most_common(1)[0] if progress.reasons else ("no answer", len(self.asked))
        raise StudioError(
            f"No case was answered: {count} of {len(self.asked)} failed ({reason}); no report was kept.",
            hint=f"The job's log has the words of “{self.subject.profile.name}”; check it in Settings.",
        )

    def _report(self, progress: _Progress, report: Reporter, wall_s: float) -> NewReport:
        facts = facts_of(
            self.subject.profile,
            tuple(progress.completions.values()),
            sampling=self.sampling,
            offers_tools=any(asked.request.tools for asked in self.asked),
            wall_s=wall_s,
            is_language_model=self.subject.capabilities.is_language_model,
        )
        return new_report(
            [asked.sheet.case for asked in self.asked],
            list(progress.results.values()),
            subject=self.subject.text,
            label=self.label,
            role=self.role,
            benchmark=self.benchmark,
            split=self.split,
            facts=facts,
            job_id=report.job,
        )


def _result(report_id: int, new: NewReport) -> JsonObject:
    """The job's result: the report and its headline figures."""
    return {
        "report": report_id,
        "n": new.n,
        "conclusion": round(new.overall.conclusion.mean, 4),
        "value": round(new.overall.value.mean, 4),
        "mention": round(new.overall.mention.mean, 4),
        "tool": None if new.overall.tool is None else round(new.overall.tool.mean, 4),
        "failed": new.facts["failed"],
        "truncated": new.facts["truncated"],
    }
