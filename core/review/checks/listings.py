# SPDX-License-Identifier: Apache-2.0
"""Lists of values beside their titles, such as ``In order: 12:00 Audit, 13:00 Budget``, and the odd ones in them.

Which value a list gives is told from its majority: where at least two pairs are the known duration, deadline, latest
start or size of their titles, and they are more than the others, the others are at odds with the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.domain.matching.names import names_in
from core.domain.matching.spans import Span, lines_of
from core.domain.matching.times import times_in
from core.domain.matching.values import is_clock
from core.domain.tasks import Truth
from core.domain.workday.clock import clock, minute_of, span
from core.review.checks.facts import Facts

_NUMBER_BEFORE = re.compile(r"(?<![\d:.,])(\d{1,3}) $")
_NUMBER_BEHIND = re.compile(r" (\d{1,3})(?!\d|[:.,]\d)")


@dataclass(frozen=True, slots=True)
class OddOne:
    """A pair whose value is not the one of its list, and what it should be."""

    span: Span
    wanted: str


@dataclass(frozen=True, slots=True)
class _Pair:
    name: str
    value: int
    span: Span


def odd_ones(text: str, facts: Facts, truth: Truth | None) -> Iterator[OddOne]:
    """The odd pairs of every line."""
    kinds = _known_times(facts, truth)
    for line in lines_of(text):
        yield from _odd(_times_before(text, line, facts), kinds)
        if facts.sizes:
            yield from _odd(_numbers_beside(text, line, facts), [(facts.sizes, "size")])


def _known_times(facts: Facts, truth: Truth | None) -> list[tuple[dict[str, int], str]]:
    """What a time beside a title may be, with how it is written."""
    starts: dict[str, int] = {}
    for claim in () if truth is None else truth.claims:
        if len(claim.subject) == 1 and len(claim.values) == 1 and is_clock(claim.values[0]) and facts.due:
            is_due = claim.values[0] == clock(facts.due.get(claim.subject[0], -1))
            if claim.subject[0] in facts.due and not is_due:
                starts[claim.subject[0]] = minute_of(claim.values[0])
    return [(facts.minutes, "span"), (facts.due, "clock"), (starts, "clock")]


def _odd(pairs: list[_Pair], kinds: list[tuple[dict[str, int], str]]) -> Iterator[OddOne]:
    if len(pairs) < 3:
        return
    known, form = max(kinds, key=lambda kind: sum(kind[0].get(pair.name) == pair.value for pair in pairs))
    odd = [pair for pair in pairs if known.get(pair.name) != pair.value]
    if len(pairs) - len(odd) < max(2, len(odd) + 1):
        return
    for pair in odd:
        if pair.name in known:
            wanted = known[pair.name]
            said = clock(wanted) if form == "clock" else span(wanted) if form == "span" else str(wanted)
            yield OddOne(pair.span, said)


def _times_before(text: str, line: Span, facts: Facts) -> list[_Pair]:
    """Times that stand right before a title: ``12:00 Audit``."""
    ends = {mention.span.end: mention for mention in times_in(text, line.start, line.end)}
    found = []
    for named in names_in(facts.subjects, text, line):
        mention = ends.get(named.span.start - 1)
        readings = {*mention.clocks, *mention.durations} if mention else set()
        if mention and len(readings) == 1 and text[named.span.start - 1] == " ":
            found.append(_Pair(named.name, readings.pop(), Span(mention.span.start, named.span.end)))
    return found


def _numbers_beside(text: str, line: Span, facts: Facts) -> list[_Pair]:
    """Numbers right before or behind a title: ``5 Audit``, ``Audit 5``."""
    found = []
    for named in names_in(facts.subjects, text, line):
        before = _NUMBER_BEFORE.search(text, max(line.start, named.span.start - 5), named.span.start)
        behind = _NUMBER_BEHIND.match(text, named.span.end, line.end)
        number = before or behind
        if number:
            edges = (number.start(1), named.span.end) if before else (named.span.start, number.end(1))
            found.append(_Pair(named.name, int(number.group(1)), Span(*edges)))
    return found
