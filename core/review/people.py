# SPDX-License-Identifier: Apache-2.0
"""What each reviewer did and how far reviewers agree, from their decisions; pure, for any number of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import TypeAlias

from core.domain.people import Disagreement, PairAgreement, PeopleReport, RatedDecision, ReviewerFigures
from core.domain.reviews import DecisionMoment, Verdict
from core.domain.traces import TraceId
from core.review.agreement.alpha import Metric, krippendorff_alpha
from core.review.agreement.gwet import gwet_ac2
from core.review.agreement.kappa import cohen_kappa
from core.review.agreement.percent import percent_agreement
from core.review.agreement.ratings import STARS, VERDICTS, Ratings, Value, ratings_of, verdict_value
from core.review.agreement.weights import Weighting
from core.review.pace import median_seconds


@dataclass(frozen=True, slots=True)
class _Word:
    """The last thing that a reviewer said of one revision."""

    value: Verdict
    rating: int | None
    decision: RatedDecision


_Judged: TypeAlias = tuple[TraceId, int]
_Words: TypeAlias = Mapping[_Judged, Mapping[str, _Word]]


def people_report(
    decisions: Iterable[RatedDecision], *, adjudicated: Mapping[TraceId, datetime] | None = None
) -> PeopleReport:
    """All figures about the reviewers of some decisions, whatever their order.

    People are compared on the same revision only. An edit says two things: that the revision it started from did not
    stand as it was, which counts as its rejection, and its own verdict on what it made. A skip takes a word back.

    Args:
        decisions: what stands; what was undone, what an adjudicator decided and what a rule did are left out by the
            caller.
        adjudicated: when the disagreement on a trace was settled; a later word opens it again.
    """
    made = sorted(decisions, key=lambda decision: decision.at)
    words = _last_words(made)
    verdicts, stars = _tables(words)
    return PeopleReport(
        reviewers=tuple(_figures(reviewer, own, words) for reviewer, own in sorted(_by_reviewer(made).items())),
        pairs=tuple(_pair(first, second, verdicts, stars) for first, second in combinations(verdicts.raters, 2)),
        disagreements=tuple(_open(words, adjudicated or {})),
        percent=percent_agreement(verdicts),
        alpha=krippendorff_alpha(verdicts),
        ac1=gwet_ac2(verdicts),
        rating_alpha=krippendorff_alpha(stars, metric=Metric.ORDINAL),
    )


def _by_reviewer(made: Iterable[RatedDecision]) -> dict[str, list[RatedDecision]]:
    found: dict[str, list[RatedDecision]] = {}
    for decision in made:
        found.setdefault(decision.reviewer, []).append(decision)
    return found


def _last_words(made: Iterable[RatedDecision]) -> dict[_Judged, dict[str, _Word]]:
    """For each revision that somebody judged, the last word of everyone; of two at one moment the later in the list."""
    found: dict[_Judged, dict[str, _Word]] = {}
    for decision in made:
        for judged, word in _said(decision):
            held = found.setdefault(judged, {})
            if word is None:
                held.pop(decision.reviewer, None)
            else:
                held[decision.reviewer] = word
    return {judged: held for judged, held in sorted(found.items()) if held}


def _said(decision: RatedDecision) -> Iterator[tuple[_Judged, _Word | None]]:
    """The revisions that a decision speaks of, each with its word; None where it takes a word back."""
    if decision.base is not None and decision.base != decision.revision:
        yield (decision.trace_id, decision.base), _Word(Verdict.REJECT, None, decision)
    value = verdict_value(decision.verdict)
    word = None if value is None else _Word(value, decision.rating, decision)
    yield (decision.trace_id, decision.revision), word


def _tables(words: _Words) -> tuple[Ratings, Ratings]:
    """The verdicts and the ratings as tables for the statistics."""
    verdicts: dict[Hashable, Mapping[str, Value | None]] = {}
    stars: dict[Hashable, Mapping[str, Value | None]] = {}
    for judged, held in words.items():
        verdicts[judged] = {reviewer: word.value for reviewer, word in held.items()}
        stars[judged] = {reviewer: word.rating for reviewer, word in held.items()}
    return ratings_of(verdicts, scale=VERDICTS), ratings_of(stars, scale=STARS)


def _pair(first: str, second: str, verdicts: Ratings, stars: Ratings) -> PairAgreement:
    shared = verdicts.of(first, second)
    return PairAgreement(
        first=first,
        second=second,
        shared=len(shared.rows),
        percent=percent_agreement(shared),
        kappa=cohen_kappa(shared),
        ac1=gwet_ac2(shared),
        rating=gwet_ac2(stars.of(first, second), weighting=Weighting.ORDINAL),
    )


def _figures(reviewer: str, made: Sequence[RatedDecision], words: _Words) -> ReviewerFigures:
    last = {decision.trace_id: decision for decision in made}.values()
    counted = Counter(decision.verdict for decision in last if decision.base is None)
    changed = [decision for decision in last if decision.base is not None]
    skipped = sum(decision.verdict is Verdict.SKIP for decision in last)
    compared = [held for held in words.values() if reviewer in held and len(held) > 1]
    return ReviewerFigures(
        reviewer=reviewer,
        done=len(last) - skipped,
        accepted=counted[Verdict.ACCEPT],
        edited=sum(decision.verdict is Verdict.ACCEPT for decision in changed),
        rejected=sum(decision.verdict is Verdict.REJECT for decision in last),
        sent_back=sum(decision.verdict is Verdict.NEEDS_WORK for decision in last),
        skipped=skipped,
        median_seconds=median_seconds(_moments(reviewer, made)),
        compared=len(compared),
        disagreed=sum(any(word.value is not held[reviewer].value for word in held.values()) for held in compared),
    )


def _moments(reviewer: str, made: Iterable[RatedDecision]) -> list[DecisionMoment]:
    """When the reviewer decided, oldest first; decisions of one moment were made at once."""
    counted = Counter(decision.at for decision in made)
    return [DecisionMoment(reviewer, at, count) for at, count in sorted(counted.items())]


def _open(words: _Words, adjudicated: Mapping[TraceId, datetime]) -> Iterator[Disagreement]:
    """The disagreements that nobody settled since the last word on them."""
    for (trace_id, revision), held in words.items():
        if len({word.value for word in held.values()}) < 2:
            continue
        settled = adjudicated.get(trace_id)
        if settled is None or any(word.decision.at > settled for word in held.values()):
            yield Disagreement(trace_id, revision, tuple(word.decision for _name, word in sorted(held.items())))
