# SPDX-License-Identifier: Apache-2.0
"""Quantities as a text states them, exact: times and durations in minutes, plain numbers as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from core.domain.matching.times import TimeMention
from core.domain.workday.clock import DAY, span

_COLON = re.compile(r"\d{1,2}:[0-5]\d")
_UNIT = re.compile(r"(?:h|hours?|hrs?|min|mins|minutes?)", re.IGNORECASE)
_DECIMALS = re.compile(r"\d[.,](\d+)")
_LONGEST_NUMBER = 15
_ONE_O_CLOCK = 13 * 60


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with what is needed to compare and to write it.

    Attributes:
        amount: minutes where ``is_time``, else the number itself.
        is_colon: written as ``H:MM``, which may be a time of day that goes on after midnight.
        is_twelve: may be a time on a twelve-hour clock, which goes on after noon.
        has_unit: a duration with its unit written out.
        slack: how far the true value may lie from the written one, because it was rounded.
        text: as it was written.
    """

    amount: Fraction
    is_time: bool
    is_colon: bool = False
    is_twelve: bool = False
    has_unit: bool = False
    slack: Fraction = Fraction(0)
    text: str = ""


def time_quantity(mention: TimeMention, text: str) -> Quantity | None:
    """A time or duration; None where it can be read in two ways, or seconds are counted."""
    readings = set(mention.durations or mention.clocks)
    is_colon = _COLON.fullmatch(text) is not None
    if len(readings) != 1 or text.isdigit() or (":" in text and not _COLON.match(text)) or text.count(":") > 1:
        return None
    decimals = _DECIMALS.search(text)
    slack = Fraction(30, 10 ** len(decimals.group(1))) + Fraction(1, 2) if decimals and ":" not in text else Fraction(0)
    has_unit = bool(mention.durations) and not is_colon
    amount = readings.pop()
    return Quantity(Fraction(amount), True, is_colon, is_colon and amount < _ONE_O_CLOCK, has_unit, slack, text)


def number_quantity(text: str) -> Quantity | None:
    """A plain number; None for a code such as ``007`` and for one too long to mean anything."""
    plain = text.replace(",", "")
    is_code = len(plain) > 1 and plain.startswith("0") and not plain.startswith("0.")
    return None if is_code or len(plain) > _LONGEST_NUMBER else Quantity(Fraction(plain), False, text=text)


def combined(left: Quantity, sign: str, right: Quantity) -> Quantity | None:
    """The value of one operation; None where the two do not go together."""
    match sign:
        case "+" | "-" if left.is_time is right.is_time:
            amount = left.amount + right.amount if sign == "+" else left.amount - right.amount
            is_time, slack = left.is_time, left.slack + right.slack
        case "*" if not (left.is_time and right.is_time) and not (left.is_colon or right.is_colon):
            amount, is_time = left.amount * right.amount, left.is_time or right.is_time
            slack = left.slack * abs(right.amount) + right.slack * abs(left.amount)
        case "/" if right.amount and not right.is_time and not left.is_colon:
            amount, is_time, slack = left.amount / right.amount, left.is_time, left.slack / abs(right.amount)
        case _:
            return None
    is_colon, has_unit = left.is_colon or right.is_colon, left.has_unit or right.has_unit
    return Quantity(amount, is_time, is_colon, left.is_twelve and right.is_twelve, has_unit, slack)


def is_equal(left: Quantity, right: Quantity, *, is_rounded: bool) -> bool:
    """True where the two may be meant as the same: rounded, past midnight, or past noon on a twelve-hour clock."""
    gap = left.amount - right.amount
    if abs(gap) <= left.slack + right.slack or (is_rounded and abs(gap) < _last_place(right)):
        return True
    if not (left.is_colon and right.is_colon):
        return False
    return gap % (DAY // 2 if left.is_twelve and right.is_twelve else DAY) == 0


def written_like(value: Quantity, model: Quantity) -> str:
    """The value in the form of another: ``12:00``, ``90 min``, ``1.5 h`` or a plain number."""
    if not value.is_time:
        return _plain(value.amount)
    minutes = round(value.amount)
    unit = _UNIT.search(model.text)
    if unit and ":" not in model.text:
        is_hours = unit.group().lower().startswith("h")
        return f"{_plain(value.amount / 60 if is_hours else value.amount)} {'h' if is_hours else 'min'}"
    hours = span(abs(minutes)).zfill(len(model.text.split()[0].removesuffix("h")))
    return f"{'-' if minutes < 0 else ''}{hours}{' h' if unit else ''}"


def _plain(amount: Fraction) -> str:
    return f"{float(amount):.10g}"


def _last_place(value: Quantity) -> Fraction:
    """One unit of the last written place of a plain number."""
    _whole, _, decimals = value.text.partition(".")
    return Fraction(0) if value.is_time else Fraction(1, 10 ** len(decimals))
