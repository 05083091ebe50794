# SPDX-License-Identifier: Apache-2.0
"""Some of many, from everywhere among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def evenly_spread(values: Sequence[T], most: int) -> tuple[T, ...]:
    """At most so many of the values, in their order and evenly spread."""
    if len(values) <= most:
        return tuple(values)
    return tuple(values[place * len(values) // most] for place in range(most))
