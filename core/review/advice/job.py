# SPDX-License-Identifier: Apache-2.0
"""The job that asks a model for advice: one request, in a child process like every other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.costs import price_usd
from core.domain.advice import Advice
from core.domain.codec import to_json
from core.domain.jobs import Lane
from core.domain.json import JsonObject
from core.domain.messages import Completion
from core.domain.providers import ProviderProfile
from core.errors import ProviderRefused
from core.jobs.reporter import Reporter
from core.jobs.runfolder import RunFolder
from core.keys import Keys
from core.providers.base import ChatRequest
from core.providers.batch_run import answer_all
from core.review.advice.asking import read_reply
from core.review.advice.computed import Answers

KIND = "review.advise"


@dataclass(frozen=True, slots=True)
class AdviceJob:
    """Asks once; what comes back is kept as the result of the job, and changes nothing by itself."""

    keys: Keys
    profile: ProviderProfile
    request: ChatRequest
    folder: RunFolder
    made: Callable[[Answers], Advice]
    title: str
    lane: Lane
    spec: JsonObject
    kind: str = KIND

    def run(self, report: Reporter) -> JsonObject:
        """Ask and read the reply. Raises ProviderRefused, KeyMissing or JobCancelled."""
        heard: list[Completion | ProviderRefused] = []
        report.progress(0, 1, self.profile.name)
        answer_all(
            self.folder,
            self.profile,
            (self.request,),
            report,
            lambda _key, outcome: heard.append(outcome),
            keys=self.keys,
            concurrency=1,
        )
        (outcome,) = heard
        if isinstance(outcome, ProviderRefused):
            raise outcome
        cost = price_usd(self.profile, outcome.model, outcome.usage)
        report.progress(1, 1, self.profile.name)
        return {"advice": to_json(replace(self.made(read_reply(outcome)), cost_usd=cost))}
