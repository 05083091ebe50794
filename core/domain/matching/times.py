# SPDX-License-Identifier: Apache-2.0
"""Times of day and durations in any common spelling, found in free text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from core.domain.matching.spans import Span

_NUMBER_WORDS = {
    "one": 1,
    "an": 1,
    "a": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
}
_COUNT = r"(?:one|an|a|two|three|four|five|six|seven|eight)"
_DASH = r"\s*(?:-|–|—|to|until|till)\s*"
_PATTERNS = (
    rf"(?P<r1h>\d{{1,2}})(?:[:.](?P<r1m>\d\d))?{_DASH}(?P<r2h>\d{{1,2}})(?:[:.](?P<r2m>\d\d))?\s*(?P<rap>[ap])\.?m\b\.?",
    r"(?P<ph>\d{1,2})(?:[:.](?P<pm>\d\d))?\s*(?P<ap>[ap])\.?m\b\.?",
    r"(?P<dh>\d{1,2}):(?P<dm>\d\d)\s*(?:hours?|hrs?|h)\b",
    r"(?P<ch>\d{1,2}):(?P<cm>\d\d)(?::\d\d)?(?!\d)",
    rf"(?P<half>half an hour|half-hour|half hour|½\s*(?:hour|h)\b)|\b(?P<whalf>{_COUNT}) (?:and a half hours?)",
    rf"\b(?P<w2half>{_COUNT}) hours? and a half|\b(?P<wh>{_COUNT}) hours?(?: and (?P<wm>\d\d|thirty) minutes)?",
    r"(?P<hh>\d{1,2}(?:[.,]\d+)?)\s*(?:-\s*)?(?P<hu>hours?|hrs?|h)"
    r"(?:(?:\s*(?:and\s+)?)(?P<hm>\d{1,2})\s*(?:minutes?|mins?|m)?)?(?![\w:])",
    r"(?P<mm>\d{1,3})\s*(?:-\s*)?(?:minutes?|mins?)\b",
    r"\b(?P<noon>noon|midday)\b",
    r"(?P<och>\d{1,2})\s+o['’]clock",
)
_TIME = re.compile("(?<![\\d:.,])(?:" + "|".join(f"(?:{pattern})" for pattern in _PATTERNS) + ")", re.IGNORECASE)

_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class TimeMention:
    """One time in a text and how it may be read, in minutes; ``1:30`` may be a time of day and a duration."""

    span: Span
    clocks: tuple[int, ...]
    durations: tuple[int, ...]


def times_in(text: str, start: int = 0, end: int | None = None) -> list[TimeMention]:
    """Every time mentioned in a stretch of the text, in order."""
    last = len(text) if end is None else end
    return list((_times_again if len(text) <= _REMEMBERED else _times)(text, start, last))


def _times(text: str, start: int, end: int) -> tuple[TimeMention, ...]:
    return tuple(mention for match in _TIME.finditer(text, start, end) for mention in _read(match))


_times_again = lru_cache(maxsize=1024)(_times)
"""The claims about one text ask for the times of the same sentences again and again."""


def _read(match: re.Match[str]) -> list[TimeMention]:
    held = {name: value for name, value in match.groupdict().items() if value is not None}
    span = Span(match.start(), match.end())
    if "r1h" in held:
        return _read_range(match, held)
    clocks, durations = _readings(held)
    clocks = tuple(minute for minute in clocks if minute <= 24 * 60)
    return [TimeMention(span, clocks, durations)] if clocks or durations else []


def _readings(held: dict[str, str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Times of day and durations that one match may mean."""
    if "ph" in held:
        return (_half_day(int(held["ph"]), int(held.get("pm", 0)), held["ap"]),), ()
    if "dh" in held:
        minutes = int(held["dh"]) * 60 + int(held["dm"])
        return ((minutes,) if minutes >= 6 * 60 else ()), (minutes,)
    if "ch" in held:
        minutes = int(held["ch"]) * 60 + int(held["cm"])
        return (minutes,), (minutes,)
    if "hh" in held:
        hours = float(held["hh"].replace(",", "."))
        minutes = round(hours * 60) + int(held.get("hm", 0))
        return ((minutes,) if held["hu"] == "h" and hours >= 6 else ()), (minutes,)
    if "mm" in held:
        return (), (int(held["mm"]),)
    if "noon" in held:
        return (12 * 60,), ()
    if "och" in held:
        hour = int(held["och"])
        return (hour * 60, (hour % 12 + 12) * 60), ()
    return (), (_spelled_out(held),)


def _spelled_out(held: dict[str, str]) -> int:
    """A duration in words."""
    if "half" in held:
        return 30
    for name in ("whalf", "w2half"):
        if name in held:
            return _NUMBER_WORDS[held[name].lower()] * 60 + 30
    extra = held.get("wm", "0").lower()
    return _NUMBER_WORDS[held["wh"].lower()] * 60 + (30 if extra == "thirty" else int(extra))


def _read_range(match: re.Match[str], held: dict[str, str]) -> list[TimeMention]:
    """``2-3:30 pm``: the first time shares the half of the day unless that would turn the range round."""
    last = _half_day(int(held["r2h"]), int(held.get("r2m", 0)), held["rap"])
    first = _half_day(int(held["r1h"]), int(held.get("r1m", 0)), held["rap"])
    if first > last:
        first -= 12 * 60
    first_end = match.end("r1m") if "r1m" in held else match.end("r1h")
    first_span, last_span = Span(match.start(), first_end), Span(match.start("r2h"), match.end())
    return [TimeMention(first_span, (max(first, 0),), ()), TimeMention(last_span, (last,), ())]


def _half_day(hour: int, minute: int, half: str) -> int:
    """Minutes of a time with am or pm."""
    return (hour % 12 + (12 if half.lower() == "p" else 0)) * 60 + minute
