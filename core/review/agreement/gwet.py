# SPDX-License-Identifier: Apache-2.0
"""Gwet's AC1 and AC2: agreement that does not break down where nearly everything is accepted."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from core.domain.people import Agreement
from core.review.agreement.percent import pairs_agreeing
from core.review.agreement.ratings import Ratings
from core.review.agreement.spread import nothing_shared, t_quantile, undefined, with_error
from core.review.agreement.weights import Weighting, weights

_Counts: TypeAlias = tuple[int, ...]


def gwet_ac2(ratings: Ratings, *, weighting: Weighting = Weighting.IDENTITY) -> Agreement:
    """AC1 with identity weights, AC2 with others; any number of raters, values may be missing.

    Gwet, British Journal of Mathematical and Statistical Psychology 61 (2008), 29-48; weights after his Handbook of
    Inter-Rater Reliability (4th edition, 2014), chapter 3. The variance is linearised over traces, with Student's t of
    one degree of freedom less than traces. A trace with one value counts for the prevalence of the values only. All
    values of the scale count, given or not; where everybody always gives the same value AC1 is 1, because chance is
    then 0.
    """
    size = len(ratings.scale)
    units = Counter(ratings.counts())
    n = sum(times for counts, times in units.items() if sum(counts) > 1)
    if n == 0:
        return nothing_shared()
    if size < 2:
        return undefined("The scale has one value only.", n)
    table = weights(weighting, size)
    prevalence = _prevalence(units, size)
    factor = math.fsum(map(math.fsum, table)) / (size * (size - 1))
    chance = factor * math.fsum(part * (1 - part) for part in prevalence)
    agreed = {counts: pairs_agreeing(counts, table) for counts in units if sum(counts) > 1}
    value = (math.fsum(agreed[counts] * units[counts] for counts in agreed) / n - chance) / (1 - chance)
    error = _error(units, agreed, [factor * (1 - part) for part in prevalence], value, chance)
    return with_error(value, error, n, quantile=t_quantile(units.total() - 1) if units.total() > 1 else 0.0)


def _prevalence(units: Counter[_Counts], size: int) -> list[float]:
    """How common each value is: the mean over traces of its share among the raters of a trace."""
    n = units.total()
    return [
        math.fsum(times * counts[place] / sum(counts) for counts, times in units.items()) / n for place in range(size)
    ]


def _error(
    units: Counter[_Counts], agreed: Mapping[_Counts, float], rarity: Sequence[float], value: float, chance: float
) -> float:
    """The standard error from what each trace adds to agreement and to chance; 0 for a single trace."""
    n = units.total()
    if n < 2:
        return 0.0
    weight = n / sum(units[counts] for counts in agreed)
    squares = []
    for counts, times in units.items():
        own = math.fsum(count * rare for count, rare in zip(counts, rarity, strict=True)) / sum(counts)
        part = weight * (agreed[counts] - chance) / (1 - chance) if counts in agreed else 0.0
        squares.append(times * (part - 2 * (1 - value) * (own - chance) / (1 - chance) - value) ** 2)
    return math.sqrt(math.fsum(squares) / (n * (n - 1)))
