# SPDX-License-Identifier: Apache-2.0
"""Where skipped traces go, and in which parts the queue of one reviewer is read because of it."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from core.domain.reviews import EVERYBODY, SkipTo
from core.domain.traces import TraceFilter, TraceState


def kept_from(skip_to: SkipTo, reviewer: str) -> str:
    """Whom a trace does not come back to that ``reviewer`` skips; empty for nobody."""
    match skip_to:
        case SkipTo.ME:
            return ""
        case SkipTo.OTHERS:
            return reviewer
        case SkipTo.OUT:
            return EVERYBODY
        case _:
            assert_never(skip_to)


def queue_of(wanted: TraceFilter, reviewer: str) -> TraceFilter:
    """A filter of waiting traces as the queue of one reviewer, without what this reviewer is through with.

    Who asks for pending or for skipped traces by name gets all of them.
    """
    return replace(wanted, asked_by=reviewer) if wanted.is_of_waiting else wanted


def parts_of(wanted: TraceFilter) -> tuple[TraceFilter, ...]:
    """The filters to read one behind the other: of waiting traces first those that nobody skipped."""
    if not wanted.is_of_waiting:
        return (wanted,)
    return tuple(replace(wanted, states=(state,)) for state in (TraceState.PENDING, TraceState.SKIPPED))
