# SPDX-License-Identifier: Apache-2.0
"""How far a judge's rejections can be relied on: the share of them that people reject too."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

from core.domain.people import Agreement
from core.domain.reviews import Verdict
from core.review.agreement.ratings import verdict_value
from core.review.agreement.spread import share, undefined

K = TypeVar("K", bound=Hashable)


def precision_of_rejects(judge: Mapping[K, Verdict], people: Mapping[K, Verdict]) -> Agreement:
    """Of the traces that the judge rejects and a person judged, the share that the person rejects.

    Needs work counts as a rejection on both sides, a skip as no word. The interval is Wilson's (1927).
    """
    said = {key: verdict_value(verdict) for key, verdict in people.items()}
    rejected = [key for key, verdict in judge.items() if verdict_value(verdict) is Verdict.REJECT]
    words = [said[key] for key in rejected if said.get(key) is not None]
    if not words:
        return undefined("The judge rejected no trace that a person has judged.")
    return share(words.count(Verdict.REJECT), len(words))
