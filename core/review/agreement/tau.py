# SPDX-License-Identifier: Apache-2.0
"""Kendall's tau-b: whether a judge's scores put traces in the order that people's words put them in."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from core.domain.people import Agreement
from core.errors import InvalidInput
from core.review.agreement.spread import undefined, with_error


def kendall_tau_b(first: Sequence[float], second: Sequence[float]) -> Agreement:
    """Tau-b of two values a trace, ties counted out, with its large-sample interval.

    Kendall, Rank Correlation Methods (1955), chapter 3; the standard error is Brown and Benedetti, Journal of the
    American Statistical Association 72 (1977), 309-315: the one for a tau that is not zero, ties or not.

    Raises:
        InvalidInput: the two are not of one length, or a value is no finite number.
    """
    _check(first, second)
    n = len(first)
    if n < 2:
        return undefined("Order needs two traces at least.", n)
    left, right = Counter(first), Counter(second)
    rows, columns = (n * n - sum(count * count for count in ties.values()) for ties in (left, right))
    if rows == 0 or columns == 0:
        return undefined("One side gives every trace the same value, so there is no order to compare.", n)
    scores = _concordances(first, second)
    width = float(rows) if rows == columns else math.sqrt(rows) * math.sqrt(columns)
    value = max(-1.0, min(1.0, sum(scores) / width))
    tied = [left[one] * columns + right[other] * rows for one, other in zip(first, second, strict=True)]
    squares = math.fsum((2 * width * score + value * tie) ** 2 for score, tie in zip(scores, tied, strict=True))
    variance = squares - n**3 * value**2 * (rows + columns) ** 2
    return with_error(value, math.sqrt(max(0.0, variance)) / width**2, n)


def _concordances(first: Sequence[float], second: Sequence[float]) -> list[int]:
    """For each trace, how many others stand to it in the same order on both sides, less those in the other order."""
    ranks = {value: rank for rank, value in enumerate(sorted(set(second)), start=1)}
    places = [ranks[value] for value in second]
    groups: dict[float, list[int]] = {}
    for at, value in enumerate(first):
        groups.setdefault(value, []).append(at)
    ordered = [groups[value] for value in sorted(groups)]
    below, above = (_passed(order, places, len(ranks)) for order in (ordered, ordered[::-1]))
    return [under - over for under, over in zip(below, above, strict=True)]


def _passed(groups: Iterable[Sequence[int]], places: Sequence[int], size: int) -> list[int]:
    """For each trace, how many of the groups before its own stand below it on the other side, less those above."""
    tree = [0] * (size + 1)
    found = [0] * len(places)
    seen = 0
    for group in groups:
        for at in group:
            found[at] = _up_to(tree, places[at] - 1) - (seen - _up_to(tree, places[at]))
        for at in group:
            _add(tree, places[at])
        seen += len(group)
    return found


def _up_to(tree: Sequence[int], place: int) -> int:
    """How many were added at this place or below (Fenwick 1994)."""
    total = 0
    while place:
        total += tree[place]
        place &= place - 1
    return total


def _add(tree: list[int], place: int) -> None:
    while place < len(tree):
        tree[place] += 1
        place += place & -place


def _check(first: Sequence[float], second: Sequence[float]) -> None:
    if len(first) != len(second):
        raise InvalidInput("The two lists of values are not of one length.", hint="Give two values for each trace.")
    if not all(math.isfinite(value) for value in (*first, *second)):
        raise InvalidInput("A value is no finite number.", hint="Leave traces without a score out.")
