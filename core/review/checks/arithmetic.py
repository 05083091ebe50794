# SPDX-License-Identifier: Apache-2.0
"""Arithmetic: whether what the text works out is right, with times, durations and plain numbers."""

from __future__ import annotations

import re

from core.domain.findings import Finding, Severity
from core.domain.matching.spans import Span, lines_of
from core.domain.reviews import StepSpan
from core.review.checks.equations import Equation, equations_in
from core.review.checks.marking import finding, shortened, written_steps
from core.review.checks.quantities import is_equal, written_like
from core.review.reading import Reading

_HAS_EQUALS = re.compile(r"=|\b(?:equals|gives|makes|is|leaves)\b", re.IGNORECASE)
_DOUBT_BEFORE = re.compile(
    r"(?:\b(?:not|wrong|incorrect|mistake\w*|instead of|rather than|approximately|roughly|about|around)\b|n['’]t\b)"
    r"[^.;,]{0,16}$",
    re.IGNORECASE,
)
_DOUBT_AFTER = re.compile(
    r"\s*\?|[^.;]{0,16}\b(?:wrong|incorrect|mistake\w*|error|wait|not (?:right|correct|true)|isn['’]t)\b", re.IGNORECASE
)
_WINDOW = 40


class Arithmetic:
    """Speaks of each equation that does not hold."""

    name = "arithmetic"
    label = "Arithmetic"
    help = "Whether sums and differences of times, durations and numbers that the text states are right."

    def look(self, reading: Reading) -> tuple[Finding, ...]:
        """The wrong equations in the order of the steps."""
        found = []
        for index, step in written_steps(reading):
            for line in lines_of(step.text):
                if _HAS_EQUALS.search(step.text, line.start, line.end):
                    wrong = (held for held in equations_in(step.text, line) if not _holds(held))
                    found += [self._finding(index, held, reading) for held in wrong if _is_meant(held, step.text, line)]
        return tuple(found)

    def _finding(self, index: int, held: Equation, reading: Reading) -> Finding:
        at = StepSpan(index, held.span.start, held.span.end)
        said = shortened(reading.quote(at))
        expected = written_like(held.left, held.right) if held.is_single else ""
        message = f"“{said}” is wrong: it is {expected}." if expected else f"The two sides of “{said}” differ."
        return finding(self.name, Severity.ERROR, message, reading=reading, at=at, expected=expected)


def _holds(equation: Equation) -> bool:
    """True where it is right in any way in which it may be meant."""
    left, right = equation.left, equation.right
    if equation.is_difference and left.amount < 0 and right.amount == -left.amount:
        return True
    return is_equal(left, right, is_rounded=equation.is_rounded)


def _is_meant(equation: Equation, text: str, line: Span) -> bool:
    """False where the text doubts or denies the equation itself."""
    span = equation.span
    before = text[max(line.start, span.start - _WINDOW) : span.start]
    return not _DOUBT_BEFORE.search(before) and not _DOUBT_AFTER.match(
        text, span.end, min(line.end, span.end + _WINDOW)
    )
