# SPDX-License-Identifier: Apache-2.0
"""Which requests a generation job sends: one for each problem and sample, under a key that never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.domain.codec import to_json
from core.domain.messages import Role, Sampling, ToolSpec, text_message
from core.domain.providers import ProviderProfile
from core.domain.tasks import Problem
from core.providers.base import ChatRequest


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """One request with the problem that it asks about."""

    problem: Problem
    request: ChatRequest
    prompt_hash: str


def plan_requests(
    problems: Sequence[Problem],
    *,
    profile: ProviderProfile,
    samples: int,
    sampling: Sampling,
    system_prompt_for: Callable[[str], str],
    tools_for: Callable[[str], tuple[ToolSpec, ...]],
) -> tuple[PlannedRequest, ...]:
    """The requests for every problem, sample by sample; the same call gives the same keys, so none is asked twice."""
    planned = []
    types = {problem.task_type for problem in problems}
    prompts = {task_type: system_prompt_for(task_type) for task_type in types}
    tools = {task_type: tools_for(task_type) for task_type in types}
    for number in range(samples):
        for problem in problems:
            system = prompts[problem.task_type]
            messages = (text_message(Role.SYSTEM, system), text_message(Role.USER, problem.prompt))
            drawn = sampling if sampling.seed is None else replace(sampling, seed=sampling.seed + number)
            prompt_hash = _hash(system, problem.prompt)
            key = _hash(
                problem.made.key,
                prompt_hash,
                profile.name,
                profile.kind,
                profile.model,
                json.dumps(to_json(profile.options or {}), sort_keys=True),
                json.dumps(to_json(drawn), sort_keys=True),
                str(number),
            )
            request = ChatRequest(key=key, messages=messages, tools=tools[problem.task_type], sampling=drawn)
            planned.append(PlannedRequest(problem, request, prompt_hash))
    return tuple(planned)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
