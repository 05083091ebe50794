# SPDX-License-Identifier: Apache-2.0
"""How far a judge can be trusted: its agreement with people and the planted faults that it caught; pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from core.domain.judgements import WORST, CanaryOutcome, ComparedJudgement, JudgeFigures
from core.domain.people import Agreement
from core.domain.reviews import Verdict
from core.review.agreement.kappa import cohen_kappa
from core.review.agreement.ratings import VERDICTS, Value, ratings_of
from core.review.agreement.rejects import precision_of_rejects
from core.review.agreement.spread import share, undefined
from core.review.agreement.tau import kendall_tau_b

_JUDGE, _PERSON = "judge", "person"


def judge_figures(judge: str, compared: Sequence[ComparedJudgement], canaries: Sequence[CanaryOutcome]) -> JudgeFigures:
    """All figures of one judge from what it said of current revisions and of planted faults."""
    decided = [held for held in compared if held.decided is not None]
    return JudgeFigures(
        judge=judge,
        judged=len(compared),
        decided=len(decided),
        tau=_order(compared),
        kappa=_verdicts(decided),
        rejects=precision_of_rejects(
            {held.trace_id: held.verdict for held in compared},
            {held.trace_id: held.decided for held in decided if held.decided is not None},
        ),
        canaries=_caught(canaries),
    )


def _order(compared: Sequence[ComparedJudgement]) -> Agreement:
    rated = [(held.score, held.rating) for held in compared if held.rating is not None]
    if not rated:
        return undefined("No judged trace was rated by a person.")
    return kendall_tau_b([score for score, _rating in rated], [rating for _score, rating in rated])


def _verdicts(decided: Sequence[ComparedJudgement]) -> Agreement:
    if not decided:
        return undefined("No judged trace was decided by a person.")
    given: dict[Hashable, Mapping[str, Value | None]] = {
        held.trace_id: {_JUDGE: held.verdict, _PERSON: held.decided} for held in decided
    }
    return cohen_kappa(ratings_of(given, scale=VERDICTS))


def _caught(canaries: Sequence[CanaryOutcome]) -> Agreement:
    """The share of the planted faults that could be noticed and were, with Wilson's interval."""
    fair = [held for held in canaries if held.sound > WORST]
    if not fair:
        return undefined("No fault was planted into a trace that the judge had scored above the bottom.")
    return share(sum(held.is_caught for held in fair), len(fair))


def same_word(verdict: Verdict, decided: Sequence[Verdict]) -> Agreement:
    """Of what people decided, the share on which they say what a rule would say, with Wilson's interval."""
    if not decided:
        return undefined("People decided on no trace that the rule fits.")
    return share(sum(said is verdict for said in decided), len(decided))
