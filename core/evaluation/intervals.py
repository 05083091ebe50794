# SPDX-License-Identifier: Apache-2.0
"""How sure a figure is: intervals for shares and means, and tests of two subjects on the same cases.

Sources: Wilson (1927) for shares of 0/1 outcomes, the method that Newcombe (Statistics in Medicine 17, 1998) recommends
for small samples; for means of fractions the same score interval at an effective sample size (Kish 1965; Korn and
Graubard 1998), because with fifteen cases a percentile bootstrap covers too little and has no width at all when every
case scores the same; McNemar's exact test (1947) and a seeded percentile bootstrap (Efron and Tibshirani 1993) for
paired differences.
"""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from core.domain.evaluations import Interval

Z_95 = 1.959963984540054
RESAMPLES = 4000
_SEED = 20260101
_KEPT_SIZE = 500


def wilson(successes: int, n: int) -> Interval:
    """The share of successes with its 95 % score interval; without a case everything between 0 and 1 is possible."""
    if n == 0:
        return Interval(mean=0.0, low=0.0, high=1.0, n=0)
    low, high = _score_bounds(successes / n, n)
    return Interval(mean=successes / n, low=low, high=high, n=n)


def mean_interval(values: Sequence[float], *, parts: int = 1) -> Interval:
    """The mean of fractions between 0 and 1 with its 95 % interval.

    Args:
        values: one fraction for each case.
        parts: how many yes-or-no parts a fraction is made of at most. A case is worth at least one independent
            observation and at most ``parts``; how many is read from the spread of the values.
    """
    n = len(values)
    if n == 0:
        return Interval(mean=0.0, low=0.0, high=1.0, n=0)
    mean = min(1.0, max(0.0, math.fsum(values) / n))
    low, high = _score_bounds(mean, _effective_size(values, mean, parts))
    return Interval(mean=mean, low=low, high=high, n=n)


def mcnemar_exact(only_first: int, only_second: int) -> float:
    """Two-sided p of McNemar's exact test: the discordant pairs against a fair coin."""
    discordant = only_first + only_second
    if discordant == 0:
        return 1.0
    fewer = min(only_first, only_second)
    tail = sum(math.comb(discordant, count) for count in range(fewer + 1))
    return float(min(1.0, 2 * tail / 2**discordant))


def paired_difference(first: Sequence[float], second: Sequence[float]) -> tuple[Interval, float]:
    """Mean difference (first less second) over the same cases with its 95 % interval, and the two-sided p.

    A percentile bootstrap over cases with a fixed seed, so the same answers always give the same figures.
    """
    differences = [one - other for one, other in zip(first, second, strict=True)]
    n = len(differences)
    if n == 0:
        return Interval(mean=0.0, low=-1.0, high=1.0, n=0), 1.0
    mean = math.fsum(differences) / n
    means = sorted(math.fsum(map(differences.__getitem__, drawn)) / n for drawn in _resamples(n))
    cut = int(RESAMPLES * 0.025)
    at_most = sum(found <= 0 for found in means) + 1
    at_least = sum(found >= 0 for found in means) + 1
    p_value = min(1.0, 2 * min(at_most, at_least) / (RESAMPLES + 1))
    return Interval(mean=mean, low=means[cut], high=means[-cut - 1], n=n), p_value


def do_overlap(one: Interval, other: Interval) -> bool:
    """True when two intervals share a point."""
    return one.low <= other.high and other.low <= one.high


def _resamples(n: int) -> Iterable[array[int]]:
    """The cases that each resample draws; kept for the usual sizes, because drawing takes most of a comparison."""
    return _kept_resamples(n) if n <= _KEPT_SIZE else _draw(n)


@lru_cache(maxsize=4)
def _kept_resamples(n: int) -> tuple[array[int], ...]:
    return tuple(_draw(n))


def _draw(n: int) -> Iterator[array[int]]:
    """Places among ``n`` cases, as many for each resample, always the same ones."""
    dice = random.Random(_SEED).random
    for _ in range(RESAMPLES):
        yield array("I", [int(dice() * n) for _ in range(n)])


def _score_bounds(share: float, size: float) -> tuple[float, float]:
    square = Z_95 * Z_95
    centre = (share + square / (2 * size)) / (1 + square / size)
    half = Z_95 * math.sqrt(share * (1 - share) / size + square / (4 * size * size)) / (1 + square / size)
    low = 0.0 if share <= 0 else max(0.0, centre - half)
    high = 1.0 if share >= 1 else min(1.0, centre + half)
    return low, high


def _effective_size(values: Sequence[float], mean: float, parts: int) -> float:
    """How many yes-or-no observations the values are worth, from their variance beside the binomial one."""
    n = len(values)
    if n < 2 or mean in (0.0, 1.0):
        return n
    variance = math.fsum((value - mean) ** 2 for value in values) / (n - 1)
    most = float(n * max(1, parts))
    return min(most, max(n, n * mean * (1 - mean) / variance)) if variance > 0 else most
