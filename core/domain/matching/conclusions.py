# SPDX-License-Identifier: Apache-2.0
"""The conclusion of an answer in normal form; a text that hedges between several has none."""

from __future__ import annotations

import re

from core.domain.matching.names import names_in, sequence
from core.domain.matching.spans import Span, lines_of, sentences_of
from core.domain.matching.times import TimeMention, times_in
from core.domain.tasks import MOVE_MARK, ORDER_MARK, ConclusionForm, Truth
from core.domain.workday.clock import between, clock

_MARKER = re.compile(
    r"^(?:[^\S\n]|[#>*_\-])*+(?:my |the |final |best |short |recommended )*"
    r"(?:answer|recommendation|conclusion|decision|solution|order)\b[\s*_]*(?:[:\-–—][\s*_]*|\n+)",
    re.IGNORECASE | re.MULTILINE,
)
_HEDGE = re.compile(
    r"\b(?:or|alternatively|either|maybe|perhaps|possibly|could also|otherwise|instead)\b", re.IGNORECASE
)
_ASIDE = re.compile(r"\b(?:deadline|due|before|by|ahead of|in time for|limit|latest)\W+(?:\w+\W+){0,2}$", re.I)
_LONGEST_ASIDE = 80


def read_conclusion(text: str, truth: Truth) -> str:
    """The concluded candidate, slot, order or move in normal form; empty where the text names none or several."""
    stretch = _concluding(text, truth)
    match truth.form:
        case ConclusionForm.CHOICE:
            return _only(truth.candidates, stretch)
        case ConclusionForm.SLOT:
            return _slot(stretch)
        case ConclusionForm.ORDER:
            order = sequence(names_in(truth.candidates, stretch))
            return ORDER_MARK.join(order) if sorted(order) == sorted(truth.candidates) else ""
        case ConclusionForm.MOVE:
            mover, target = _only(truth.candidates, stretch), _only(truth.targets, stretch)
            return f"{mover}{MOVE_MARK}{target}" if mover and target else ""


def _concluding(text: str, truth: Truth) -> str:
    """The part that states the conclusion: behind the last heading of an answer, else the last line that says any."""
    markers = list(_MARKER.finditer(text))
    if markers:
        rest = text[markers[-1].end() :]
        return _first_statement(rest, truth)
    for line in reversed(lines_of(text)):
        if _says_something(line.of(text), truth):
            return line.of(text)
    return ""


def _first_statement(rest: str, truth: Truth) -> str:
    """What follows a heading: its first line that says something; for an order, all lines up to a blank one."""
    lines = lines_of(rest)
    saying = next((index for index, line in enumerate(lines) if _says_something(line.of(rest), truth)), None)
    if saying is None:
        return ""
    if truth.form is ConclusionForm.ORDER:
        start = lines[saying].start
        block = rest[start:].split("\n\n", 1)[0]
        one_line = lines[saying].of(rest)
        is_complete = len(set(sequence(names_in(truth.candidates, one_line)))) > 1
        return one_line if is_complete else block
    return lines[saying].of(rest)


def _says_something(line: str, truth: Truth) -> bool:
    if truth.form is ConclusionForm.SLOT:
        return bool(_day_times(line))
    return bool(names_in(truth.candidates, line))


def _only(names: tuple[str, ...], stretch: str) -> str:
    """The one name that the stretch, or its first sentence where nothing hedges, is about."""
    found = set(sequence(names_in(names, stretch)))
    if len(found) > 1 and not _HEDGE.search(stretch):
        lead = sentences_of(stretch, Span(0, len(stretch)))[0]
        found = set(sequence(names_in(names, stretch, lead)))
    return found.pop() if len(found) == 1 else ""


def _day_times(stretch: str) -> list[TimeMention]:
    return [held for held in times_in(stretch) if held.clocks and min(held.clocks) >= 6 * 60]


def _slot(stretch: str) -> str:
    """One start, or one start with its end; times named as limits are left aside."""
    stated = [held for held in _day_times(stretch) if not _is_aside(stretch, held.span.start)]
    times = list(dict.fromkeys(held.clocks[-1] if len(held.clocks) > 1 else held.clocks[0] for held in stated))
    if len(times) == 1:
        return clock(times[0])
    if len(times) == 2 and times[0] < times[1] and not _HEDGE.search(stretch):
        return between(times[0], times[1])
    return ""


def _is_aside(stretch: str, start: int) -> bool:
    """True for a time that is named as a limit."""
    return _ASIDE.search(stretch[max(0, start - _LONGEST_ASIDE) : start]) is not None
