# SPDX-License-Identifier: Apache-2.0
"""Opinions: what the reviewers to whom a trace is assigned say of it, and what comes of two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.reviews import HistoryEntry, Verdict
from core.domain.traces import TraceId, TraceState

_WORDS = {Verdict.ACCEPT: "accept", Verdict.REJECT: "reject", Verdict.NEEDS_WORK: "needs work", Verdict.SKIP: "skip"}


@dataclass(frozen=True, slots=True)
class Opinion:
    """The last word of a reviewer on a trace that is assigned to them.

    Attributes:
        verdict: None while nothing was said that stands; a skip says nothing.
        revision: the revision that it is on.
    """

    reviewer: str
    verdict: Verdict | None = None
    revision: int = 0

    @property
    def sentence(self) -> str:
        """Who says what, such as ``Ada: accept``; an edit that its author accepts is called one."""
        if self.verdict is Verdict.ACCEPT and self.revision:
            return f"{self.reviewer}: edit"
        return f"{self.reviewer}: {'–' if self.verdict is None else _WORDS[self.verdict]}"


@dataclass(frozen=True, slots=True)
class StandingDecision:
    """A decision that is not taken back, with what the figures about people ask of it.

    Attributes:
        base: for an edit, the revision that it began with; None for a plain verdict.
        rating: 1 to 5, where this reviewer gave the trace one.
        is_settling: True where the trace needed adjudication, so that this is nobody's independent opinion.
    """

    trace_id: TraceId
    reviewer: str
    verdict: Verdict
    at: datetime
    revision: int
    reasons: tuple[str, ...] = ()
    note: str = ""
    base: int | None = None
    rating: int | None = None
    is_settling: bool = False


class Outcome(StrEnum):
    """What a verdict does to the state of a trace."""

    STANDS = "stands"
    WAITS = "waits"
    DIFFERS = "differs"


def outcome(state: TraceState, reviewer: str, verdict: Verdict, opinions: Sequence[Opinion]) -> Outcome:
    """What comes of a verdict, where ``opinions`` are those of everybody the trace is assigned to, this one with them.

    With fewer than two reviewers, or from somebody outside, a verdict stands; so it does where the trace needed
    adjudication. Otherwise it waits for the opinions that are missing. The same word on the same revision stands, and
    anything else has to be settled.
    """
    own = next((opinion for opinion in opinions if opinion.reviewer == reviewer), None)
    if len(opinions) < 2:
        return Outcome.STANDS
    if verdict is Verdict.SKIP:
        return Outcome.WAITS
    if own is None or state is TraceState.NEEDS_ADJUDICATION:
        return Outcome.STANDS
    if any(opinion.verdict is None for opinion in opinions):
        return Outcome.WAITS
    words = {(opinion.verdict, opinion.revision) for opinion in opinions}
    return Outcome.STANDS if len(words) == 1 else Outcome.DIFFERS


@dataclass(frozen=True, slots=True)
class DoubleReview:
    """A trace that several people review, as one of them may see it.

    Attributes:
        own: what this reviewer said.
        given: how many of the ``wanted`` opinions are in.
    """

    trace_id: TraceId
    own: Opinion
    given: int
    wanted: int

    @property
    def is_blind(self) -> bool:
        """True while an opinion is missing: nothing that the others said may be shown."""
        return self.given < self.wanted


@dataclass(frozen=True, slots=True)
class Dispute:
    """A trace that needs adjudication, with the opinions that differ."""

    trace_id: TraceId
    title: str
    opinions: tuple[Opinion, ...]


def own_history(entries: Sequence[HistoryEntry], reviewer: str) -> tuple[HistoryEntry, ...]:
    """What one reviewer did to a trace; what the others did is left out."""
    return tuple(entry for entry in entries if entry.reviewer == reviewer)
