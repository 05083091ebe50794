# SPDX-License-Identifier: Apache-2.0
"""Cohen's kappa: how far two raters agree beyond what their own habits would give by chance."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import TypeAlias

from core.domain.people import Agreement
from core.review.agreement.ratings import Ratings
from core.review.agreement.spread import nothing_shared, one_value, undefined, with_error
from core.review.agreement.weights import Weighting, Weights, weights

_Shares: TypeAlias = Mapping[int, float]


def cohen_kappa(ratings: Ratings, *, weighting: Weighting = Weighting.IDENTITY) -> Agreement:
    """Kappa of two raters (Cohen 1960; weighted: Cohen 1968) with its large-sample interval.

    The standard error is Fleiss, Cohen and Everitt, Psychological Bulletin 72 (1969), 323-327: the one for a kappa
    that is not zero. Traces that only one of the two judged are left out.
    """
    if len(ratings.raters) > 2:
        return undefined(f"Cohen's kappa compares two people; here are {len(ratings.raters)}.")
    cells = Counter((first, second) for first, second in map(_both, _shared(ratings)))
    n = cells.total()
    if n == 0:
        return nothing_shared()
    if len({place for cell in cells for place in cell}) == 1:
        return one_value(n)
    table = weights(weighting, len(ratings.scale))
    rows, columns = _margins(cells, n)
    observed = math.fsum(table[one][other] * count for (one, other), count in cells.items()) / n
    chance = math.fsum(
        table[one][other] * left * right for one, left in rows.items() for other, right in columns.items()
    )
    value = (observed - chance) / (1 - chance)
    return with_error(value, _error(cells, table, rows, columns, observed, chance), n)


def _error(
    cells: Mapping[tuple[int, int], int],
    table: Weights,
    rows: _Shares,
    columns: _Shares,
    observed: float,
    chance: float,
) -> float:
    n = sum(cells.values())
    by_row = {one: math.fsum(table[one][other] * part for other, part in columns.items()) for one in rows}
    by_column = {other: math.fsum(table[one][other] * part for one, part in rows.items()) for other in columns}
    squares = math.fsum(
        count / n * (table[one][other] * (1 - chance) - (by_row[one] + by_column[other]) * (1 - observed)) ** 2
        for (one, other), count in cells.items()
    )
    variance = squares - (observed * chance - 2 * chance + observed) ** 2
    return math.sqrt(max(0.0, variance) / n) / (1 - chance) ** 2


def _shared(ratings: Ratings) -> list[Mapping[str, int]]:
    return [row for row in ratings.rows if len(row) == 2]


def _both(row: Mapping[str, int]) -> tuple[int, int]:
    first, second = sorted(row)
    return row[first], row[second]


def _margins(cells: Mapping[tuple[int, int], int], n: int) -> tuple[_Shares, _Shares]:
    rows: Counter[int] = Counter()
    columns: Counter[int] = Counter()
    for (one, other), count in cells.items():
        rows[one] += count
        columns[other] += count
    return {one: count / n for one, count in rows.items()}, {other: count / n for other, count in columns.items()}
