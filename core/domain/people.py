# SPDX-License-Identifier: Apache-2.0
"""Figures about the people who review: how much each did, and how far they agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.domain.reviews import Verdict
from core.domain.traces import TraceId

MOST_DECISIONS = 50_000
"""The figures of a workspace rest on so many of its newest decisions: they tell of now, and come within seconds."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One figure of agreement with its 95 % interval.

    Attributes:
        value: None where the figure is not defined; never a number that only looks like one.
        low, high: both None where no interval can be given.
        n: how many traces it rests on.
        reason: why there is no value, or no interval, in words; empty where both are there.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RatedDecision:
    """One decision as the figures about people need it; what was undone is not among them.

    Attributes:
        revision: the revision that the verdict is on.
        base: for an edit, the revision that it started from; None for a plain verdict.
        rating: 1 to 5, where the reviewer gave one.
        at: when; decisions on many traces at once share it.
    """

    reviewer: str
    trace_id: TraceId
    verdict: Verdict
    at: datetime
    revision: int = 0
    base: int | None = None
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewerFigures:
    """What one reviewer did, counted by the last word on each trace.

    Attributes:
        done: traces with a verdict; skipped ones are not among them.
        accepted: taken as they were; ``edited`` ones were changed and then decided.
        median_seconds: usual time for one trace; None without several decisions in a row.
        compared: revisions that somebody else judged too, of which the words on ``disagreed`` differ.
    """

    reviewer: str
    done: int
    accepted: int
    edited: int
    rejected: int
    sent_back: int
    skipped: int
    median_seconds: float | None
    compared: int
    disagreed: int

    @property
    def accept_share(self) -> float | None:
        """The share of the done traces that were taken as they were."""
        return _share(self.accepted, self.done)

    @property
    def edit_share(self) -> float | None:
        """The share of the done traces that were changed first."""
        return _share(self.edited, self.done)

    @property
    def reject_share(self) -> float | None:
        """The share of the done traces that were rejected or sent back."""
        return _share(self.rejected + self.sent_back, self.done)

    @property
    def disagreement_rate(self) -> float | None:
        """How often somebody else says otherwise; None where nobody else judged the same."""
        return _share(self.disagreed, self.compared)


@dataclass(frozen=True, slots=True)
class Workload:
    """How many traces are assigned to a reviewer, and how many of them wait for a word."""

    reviewer: str
    assigned: int
    waiting: int


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two reviewers agree on what both judged.

    Attributes:
        shared: revisions that both judged.
        rating: Gwet's AC2 with ordinal weights over the ratings that both gave.
    """

    first: str
    second: str
    shared: int
    percent: Agreement
    kappa: Agreement
    ac1: Agreement
    rating: Agreement


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A revision on which the last words of two reviewers or more differ; somebody has to settle it."""

    trace_id: TraceId
    revision: int
    words: tuple[RatedDecision, ...]


@dataclass(frozen=True, slots=True)
class PeopleReport:
    """All figures about the reviewers of some decisions.

    Attributes:
        percent, alpha, ac1: over the verdicts of all reviewers together.
        rating_alpha: Krippendorff's ordinal alpha over all ratings.
        disagreements: what waits for somebody to settle it, by trace.
    """

    reviewers: tuple[ReviewerFigures, ...]
    pairs: tuple[PairAgreement, ...]
    disagreements: tuple[Disagreement, ...]
    percent: Agreement
    alpha: Agreement
    ac1: Agreement
    rating_alpha: Agreement


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
