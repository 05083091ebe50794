# SPDX-License-Identifier: Apache-2.0
"""What a report's figures stand on: time, tokens, model, versions and the machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import psutil

from core.domain.messages import Completion, Sampling
from core.domain.providers import ProviderProfile
from core.version import stillroom_version

PLANNER_NOTE = "built-in planner, not a language model"
_PACKAGES: Mapping[str, tuple[str, ...]] = {
    "local": ("torch", "transformers", "peft"),
    "openai": ("openai",),
    "openai_compatible": ("openai",),
    "anthropic": ("anthropic",),
}


def facts_of(
    profile: ProviderProfile,
    completions: Sequence[Completion],
    *,
    sampling: Sampling,
    offers_tools: bool,
    wall_s: float,
    is_language_model: bool,
) -> dict[str, Any]:
    """The facts of one evaluation; tokens are as the provider counted them, None where it did not."""
    tokens_out = _sum([completion.usage.output_tokens for completion in completions])
    facts = {
        "kind": profile.kind,
        "model": next((completion.model for completion in completions), profile.model),
        "seconds": round(wall_s, 3),
        "input_tokens": _sum([completion.usage.input_tokens for completion in completions]),
        "output_tokens": tokens_out,
        "tokens_per_s": round(tokens_out / wall_s, 1) if tokens_out and wall_s > 0 else None,
        "temperature": sampling.temperature,
        "max_tokens": sampling.max_tokens,
        "tools_offered": offers_tools,
        "versions": _versions(profile.kind),
        "machine": machine(),
    }
    return facts if is_language_model else facts | {"note": PLANNER_NOTE}


def machine() -> str:
    """The computer in a few words, without its name."""
    memory_gib = psutil.virtual_memory().total / 2**30
    return f"{os.cpu_count() or 1} cores, {memory_gib:.0f} GiB, {platform.system()} {platform.machine()}"


def _versions(kind: str) -> dict[str, str]:
    found = {"python": platform.python_version(), "stillroom": stillroom_version()}
    for name in _PACKAGES.get(kind, ()):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _sum(counts: Sequence[int | None]) -> int | None:
    """The sum of what was counted; None where nothing was."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
