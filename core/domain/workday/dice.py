# SPDX-License-Identifier: Apache-2.0
"""Seeded chance that falls the same way on every machine and every Python."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws from a name; only ``random()`` of the generator is used, the one call whose sequence Python promises."""

    def __init__(self, *name: object) -> None:
        """Seed from a hash of the parts of the name."""
        digest = hashlib.sha256("|".join(str(part) for part in name).encode()).digest()
        self._random = random.Random(int.from_bytes(digest[:8]))

    def below(self, limit: int) -> int:
        """A whole number from 0 to ``limit - 1``."""
        return int(self._random.random() * limit)

    def between(self, low: int, high: int, *, step: int = 1) -> int:
        """A whole number from ``low`` to ``high``, both possible, in steps."""
        return low + step * self.below((high - low) // step + 1)

    def chance(self, share: float) -> bool:
        """True in that share of throws."""
        return self._random.random() < share

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.below(len(options))]

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """The values in a new order."""
        rest = list(values)
        for last in range(len(rest) - 1, 0, -1):
            other = self.below(last + 1)
            rest[last], rest[other] = rest[other], rest[last]
        return rest

    def some(self, values: Sequence[T], count: int) -> list[T]:
        """``count`` different ones of the values."""
        return self.shuffled(values)[:count]
