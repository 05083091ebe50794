# SPDX-License-Identifier: Apache-2.0
"""How much two values count as agreeing: 1 for the same value, less the further apart they stand on the scale."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from math import comb
from typing import TypeAlias, assert_never

Weights: TypeAlias = tuple[tuple[float, ...], ...]


class Weighting(StrEnum):
    """Which disagreements count as half an agreement; identity counts none."""

    IDENTITY = "identity"
    LINEAR = "linear"
    QUADRATIC = "quadratic"
    ORDINAL = "ordinal"


@lru_cache(maxsize=64)
def weights(weighting: Weighting, size: int) -> Weights:
    """The weights between the places of a scale of ``size`` values.

    Linear: Cicchetti and Allison (1971). Quadratic: Fleiss and Cohen (1973). Ordinal: Gwet, Handbook of Inter-Rater
    Reliability (4th edition, 2014), chapter 3: one less the pairs of values that lie between the two.
    """
    return tuple(tuple(_weight(weighting, abs(one - other), size) for other in range(size)) for one in range(size))


def _weight(weighting: Weighting, apart: int, size: int) -> float:
    if apart == 0:
        return 1.0
    match weighting:
        case Weighting.IDENTITY:
            return 0.0
        case Weighting.LINEAR:
            return 1 - apart / (size - 1)
        case Weighting.QUADRATIC:
            return 1 - (apart / (size - 1)) ** 2
        case Weighting.ORDINAL:
            return 1 - comb(apart + 1, 2) / comb(size, 2)
        case _:
            assert_never(weighting)
