# SPDX-License-Identifier: Apache-2.0
"""The fields of a run, described once so that the form can draw them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.domain.tasks import Split
from core.params import Param, param, params_of

SPLITS = {"Train": Split.TRAIN, "Held-out": Split.HELD_OUT, "Out of distribution": Split.OOD}


@dataclass(frozen=True, slots=True)
class RunFields:
    """What every run can be told."""

    split: str = param(
        "Train",
        "Split",
        "Students learn from train; the others are for looking at a teacher.",
        choices=tuple(SPLITS),
    )
    is_unanswered_only: bool = param(
        True, "Only unanswered", "Leave out the problems that this teacher has answered already."
    )
    limit: int | None = param(None, "At most", "Empty means all of them.", minimum=1, unit="problems")
    samples: int = param(
        1, "Traces per problem", "More than one lets you choose, or vote, between them.", minimum=1, maximum=64
    )
    temperature: float | None = param(
        0.3, "Temperature", "Low is steady, high is varied; empty leaves it to the provider.", minimum=0, maximum=2
    )
    budget_usd: float | None = param(
        None, "Budget", "Nothing is sent that could go beyond it; empty means no limit.", minimum=0.01, unit="USD"
    )
    smoke: int | None = param(
        12,
        "Look first at",
        "So many go out before the rest, and you look at them; empty sends all at once.",
        minimum=1,
        maximum=1_000,
        unit="traces",
    )
    max_tokens: int = param(
        1024,
        "Longest answer",
        "An answer that is cut off here is not kept.",
        minimum=16,
        maximum=1_000_000,
        unit="tokens",
        is_advanced=True,
    )
    budget_tokens: int | None = param(
        None, "Most tokens", "In and out together.", minimum=1, unit="tokens", is_advanced=True
    )
    budget_requests: int | None = param(
        None, "Most requests", "Those that are refused count too.", minimum=1, unit="requests", is_advanced=True
    )
    concurrency: int = param(
        8,
        "Requests at once",
        "How many wait for an answer at the same time.",
        minimum=1,
        maximum=256,
        is_advanced=True,
    )


MODEL_ONLY = ("temperature", "budget_usd", "budget_tokens", "budget_requests", "smoke", "max_tokens", "concurrency")
"""Fields that mean nothing for the built-in planner."""


def fields_for(*, is_language_model: bool, has_temperature: bool, own: tuple[Param, ...]) -> tuple[Param, ...]:
    """The fields for a teacher: the planner's own style instead of what only a model understands."""
    left_out = set() if is_language_model else set(MODEL_ONLY)
    if not has_temperature:
        left_out.add("temperature")
    kept = [spec for spec in params_of(RunFields) if spec.name not in left_out]
    if is_language_model:
        return tuple(kept)
    return (*kept, *(replace(spec, name=f"own.{spec.name}") for spec in own))
