# SPDX-License-Identifier: Apache-2.0
"""What a text states of the things of a situation: only what stands beside a name, or beside the word for it.

Between a name and its value only words may stand that leave no doubt about whose value it is, such as ``is due at``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.domain.matching.names import Named, names_in
from core.domain.matching.spans import Span
from core.domain.matching.times import TimeMention, times_in
from core.review.checks.facts import Facts

_GAP = (
    r"(?>['’]s\b)?(?>[\s,:(*_`|\"”“]|\b(?:is|has|its?|an?|with|and|takes?|needs?|lasts?|requires?|which|hours?|minutes?"
    r"|mins?|h|min)\b|\d{1,2}:\d\d|\d+(?:\.\d+)?){0,14}+"
)
_LINK = r"(?>[\s:=*_(]|\b(?:is|at|by|of|the)\b){0,6}+"
_DUE = re.compile(
    _GAP + r"\b(?:due|deadline|(?:must|has to|needs to) be (?:done|finished) by)\b" + _LINK, re.IGNORECASE
)
_DUE_BEFORE = re.compile(r"\bdeadline (?:of|for) (?:the )?[\"“*_`]{0,3}$", re.IGNORECASE)
_LENGTH = re.compile(
    r"(?>['’]s\b)?[\s,:(*_`|\"”“]{0,4}(?:(?:is|has|it|which|and|an?|with) ){0,3}"
    r"\b(?:takes?|needs?|lasts?|requires?|duration|time needed)\b" + _LINK,
    re.IGNORECASE,
)
_IT_TAKES = re.compile(r"^[^\S\n]*+(?:it|the task) (?:takes|needs|lasts) ", re.IGNORECASE | re.MULTILINE)
_BLOCKED = re.compile(r"^[^\S\n]*+(?:blocked|busy|meetings): ", re.IGNORECASE | re.MULTILINE)
_IN_BRACKETS = re.compile(r"[\"”*_`]{0,3} ?\((?=\d)")
_JUST_LINK = re.compile(r"[\"”*_`]{0,3}" + _LINK, re.IGNORECASE)
_STRETCH = re.compile(r"[\"”*_`]{0,3}[\s:(,]{0,3}(?:(?:is|runs|blocks|from|at|has it) ){0,3}", re.IGNORECASE)
_TO = re.compile(r"\s?(?:-|–|—|to|until)\s?", re.IGNORECASE)
_NOW = re.compile(r"\b(?:now|current time|the clock says)\b(?:[\s:]|\b(?:is|it is|at)\b){0,4}", re.IGNORECASE)
_BUFFER = re.compile(r"\bbuffer\b(?:[\s:]|\b(?:is|of)\b){0,4}", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\s*(?:[-–—−+×*/]\s*\d|to \d|until \d|(?:h |hours? |minutes? |min )?(?:more|longer|left|extra|of|earlier|later|"
    r"slack|buffer|remaining|before|after|each)\b)",
    re.IGNORECASE,
)
_WORKED_OUT = re.compile(r"\s*[=+*/]")
_NOW_ENDS = re.compile(r"\s*(?:[.,;)\n]|$|and\b)")
_FIRST_CLOCK = 6 * 60


class Attribute(StrEnum):
    """What is stated of a thing."""

    DUE = "deadline"
    MINUTES = "duration"
    STRETCH = "time"
    SIZE = "size"
    NOW = "current time"
    BUFFER = "buffer"
    BLOCKED = "time of the meetings"


@dataclass(frozen=True, slots=True)
class Statement:
    """A value that a text gives.

    Attributes:
        subject: the thing that has the value; empty for now and the buffer.
        values: how the value may be read, in minutes or as a number; start and end of a stretch in turn.
        span: from the name to the value.
        value_span: the value alone.
    """

    attribute: Attribute
    subject: str
    values: tuple[int, ...]
    span: Span
    value_span: Span


def statements_in(text: str, facts: Facts) -> Iterator[Statement]:
    """The statements of a text, each kind in order."""
    times = {mention.span.start: mention for mention in times_in(text)}
    for named in names_in(facts.names, text):
        yield from _of_name(named, text, times, facts)
    if facts.now is not None:
        for match in _NOW.finditer(text):
            mention = times.get(match.end())
            if mention and mention.clocks and _NOW_ENDS.match(text, mention.span.end):
                yield _about("", Attribute.NOW, mention.clocks, match.start(), mention)
        yield from _of_the_day(text, times, facts)


def _of_the_day(text: str, times: dict[int, TimeMention], facts: Facts) -> Iterator[Statement]:
    """The buffer, the one task of which it is said that it takes so long, and the meetings without their names."""
    for match in _BUFFER.finditer(text) if facts.buffer else ():
        mention = times.get(match.end())
        if mention and _is_length(mention, text):
            yield _about("", Attribute.BUFFER, mention.durations, match.start(), mention)
    for match in _IT_TAKES.finditer(text) if len(facts.minutes) == 1 else ():
        mention = times.get(match.end())
        if mention and _is_length(mention, text):
            yield _about(facts.subjects[0], Attribute.MINUTES, mention.durations, match.start(), mention)
    for match in _BLOCKED.finditer(text):
        cursor = match.end()
        while cursor in times and (found := _range(times[cursor], text, times)) is not None:
            values, place = found
            yield Statement(Attribute.BLOCKED, "", values, place, place)
            cursor = place.end + 2 if text.startswith(", ", place.end) else place.end


def _of_name(named: Named, text: str, times: dict[int, TimeMention], facts: Facts) -> Iterator[Statement]:
    name, start, end = named.name, named.span.start, named.span.end
    if name in facts.due:
        is_asked = _DUE_BEFORE.search(text, max(0, start - 24), start)
        match = (_JUST_LINK if is_asked else _DUE).match(text, end)
        mention = times.get(match.end()) if match else None
        if mention and mention.clocks:
            yield _about(name, Attribute.DUE, mention.clocks, start, mention)
    if name in facts.minutes:
        match = _LENGTH.match(text, end) or _IN_BRACKETS.match(text, end)
        mention = times.get(match.end()) if match else None
        if mention and _is_length(mention, text):
            yield _about(name, Attribute.MINUTES, mention.durations, start, mention)
    if name in facts.stretches:
        yield from _stretch(named, text, times)
    if name in facts.sizes:
        yield from _size(named, text, facts)


def _about(subject: str, attribute: Attribute, values: tuple[int, ...], start: int, mention: TimeMention) -> Statement:
    return Statement(attribute, subject, values, Span(start, mention.span.end), mention.span)


def _is_length(mention: TimeMention, text: str) -> bool:
    """True for a duration that stands by itself: no end of a range, no slack, nothing that goes on."""
    has_unit = text[mention.span.end - 1].isalpha()
    is_clock = not has_unit and max(mention.durations, default=0) >= _FIRST_CLOCK
    return bool(mention.durations) and not is_clock and not _GOES_ON.match(text, mention.span.end)


def _stretch(named: Named, text: str, times: dict[int, TimeMention]) -> Iterator[Statement]:
    """A range right behind the name; two times of a subtraction are none."""
    match = _STRETCH.match(text, named.span.end)
    found = _range(times[match.end()], text, times) if match and match.end() in times else None
    if found is not None and not _WORKED_OUT.match(text, found[1].end):
        yield Statement(Attribute.STRETCH, named.name, found[0], Span(named.span.start, found[1].end), found[1])


def _range(first: TimeMention, text: str, times: dict[int, TimeMention]) -> tuple[tuple[int, int], Span] | None:
    """Two times with a dash or a word between them, with their place."""
    link = _TO.match(text, first.span.end)
    last = times.get(link.end()) if link else None
    if last is None or len(first.clocks) != 1 or len(last.clocks) != 1 or first.clocks >= last.clocks:
        return None
    return (first.clocks[0], last.clocks[0]), Span(first.span.start, last.span.end)


def _size(named: Named, text: str, facts: Facts) -> Iterator[Statement]:
    """A number with the unit right behind the name."""
    unit = re.escape(facts.unit.rstrip("s"))
    pattern = re.compile(
        r"[\"”*_`]{0,3}[\s:(,]{0,3}(?:(?:has|with|needs|is|only) ){0,2}(\d{1,4})" + rf" {unit}s?\b", re.IGNORECASE
    )
    match = pattern.match(text, named.span.end)
    if match:
        place = Span(*match.span(1))
        yield Statement(Attribute.SIZE, named.name, (int(match.group(1)),), Span(named.span.start, place.end), place)
