# SPDX-License-Identifier: Apache-2.0
"""Stretches of a text: what a match is, and the sentences and lines that claims are looked for in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_BREAK = re.compile(r"(?<=[.!?;])[*_\"”’)]*\s+(?=[^\s])")
_NOT_AN_END = re.compile(r"(?:^|[\s(])(?:\d+|[a-z]|[ap]\.m|e\.g|i\.e|vs|approx|resp|min|max|no)\.$", re.IGNORECASE)
_LIST_LINE = re.compile(r"^\s*(?:[-*•‣]|\(?\d{1,2}[.):]|step\s+\d+[.:)]?)\s+", re.IGNORECASE)

_LONGEST_MARK = 24
"""Characters before a full stop in which a list number or an abbreviation is looked for."""

_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text, end not included."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]


def lines_of(text: str) -> list[Span]:
    """The lines that are not blank."""
    found, cursor = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(Span(cursor, cursor + len(line)))
        cursor += len(line) + 1
    return found


def sentences_of(text: str, line: Span) -> list[Span]:
    """The sentences of one line; list numbers and abbreviations end none."""
    found, start = [], line.start
    for gap in _BREAK.finditer(text, line.start, line.end):
        if not _NOT_AN_END.search(text[max(start, gap.start() - _LONGEST_MARK) : gap.start()]):
            found.append(Span(start, gap.start()))
            start = gap.end()
    return [*found, Span(start, line.end)]


def segments_of(text: str) -> list[Span]:
    """Every sentence of every line, in order."""
    return list((_segments_again if len(text) <= _REMEMBERED else _segments)(text))


def _segments(text: str) -> tuple[Span, ...]:
    return tuple(sentence for line in lines_of(text) for sentence in sentences_of(text, line))


_segments_again = lru_cache(maxsize=16)(_segments)
"""Every claim about a text asks for its sentences."""


def is_list_line(text: str, line: Span) -> bool:
    """True for a line that begins with a bullet or a number."""
    return _LIST_LINE.match(text[line.start : line.end]) is not None
