# SPDX-License-Identifier: Apache-2.0
"""Krippendorff's alpha: agreement of any number of raters, with values missing, on any kind of scale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, assert_never

from core.domain.people import Agreement
from core.errors import InvalidInput
from core.review.agreement.ratings import Ratings, Value
from core.review.agreement.spread import FEWEST, NO_SPREAD, TOO_FEW, nothing_shared, one_value, without_interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]
    Places: TypeAlias = NDArray[np.intp]

RESAMPLES = 1000
_SEED = 20260101
_MOST_LOST = 0.05

_Counts: TypeAlias = tuple[int, ...]


class Metric(StrEnum):
    """What a difference between two values of the scale means."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


def krippendorff_alpha(ratings: Ratings, *, metric: Metric = Metric.NOMINAL) -> Agreement:
    """Alpha with a percentile bootstrap interval over traces.

    Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections C and D. The interval draws whole traces
    with a fixed seed, as Zapf, Castell, Morawietz and Karch, BMC Medical Research Methodology 16:93 (2016), recommend.
    Where more than a twentieth of the draws have no alpha, there is no interval.

    Raises:
        InvalidInput: interval differences are asked for on a scale of words.
    """
    _check(ratings.scale, metric)
    units = Counter(counts for counts in ratings.counts() if sum(counts) > 1)
    n = units.total()
    if n == 0:
        return nothing_shared()
    kinds = sorted(units)
    times = [units[kind] for kind in kinds]
    value = _alphas([times], kinds, ratings.scale, metric)[0]
    if value is None:
        return one_value(n)
    if n < FEWEST:
        return without_interval(value, n, TOO_FEW)
    if len(units) == 1 or value == 1.0:
        return without_interval(value, n, NO_SPREAD)
    found = sorted(each for each in _alphas(_draws(times), kinds, ratings.scale, metric) if each is not None)
    if len(found) < RESAMPLES * (1 - _MOST_LOST):
        return without_interval(value, n, "Nearly all values are the same, so the spread gives no interval.")
    cut = int(len(found) * 0.025)
    return Agreement(value, found[cut], found[-cut - 1], n)


def _draws(times: Sequence[int]) -> Sequence[Sequence[int]]:
    """How often each kind of trace is among as many traces drawn with replacement, again and again."""
    import numpy as np

    n = sum(times)
    shares = [count / n for count in times]
    drawn: list[list[int]] = np.random.default_rng(_SEED).multinomial(n, shares, size=RESAMPLES).tolist()
    return drawn


def _alphas(
    draws: Sequence[Sequence[int]], kinds: Sequence[_Counts], scale: Sequence[Value], metric: Metric
) -> list[float | None]:
    """Alpha of each draw of kinds of traces, all with two values at least; None where a draw has one value only.

    One less the observed over the expected disagreement, each summed over the pairs of places of the scale.
    """
    import numpy as np

    times, counts = np.asarray(draws, dtype=float), np.asarray(kinds, dtype=float)
    totals = times @ counts
    low, high = np.triu_indices(len(scale), 1)
    apart = _differences(totals, low, high, scale, metric)
    mixed = counts[:, low] * counts[:, high] / (counts.sum(axis=1, keepdims=True) - 1)
    observed = ((times @ mixed) * apart).sum(axis=1).tolist()
    expected = (totals[:, low] * totals[:, high] * apart).sum(axis=1).tolist()
    values = totals.sum(axis=1).tolist()
    return [
        1 - (count - 1) * seen / chance if chance else None
        for count, seen, chance in zip(values, observed, expected, strict=True)
    ]


def _differences(totals: Array, low: Places, high: Places, scale: Sequence[Value], metric: Metric) -> Array:
    """The squared differences of the pairs of places, for each draw."""
    import numpy as np

    match metric:
        case Metric.NOMINAL:
            between = np.ones((1, len(low)))
        case Metric.ORDINAL:
            below = np.cumsum(totals, axis=1)
            between = below[:, high] - below[:, low] + (totals[:, low] - totals[:, high]) / 2
        case Metric.INTERVAL:
            held = np.asarray(scale, dtype=float)
            between = (held[high] - held[low])[np.newaxis, :]
        case _:
            assert_never(metric)
    apart: Array = np.square(between)
    return apart


def _check(scale: Sequence[Value], metric: Metric) -> None:
    if metric is Metric.INTERVAL and not all(isinstance(value, int | float) for value in scale):
        raise InvalidInput("Words have no distances.", hint="Use the nominal or the ordinal alpha.")
