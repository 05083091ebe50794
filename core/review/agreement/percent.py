# SPDX-License-Identifier: Apache-2.0
"""Percent agreement: how often two people say the same, chance left in."""

from __future__ import annotations

import math
from collections import Counter

from core.domain.people import Agreement
from core.review.agreement.ratings import Ratings
from core.review.agreement.spread import nothing_shared, share
from core.review.agreement.weights import Weighting, Weights, weights


def percent_agreement(ratings: Ratings, *, weighting: Weighting = Weighting.IDENTITY) -> Agreement:
    """The mean over traces of the share of pairs of raters that agree, as a fraction.

    Gwet, Handbook of Inter-Rater Reliability (4th edition, 2014), for many raters with missing values; for two raters
    the plain share. The interval is Wilson's with one yes or no a trace: exact in form for two raters, and somewhat too
    wide for more or with weights, where a trace's share varies less than a yes or no.
    """
    table = weights(weighting, len(ratings.scale))
    units = Counter(counts for counts in ratings.counts() if sum(counts) > 1)
    agreeing = math.fsum(pairs_agreeing(counts, table) * times for counts, times in units.items())
    return share(agreeing, units.total()) if units else nothing_shared()


def pairs_agreeing(counts: tuple[int, ...], table: Weights) -> float:
    """The weighted share of agreeing pairs among the raters of one trace; two of them at least."""
    raters = sum(counts)
    agreeing = math.fsum(
        held * (math.fsum(weight * other for weight, other in zip(row, counts, strict=True)) - 1)
        for held, row in zip(counts, table, strict=True)
    )
    return agreeing / (raters * (raters - 1))
