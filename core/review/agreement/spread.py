# SPDX-License-Identifier: Apache-2.0
"""Intervals of the agreement figures, and the words for those that cannot be given."""

from __future__ import annotations

import math

from core.domain.people import Agreement

Z_95 = 1.959963984540054
FEWEST = 10
"""Under ten traces the large-sample errors say too little to be shown."""

_NO_WIDTH = 1e-9
TOO_FEW = f"Fewer than {FEWEST} traces: too few for an interval."
NO_SPREAD = "Agreement is the same on every trace, so there is no spread to read an interval from."


def undefined(reason: str, n: int = 0) -> Agreement:
    """A figure that is not defined, and why."""
    return Agreement(None, None, None, n, reason)


def nothing_shared() -> Agreement:
    """No trace has the values of two people."""
    return undefined("No trace was judged by two people.")


def one_value(n: int) -> Agreement:
    """All said the same of every trace, so that agreement cannot be told from chance."""
    return undefined("Everybody gave every trace the same value, so agreement cannot be told from chance.", n)


def with_error(value: float, error: float, n: int, *, quantile: float = Z_95) -> Agreement:
    """The figure with ``quantile`` standard errors to either side, kept between -1 and 1."""
    if n < FEWEST:
        return without_interval(value, n, TOO_FEW)
    if error < _NO_WIDTH:
        return without_interval(value, n, NO_SPREAD)
    return Agreement(value, max(-1.0, value - quantile * error), min(1.0, value + quantile * error), n)


def without_interval(value: float, n: int, reason: str) -> Agreement:
    """A figure that stands alone, and why."""
    return Agreement(value, None, None, n, reason)


def share(part: float, n: int) -> Agreement:
    """A share with its 95 % score interval (Wilson 1927; Newcombe, Statistics in Medicine 17, 1998, method 3).

    Good for few traces too, and of some width where all are alike.
    """
    found, square = part / n, Z_95 * Z_95
    centre = (found + square / (2 * n)) / (1 + square / n)
    half = Z_95 * math.sqrt(found * (1 - found) / n + square / (4 * n * n)) / (1 + square / n)
    low = 0.0 if found <= 0 else max(0.0, centre - half)
    high = 1.0 if found >= 1 else min(1.0, centre + half)
    return Agreement(found, low, high, n)


def t_quantile(freedom: int) -> float:
    """The 97.5 % point of Student's t, right to four places from 9 degrees of freedom on.

    Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.5.
    """
    z = Z_95
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return math.fsum(term / freedom**power for power, term in enumerate(terms))
