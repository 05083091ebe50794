# SPDX-License-Identifier: Apache-2.0
"""Where the things of a situation are named in a text; a longer name is never taken for a shorter one inside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.domain.matching.spans import Span


@dataclass(frozen=True, slots=True)
class Named:
    """One place where a name stands."""

    name: str
    span: Span


def names_in(names: Iterable[str], text: str, within: Span | None = None) -> list[Named]:
    """Every place where one of the names stands, in order."""
    known = {_plain(name): name for name in names if name.strip()}
    if not known:
        return []
    longest_first = sorted(known, key=len, reverse=True)
    pattern = "|".join(r"[\s\-]+".join(map(re.escape, name.split(" "))) for name in longest_first)
    start, end = (within.start, within.end) if within else (0, len(text))
    found = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE).finditer(text, start, end)
    return [Named(known[_plain(match.group())], Span(*match.span())) for match in found]


def sequence(found: Iterable[Named]) -> list[str]:
    """The names in order, each run of the same one once."""
    order: list[str] = []
    for held in found:
        if not order or order[-1] != held.name:
            order.append(held.name)
    return order


def _plain(name: str) -> str:
    return re.sub(r"[\s\-]+", " ", name.strip()).casefold()
