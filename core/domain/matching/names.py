# SPDX-License-Identifier: Apache-2.0
"""Where the things of a situation are named in a text; a longer name is never taken for a shorter one inside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from core.domain.matching.spans import Span

_GAP = re.compile(r"[\s\-]+")


@dataclass(frozen=True, slots=True)
class Named:
    """One place where a name stands."""

    name: str
    span: Span


def names_in(names: Iterable[str], text: str, within: Span | None = None) -> list[Named]:
    """Every place where one of the names stands, in order."""
    known, pattern = _reader(tuple(names))
    start, end = (within.start, within.end) if within else (0, len(text))
    found = pattern.finditer(text, start, end)
    return [Named(known[_plain(match.group())], Span(*match.span())) for match in found]


@lru_cache(maxsize=1024)
def _reader(names: tuple[str, ...]) -> tuple[dict[str, str], re.Pattern[str]]:
    """The names by their plain form, and a pattern that finds the longest of them."""
    known = {_plain(name): name for name in names if name.strip()}
    longest_first = sorted(known, key=len, reverse=True)
    choice = "|".join(r"[\s\-]+".join(map(re.escape, name.split(" "))) for name in longest_first)
    return known, re.compile(rf"(?<!\w)(?:{choice})(?!\w)" if known else r"(?!)", re.IGNORECASE)


def sequence(found: Iterable[Named]) -> list[str]:
    """The names in order, each run of the same one once."""
    order: list[str] = []
    for held in found:
        if not order or order[-1] != held.name:
            order.append(held.name)
    return order


def _plain(name: str) -> str:
    return _GAP.sub(" ", name.strip()).casefold()
