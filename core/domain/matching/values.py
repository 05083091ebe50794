# SPDX-License-Identifier: Apache-2.0
"""One value in a stretch of text: a time, a duration, a number or a word, however it is spelled."""

from __future__ import annotations

import re
from functools import lru_cache

from core.domain.matching.spans import Span
from core.domain.matching.times import times_in

_CLOCK = re.compile(r"\d\d:\d\d")
_DURATION = re.compile(r"\d{1,2}:\d\d h")
_NEGATED = re.compile(r"(?:\bnot|n['’]t|\bno|\bnever|\bneither|\bnor|\bno longer)(?:\s+\w+)?\s+$", re.IGNORECASE)
_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)


def is_clock(value: str) -> bool:
    """True for a value that is a time of day."""
    return _CLOCK.fullmatch(value) is not None


def find_value(value: str, text: str, within: Span, *, is_name: bool = False) -> Span | None:
    """The first place in the stretch where the value stands; names end where they end, words may go on."""
    if is_clock(value) or _DURATION.fullmatch(value):
        return _find_time(value, text, within)
    if value.isdecimal():
        match = _number(value).search(text, within.start, within.end)
        return Span(*match.span()) if match else None
    for match in (_name if is_name else _word)(value).finditer(text, within.start, within.end):
        if is_name or not _NEGATED.search(text, max(within.start, match.start() - 20), match.start()):
            return Span(*match.span())
    return None


def _find_time(value: str, text: str, within: Span) -> Span | None:
    """A time in any spelling."""
    hours, _, minutes = value.removesuffix(" h").partition(":")
    wanted = int(hours) * 60 + int(minutes)
    for mention in times_in(text, within.start, within.end):
        if wanted in (mention.clocks if is_clock(value) else mention.durations):
            return mention.span
    return None


@lru_cache(maxsize=4096)
def _number(value: str) -> re.Pattern[str]:
    """A whole number that is no part of another number or of a time."""
    words = rf"|\b{_SMALL[int(value)]}\b" if int(value) < len(_SMALL) else ""
    return re.compile(rf"(?<![\d:.,]){value}(?!\d|[:.,]\d){words}", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _name(value: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_loose(value)}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _word(value: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_loose(value)}", re.IGNORECASE)


def _loose(value: str) -> str:
    """The words of a phrase with any white space or a hyphen between them."""
    return r"[\s\-]+".join(re.escape(word) for word in re.split(r"[\s\-]+", value.strip()))
