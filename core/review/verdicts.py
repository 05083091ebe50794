# SPDX-License-Identifier: Apache-2.0
"""Where a verdict or an edit puts a trace, and what the menu calls what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from core.domain.reviews import TraceStanding, Verdict
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


def standing_after_edit(
    old: TraceStanding, *, head: int, author: str, accept: bool, is_reworded: bool
) -> TraceStanding:
    """Where an edit puts a trace: kept ones stay kept, as edited; any other verdict was on the old words.

    Where only marks changed, the words are the same: the verdict on them stands. What needs adjudication goes on to.
    """
    if old.state is TraceState.NEEDS_ADJUDICATION and not accept:
        return replace(old, head=head)
    if accept or (old.state.is_kept and is_reworded):
        who = author.strip() if accept else old.reviewer
        return replace(old, head=head, state=TraceState.EDITED, reviewer=who, reasons=(), kept_from="")
    if not is_reworded:
        return replace(old, head=head, state=TraceState.EDITED if old.state.is_kept else old.state)
    return replace(old, head=head, state=TraceState.PENDING, reviewer="", reasons=(), kept_from="")


def label(done: str, ids: Sequence[TraceId]) -> str:
    """What was done, to which traces: ``Accept trace 12`` or ``Accept 12 traces``."""
    return f"{done} trace {ids[0]}" if len(ids) == 1 else f"{done} {len(ids):,} traces"


VERDICT_WORDS = {
    Verdict.ACCEPT: "Accept",
    Verdict.REJECT: "Reject",
    Verdict.NEEDS_WORK: "Send back",
    Verdict.SKIP: "Skip",
}
