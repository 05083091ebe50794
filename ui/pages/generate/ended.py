# SPDX-License-Identifier: Apache-2.0
"""A run that is over, in words for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.domain.jobs import JobRecord
from core.domain.json import JsonObject


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that is over.

    Attributes:
        left: how many were not asked yet.
        failed: reason in words -> how many.
        ended_by: why it ended early; empty where it came to its end.
        report: what a person who launches runs wants to know besides, a sentence each.
    """

    record: JobRecord
    kept: int
    left: int
    failed: tuple[tuple[str, int], ...]
    cost_usd: float | None
    ended_by: str
    report: tuple[str, ...]


def ended_of(record: JobRecord) -> Ended:
    """What a finished run has to say."""
    result = record.result
    failed = result.get("failed")
    reasons = failed.items() if isinstance(failed, dict) else ()
    cost = result.get("cost_usd")
    return Ended(
        record=record,
        kept=int(result.get("kept", 0)),
        left=int(result.get("left", 0)),
        failed=tuple((reason_words(reason), int(count)) for reason, count in reasons),
        cost_usd=None if cost is None else float(cost),
        ended_by=str(result.get("ended_by", "")),
        report=tuple(_report(result)),
    )


def _report(result: JsonObject) -> Iterator[str]:
    """Tokens, repeated requests, latencies and categories of a run, where it has them."""
    if tokens := result.get("tokens"):
        yield f"{tokens:,} tokens in and out"
    if retried := result.get("retried"):
        yield f"{retried:,} sent once more after a fault that passed"
    latency = result.get("latency_s") or {}
    if latency.get("p90"):
        yield f"an answer took {_seconds(latency['p50'])}, nine in ten under {_seconds(latency['p90'])}"
    by_task = result.get("kept_by_task") or {}
    if len(by_task) > 1:
        yield ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in sorted(by_task.items()))


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1_000:.0f} ms"


def reason_words(reason: str) -> str:
    """Why an answer could not be kept, in words for people."""
    words = {
        "bad_response": "the answer could not be read",
        "network": "the connection failed",
        "refusal": "the teacher declined to answer",
        "timeout": "no answer within the time limit",
        "too_long": "the prompt is too long for the model",
        "truncated": "the answer was cut off by the token limit",
        "rate_limit": "too many requests at once",
        "auth": "the key was not accepted",
        "overloaded": "the provider is overloaded",
    }
    return words.get(reason, reason.replace("_", " "))
