# SPDX-License-Identifier: Apache-2.0
"""Judgements: what a model says of a trace, how far it can be relied on, and the rules that act on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.domain.jobs import JobId
from core.domain.people import Agreement
from core.domain.reviews import Verdict
from core.domain.traces import Bounds, TraceFilter, TraceId

WORST, BEST = 1, 5
"""The scores that a judge can give; the scale of ratings."""

RULE_MARK = "rule ("
"""How the name begins under which a rule decides: no person's word, whoever set the rule to work."""


@dataclass(frozen=True, slots=True)
class ElementMark:
    """Whether a judge finds one required element in a trace, and why it says so."""

    element: str
    is_there: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge says of the steps that it was shown.

    Attributes:
        score: 1 to 5, 5 the best.
        verdict: accept or reject, nothing else.
        elements: one mark for each element that the task requires.
    """

    score: int
    verdict: Verdict
    elements: tuple[ElementMark, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """An opinion on one revision of a stored trace.

    Attributes:
        judge: name of the provider profile.
        cost_usd: None where the price is unknown, never zero for that.
    """

    trace_id: TraceId
    judge: str
    revision: int
    opinion: Opinion
    at: datetime
    cost_usd: float | None = None
    job_id: JobId | None = None


@dataclass(frozen=True, slots=True)
class CanaryOutcome:
    """How a judge took a trace into which a fault was planted; the faulty text itself is kept nowhere.

    Attributes:
        fault: name of the maker of the fault.
        score: of the faulty one; ``sound`` is the score that the same judge gave the trace as it is.
        is_caught: it scored the faulty one lower, or rejected it where it accepts the trace as it is.
    """

    trace_id: TraceId
    judge: str
    revision: int
    fault: str
    score: int
    sound: int
    is_caught: bool
    at: datetime
    job_id: JobId | None = None


@dataclass(frozen=True, slots=True)
class JudgingEstimate:
    """What judging would send and cost, before anything is sent.

    Attributes:
        canaries: those of the requests that carry a planted fault.
        usd_p50, usd_p90: if every answer costs as much as the usual one, and as one of the dear ones; None where the
            price of the model is unknown.
        note: how the figures were made.
    """

    requests: int
    canaries: int
    input_tokens: int
    output_tokens: int
    usd_p50: float | None
    usd_p90: float | None
    note: str


@dataclass(frozen=True, slots=True)
class ComparedJudgement:
    """A judgement of a current revision beside what a person says of the same revision.

    Attributes:
        verdict: the judge's. decided: the person's; None while nobody decided, or a rule did.
    """

    trace_id: TraceId
    score: int
    verdict: Verdict
    decided: Verdict | None
    rating: int | None


@dataclass(frozen=True, slots=True)
class JudgeFigures:
    """How far one judge agrees with people; words on another revision than the judged one are left out.

    Attributes:
        judged: traces whose current revision it judged, ``decided`` of them with a person's verdict.
        tau: Kendall's tau-b of its scores with people's ratings.
        kappa: Cohen's kappa of its verdicts with people's.
        rejects: the share of its rejections that people reject too.
        canaries: the share of planted faults that it caught. A trace that it puts at the bottom as it is counts for
            nothing: there is no lower score.
    """

    judge: str
    judged: int
    decided: int
    tau: Agreement
    kappa: Agreement
    rejects: Agreement
    canaries: Agreement


@dataclass(frozen=True, slots=True)
class Rule:
    """A verdict for traces that a judge scored so, given without a person looking.

    A rule takes only traces that are pending: those on which somebody decided, skipped, put a flag or began an edit are
    left to people.

    Attributes:
        verdict: accept or reject.
        score: bounds of the score, both included.
        judge: whose score is meant; empty means the mean of all judges.
        has_no_findings: only traces that the checks looked at and found nothing in.
        reasons: of a rejection.
        wanted: which traces it looks at, beside all that.
    """

    verdict: Verdict
    score: Bounds
    judge: str = ""
    has_no_findings: bool = False
    reasons: tuple[str, ...] = ()
    wanted: TraceFilter = TraceFilter()


@dataclass(frozen=True, slots=True)
class RulePreview:
    """What a rule would do now.

    Attributes:
        examples: the first traces that it would decide.
        agreement: of the traces that the rule fits and a person decided, the share on which the person says the same.
        token: names exactly this rule on exactly these traces; applying takes it.
    """

    count: int
    examples: tuple[TraceId, ...]
    agreement: Agreement
    token: str


def rule_name(reviewer: str) -> str:
    """Under which name a rule decides that a reviewer set to work."""
    return f"{RULE_MARK}{reviewer.strip()})"
