# SPDX-License-Identifier: Apache-2.0
"""The table that every statistic of agreement reads: who gave which trace which value."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from core.domain.reviews import Verdict
from core.errors import InvalidInput

Value: TypeAlias = str | float

VERDICTS: tuple[Value, ...] = (Verdict.REJECT, Verdict.ACCEPT)
"""The scale of verdicts."""

STARS: tuple[Value, ...] = (1, 2, 3, 4, 5)
"""The scale of ratings, worst first."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """What raters said of units, as places on a scale.

    Attributes:
        scale: all values that can be given, lowest first, whether or not somebody gave them.
        raters: everyone who gave a value, by name.
        rows: one for each unit with a value: rater -> place on the scale. Who gave none is left out.
    """

    scale: tuple[Value, ...]
    raters: tuple[str, ...]
    rows: tuple[Mapping[str, int], ...]

    def counts(self) -> list[tuple[int, ...]]:
        """For each unit, how many raters gave each value of the scale."""
        places = range(len(self.scale))
        return [tuple(list(row.values()).count(place) for place in places) for row in self.rows]

    def of(self, first: str, second: str) -> Ratings:
        """The values of two raters only, on the units that both rated."""
        both = [row for row in self.rows if first in row and second in row]
        rows = tuple({first: row[first], second: row[second]} for row in both)
        return Ratings(self.scale, tuple(sorted((first, second))), rows)


def ratings_of(given: Mapping[Hashable, Mapping[str, Value | None]], *, scale: Sequence[Value]) -> Ratings:
    """The table of unit -> rater -> value; None stands for no value.

    Raises:
        InvalidInput: the scale names a value twice, or somebody gave a value that is not on it.
    """
    places = {value: place for place, value in enumerate(scale)}
    if len(places) != len(scale) or not scale:
        raise InvalidInput("The scale is empty or names a value twice.", hint="List each value once, lowest first.")
    rows = [
        {rater: _place(value, places) for rater, value in row.items() if value is not None} for row in given.values()
    ]
    raters = tuple(sorted({rater for row in rows for rater in row}))
    return Ratings(tuple(scale), raters, tuple(row for row in rows if row))


def verdict_value(verdict: Verdict) -> Verdict | None:
    """What a verdict is worth in a comparison: needs work rejects this revision, a skip says nothing."""
    if verdict is Verdict.SKIP:
        return None
    return Verdict.ACCEPT if verdict is Verdict.ACCEPT else Verdict.REJECT


def _place(value: Value, places: Mapping[Value, int]) -> int:
    if value not in places:
        known = ", ".join(str(name) for name in places)
        raise InvalidInput(f"“{value}” is not on the scale.", hint=f"Known: {known}.")
    return places[value]
