# SPDX-License-Identifier: Apache-2.0
"""Which requests a judging job sends: one for each trace and one more for each canary, under keys that stay."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.domain.codec import to_json
from core.domain.messages import Sampling
from core.domain.providers import ProviderProfile
from core.domain.tasks import Element, Problem
from core.domain.traces import QueuePlace, Step, StepKind, Trace, TraceFilter, TraceId
from core.errors import UnknownName
from core.providers.base import ChatRequest
from core.review.judging.canaries import plant
from core.review.judging.prompt import answer_schema, messages
from core.store.store import Store, Unit

SAMPLING = Sampling(temperature=0.0, max_tokens=2048)
"""A judge says the same twice, as far as its provider lets it; thinking counts as output."""

_OTHERS = 5
_SOUND = "sound"


@dataclass(frozen=True, slots=True)
class Errand:
    """What one request is about: a trace as it is, or with a planted fault."""

    trace_id: TraceId
    is_canary: bool = False


@dataclass(frozen=True, slots=True)
class PlannedJudging:
    """One request with what it is about.

    Attributes:
        fault: what was planted; empty for the trace as it is.
    """

    errand: Errand
    revision: int
    elements: tuple[Element, ...]
    request: ChatRequest
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Planner:
    """Makes requests of errands; the same errand gives the same key while its trace stays the same. Any thread."""

    store: Store
    profile: ProviderProfile
    requires_for: Callable[[str], tuple[Element, ...]]
    seed: int

    def plan(self, errands: Sequence[Errand]) -> tuple[PlannedJudging, ...]:
        """The requests in the order of the errands; those into which no fault can be planted are left out."""
        with self.store.read() as unit:
            ids = tuple(dict.fromkeys(errand.trace_id for errand in errands))
            traces = {trace.id: trace for trace in unit.traces.many(ids)}
            problems = {found.id: found for found in unit.problems.many([t.problem_id for t in traces.values()])}
            made = [
                self._planned(unit, errand, trace, problems[trace.problem_id])
                for errand in errands
                if (trace := traces.get(errand.trace_id)) is not None
            ]
        return tuple(planned for planned in made if planned is not None)

    def _planned(self, unit: Unit, errand: Errand, trace: Trace, problem: Problem) -> PlannedJudging | None:
        steps, fault = trace.steps, ""
        if errand.is_canary:
            dice = f"{self.seed}:{trace.id}:{trace.head}"
            planted = plant(steps, _other_answers(unit, trace, problem.task_type), dice=dice)
            if planted is None:
                return None
            steps, fault = planted.steps, planted.fault
        elements = self._elements(problem.task_type)
        said = messages(problem.prompt, steps, elements)
        request = ChatRequest(
            key=f"{trace.id}-{trace.head}-{fault or _SOUND}-{_hash(self.profile, *(part.text for part in said))}",
            messages=said,
            sampling=SAMPLING,
            answer_schema=answer_schema(elements),
        )
        return PlannedJudging(errand, trace.head, elements, request, fault)

    def _elements(self, task_type: str) -> tuple[Element, ...]:
        """A task type that nobody knows any more requires nothing."""
        try:
            return self.requires_for(task_type)
        except UnknownName:
            return ()


def errand_of(key: str) -> Errand:
    """What a request is about, by its key."""
    trace_id, _revision, fault, _hashed = key.split("-")
    return Errand(TraceId(int(trace_id)), is_canary=fault != _SOUND)


def _other_answers(unit: Unit, trace: Trace, task_type: str) -> tuple[Step, ...]:
    """Answers to other problems of the same task: those behind the trace, or the first where it is the last."""
    wanted = TraceFilter(task_types=(task_type,))
    behind = unit.queue.page(wanted, limit=_OTHERS, after=QueuePlace(trace.id, trace.id))
    places = behind or unit.queue.page(wanted, limit=_OTHERS)
    others = unit.traces.many([place.trace_id for place in places])
    answers = [step for other in others if other.problem_id != trace.problem_id for step in other.steps[::-1]]
    return tuple(step for step in answers if step.kind is StepKind.ANSWER)


def _hash(profile: ProviderProfile, *texts: str) -> str:
    options = json.dumps(to_json(profile.options or {}), sort_keys=True)
    whole = "\0".join((profile.name, profile.kind, profile.model, options, *texts))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]
