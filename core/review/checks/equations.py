# SPDX-License-Identifier: Apache-2.0
"""Equations that a line states, each side as a quantity; what cannot be read for certain is passed over.

A side is operands with signs between them, with words beside an operand that say what it is. It ends at a comma, a
bracket or another mark. Nothing is read where a number may name a thing (``room 3``), a dash may mean a range, or a
sign, a bracket or a strange mark stands beside the side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile

from core.domain.matching.spans import Span
from core.review.checks.equation_tokens import SIGNS, Token, cut
from core.review.checks.quantities import Quantity, combined

_QUANTITY_WORDS = {
    *("twice", "double", "triple", "half", "halves", "third", "thirds", "quarter", "quarters", "dozen", "score"),
    *("times", "of", "per", "squared", "cubed", "point", "percent", "mod", "modulo", "about", "roughly", "around"),
    *("pair", "approximately", "nearly", "almost", "over", "under", "hundred", "thousand", "million"),
}
"""Words that make another value of the number beside them."""

_LEADS = {
    *("total", "sum", "is", "so", "gives", "makes", "need", "needs", "and", "with", "leaves", "then", "have", "has"),
    *("get", "add", "that", "the", "in"),
}
"""Words that may stand before a sum of plain numbers; any other may say what the first number counts or names."""


@dataclass(frozen=True, slots=True)
class Equation:
    """Two sides of which one says that it is the other.

    Attributes:
        span: both sides with the sign between them.
        is_rounded: a division or product stands in it, so that the last place of the result may be rounded.
        is_difference: the left side is one time taken from another, which may also be meant as a range.
        is_single: the right side is one quantity.
    """

    span: Span
    left: Quantity
    right: Quantity
    is_rounded: bool
    is_difference: bool
    is_single: bool


@dataclass(slots=True)
class _Side:
    """Operands with the signs between them.

    Attributes:
        leads: the words before the first operand, back to the mark at which the side begins.
        units: the first word behind each operand; empty where there is none.
    """

    leads: tuple[str, ...] = ()
    operands: list[Quantity] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    start: int = 0
    end: int = 0

    @property
    def is_spelled(self) -> bool:
        """True where no sign is one that may also be the dash of a range."""
        return bool(self.signs) and not {"-", "–"}.intersection(self.signs)


def equations_in(text: str, line: Span) -> Iterator[Equation]:
    """The equations of a line that can be read for certain, in order."""
    stretches, marks = cut(line.of(text))
    for index, mark in enumerate(marks):
        if mark.kind == "equals":
            left, right = _side(stretches[index], is_left=True), _side(stretches[index + 1], is_left=False)
            found = _equation(left, right, line.start, is_word=mark.text != "=") if left and right else None
            if found is not None:
                yield found


def _side(tokens: list[Token], *, is_left: bool) -> _Side | None:
    """A whole stretch as one side; None where it is anything else."""
    leads = _words(tokens, 0)
    if _QUANTITY_WORDS.intersection(leads) or (leads and not is_left):
        return None
    side = _Side(leads)
    at: int | None = len(leads)
    while at is not None and at < len(tokens):
        at = _take_operand(side, tokens, at, is_left=is_left)
    return side if at is not None and len(side.operands) == len(side.signs) + 1 else None


def _take_operand(side: _Side, tokens: list[Token], at: int, *, is_left: bool) -> int | None:
    """Read one operand with the words beside it and the sign behind it; where to go on, or None to give up.

    What follows the one operand of a right side may be anything but a sign: ``= 9:30 runs into lunch at 10:00``.
    """
    is_negative = not side.operands and tokens[at].kind == "negative"
    labels = _words(tokens, at) if side.operands else ()
    place = at + len(labels) + is_negative
    held = tokens[place].quantity if place < len(tokens) else None
    if held is None or (labels and not held.is_time) or _QUANTITY_WORDS.intersection(labels):
        return None
    side.start = side.start if side.operands else tokens[at].span.start
    side.end = tokens[place].span.end
    side.operands.append(replace(held, amount=-held.amount) if is_negative else held)
    words = _words(tokens, place + 1)
    if _QUANTITY_WORDS.intersection(words):
        return None
    side.units.append(words[0] if words else "")
    after = place + 1 + len(words)
    if after == len(tokens):
        return after
    if tokens[after].kind == "sign":
        side.signs.append(tokens[after].text)
        return after + 1
    is_done = not is_left and not side.signs and words and not any(held.kind == "sign" for held in tokens[after:])
    return len(tokens) if is_done else None


def _words(tokens: list[Token], at: int) -> tuple[str, ...]:
    return tuple(token.text for token in takewhile(lambda token: token.kind == "word", islice(tokens, at, None)))


def _equation(left: _Side, right: _Side, offset: int, *, is_word: bool) -> Equation | None:
    """Both sides with their values, where they can be compared."""
    if (is_word and not (left.is_spelled and not right.signs)) or not _is_clear(left, right):
        return None
    one, other = _value(left), _value(right)
    if one is None or other is None or one.is_time is not other.is_time:
        return None
    signs = {SIGNS.get(sign, "-") for sign in (*left.signs, *right.signs)}
    return Equation(
        span=Span(offset + left.start, offset + right.end),
        left=one,
        right=other,
        is_rounded=bool(signs & {"*", "/"}),
        is_difference=len(left.operands) == 2 and left.signs[0] in ("-", "–") and one.is_time,
        is_single=not right.signs,
    )


def _is_clear(left: _Side, right: _Side) -> bool:
    """True where the left side is a sum by itself, or one duration that the right one converts or works out."""
    if not left.signs:
        are_durations = all(held.has_unit for held in (*left.operands, *right.operands))
        return not left.leads and (bool(right.signs) or are_durations)
    operands = (*left.operands, *right.operands)
    if any(held.is_time for held in operands):
        return True
    units = {unit.rstrip("s") for unit in (*left.units[:-1], *left.units[-1:], *right.units) if unit}
    is_sum = not {"*", "/", "×", "÷", "x", "times"}.intersection((*left.signs, *right.signs))
    has_units = any(left.units)
    return (not left.leads or left.leads[-1] in _LEADS) and (not is_sum or not has_units or len(units) == 1)


def _value(side: _Side) -> Quantity | None:
    """The side worked out, products before sums; None where the operands do not go together."""
    terms, signs = [side.operands[0]], list[str]()
    for sign, operand in zip(side.signs, side.operands[1:], strict=True):
        plain = SIGNS.get(sign, "-")
        if plain in "*/":
            product = combined(terms[-1], plain, operand)
            if product is None:
                return None
            terms[-1] = product
        else:
            signs.append(plain)
            terms.append(operand)
    total = terms[0]
    for plain, term in zip(signs, terms[1:], strict=True):
        summed = combined(total, plain, term)
        if summed is None:
            return None
        total = summed
    return total
