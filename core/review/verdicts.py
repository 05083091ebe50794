# SPDX-License-Identifier: Apache-2.0
"""Where a verdict or an edit puts a trace, and what the menu calls what was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from core.domain.reviews import Verdict
from core.domain.traces import TraceId, TraceState


def state_after(verdict: Verdict, *, head: int) -> TraceState:
    """The state that a verdict gives; accepting a revision keeps the trace as edited."""
    match verdict:
        case Verdict.ACCEPT:
            return TraceState.EDITED if head else TraceState.ACCEPTED
        case Verdict.REJECT:
            return TraceState.REJECTED
        case Verdict.NEEDS_WORK:
            return TraceState.NEEDS_WORK
        case Verdict.SKIP:
            return TraceState.SKIPPED
        case _:
            assert_never(verdict)


def state_after_edit(state: TraceState, *, accept: bool, is_reworded: bool) -> TraceState:
    """The state that an edit gives: kept traces stay kept, as edited; any other verdict was on the old words.

    Where only marks changed, the words are the same: the verdict on them stands.
    """
    if accept or state.is_kept:
        return TraceState.EDITED
    return TraceState.PENDING if is_reworded else state


def label(done: str, ids: Sequence[TraceId]) -> str:
    """What was done, to which traces: ``Accept trace 12`` or ``Accept 12 traces``."""
    return f"{done} trace {ids[0]}" if len(ids) == 1 else f"{done} {len(ids):,} traces"


VERDICT_WORDS = {
    Verdict.ACCEPT: "Accept",
    Verdict.REJECT: "Reject",
    Verdict.NEEDS_WORK: "Send back",
    Verdict.SKIP: "Skip",
}
