# SPDX-License-Identifier: Apache-2.0
"""Times of day and durations as whole minutes, and the one way in which the house writes them."""

from __future__ import annotations

DAY = 24 * 60
HALF_HOUR = 30


def clock(minute: int) -> str:
    """A time of day as 24-hour ``HH:MM``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def span(minutes: int) -> str:
    """A duration as ``H:MM``."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def margin(late: int, early: int) -> str:
    """The subtraction of two times of day with its result, which is negative where ``late`` comes first."""
    left = late - early
    return f"{clock(late)} - {clock(early)} = {'-' if left < 0 else ''}{span(abs(left))}"


def minute_of(text: str) -> int:
    """The minutes of ``HH:MM`` or ``H:MM``; raises ValueError where the text is neither."""
    hours, _, minutes = text.partition(":")
    if not (hours.isdigit() and minutes.isdigit() and len(minutes) == 2 and int(minutes) < 60 and int(hours) <= 24):
        raise ValueError(f"“{text}” is not a time")
    return int(hours) * 60 + int(minutes)


def between(start: int, end: int) -> str:
    """A stretch of the day as ``HH:MM-HH:MM``."""
    return f"{clock(start)}-{clock(end)}"


def overlaps(start: int, end: int, other_start: int, other_end: int) -> bool:
    """True when two half-open stretches share a minute."""
    return start < other_end and other_start < end
