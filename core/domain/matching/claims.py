# SPDX-License-Identifier: Apache-2.0
"""Coverage by value: whether a text makes a claim, with the value bound to what it is about."""

from __future__ import annotations

import re

from core.domain.matching.names import Named, names_in, sequence
from core.domain.matching.spans import Span, is_list_line, lines_of, segments_of
from core.domain.matching.times import times_in
from core.domain.matching.values import find_value
from core.domain.tasks import Claim, ClaimKind, Truth

MOST_TIMES = 8
"""More different times than this in one clause are a listing, and a listing claims nothing."""

_FORWARD = (
    r"needs?|requires?|depends? (?:up)?on|dependent on|after|once|follows?|waits? (?:for|on)|relies on|rely on|"
    r"prerequisites?|depends|blocked by|preceded by|needed first"
)
_BACKWARD = (
    r"before|precedes?|unlocks?|enables?|allows?|prerequisite (?:for|of|to)|needed (?:for|by)|required (?:for|by)|"
    r"blocks|makes? .{0,12}ready|followed by"
)
_LATE, _EARLY, _OTHER = "\ue000", "\ue001", "\ue002"
_MARK = f"{_LATE}-{_OTHER}"
_CHAIN = rf"(?:[^{_MARK}]{{0,24}}|(?:[\s,&*_\"'`]|and|both|the|[{_MARK}])*)"
_LED = rf"\b(?:after|once)\b{_CHAIN}{_EARLY}(?:\s*,?\s*(?:and|&)\s*[{_MARK}])*[^{_MARK}]{{0,40}}{_LATE}"
_LINK = re.compile(
    rf"{_LATE}[^{_MARK}]{{0,60}}?\b(?:{_FORWARD})\b{_CHAIN}{_EARLY}"
    rf"|{_EARLY}[^{_MARK}]{{0,40}}?\b(?:{_BACKWARD})\b{_CHAIN}{_LATE}|{_LED}",
    re.IGNORECASE,
)
"""A late part that needs an early one, in a sentence in which each name is written as one mark."""

_MOST_LINES = 40
"""More lines than this below a name are no block that speaks of it."""


def holds(claim: Claim, text: str, truth: Truth) -> Span | None:
    """Where the text makes the claim; None where it does not, or says something else in its place."""
    names = (*truth.candidates, *truth.targets)
    if claim.kind is ClaimKind.ORDER:
        return _find_order(claim, text, names)
    if claim.kind is ClaimKind.LINK:
        return _find_link(claim, text, names)
    return _find_value(claim, text, names)


def _find_value(claim: Claim, text: str, names: tuple[str, ...]) -> Span | None:
    for stretch in _stretches(claim, text, names):
        if _is_listing(text, stretch):
            continue
        for value in claim.values:
            subjects = [_find_subject(phrase, names, text, stretch) for phrase in claim.subject]
            found = find_value(value, text, stretch, is_name=value in names)
            if found is not None and all(subjects):
                spans = [found, *(span for span in subjects if span)]
                return Span(min(spans).start, max(span.end for span in spans))
    return None


def _find_subject(phrase: str, names: tuple[str, ...], text: str, stretch: Span) -> Span | None:
    """Where the subject stands; a name only where no longer one does."""
    if phrase not in names:
        return find_value(phrase, text, stretch, is_name=True)
    return next((held.span for held in names_in(names, text, stretch) if held.name == phrase), None)


def _is_listing(text: str, stretch: Span) -> bool:
    clocks = {mention.clocks for mention in times_in(text, stretch.start, stretch.end) if mention.clocks}
    return len({clock for clock in clocks if min(clock) >= 6 * 60}) > MOST_TIMES


def _stretches(claim: Claim, text: str, names: tuple[str, ...]) -> list[Span]:
    """The parts of the text in which subject and value may stand together."""
    segments = segments_of(text)
    if len(claim.subject) != 1 or claim.subject[0] not in names:
        return segments
    rivals = tuple(name for name in names if name not in claim.values)
    own = claim.subject[0]
    clauses = [clause for segment in segments for clause in _clauses(own, rivals, text, segment)]
    return [*clauses, *_blocks(own, rivals, text)]


def _clauses(own: str, rivals: tuple[str, ...], text: str, segment: Span) -> list[Span]:
    """A sentence cut at its names, so that a value belongs to one of them."""
    found = names_in(rivals, text, segment)
    if len({held.name for held in found}) < 2:
        return [segment] if found else []
    times = times_in(text, segment.start, segment.end)
    if times and times[0].span.start < found[0].span.start:
        starts = [segment.start, *(held.span.end for held in found[:-1])]
        edges = [Span(start, held.span.end) for start, held in zip(starts, found, strict=True)]
    else:
        ends = [*(held.span.start for held in found[1:]), segment.end]
        edges = [Span(held.span.start, end) for held, end in zip(found, ends, strict=True)]
    return [edge for edge, held in zip(edges, found, strict=True) if held.name == own]


def _blocks(own: str, rivals: tuple[str, ...], text: str) -> list[Span]:
    """A line that names only the subject, with the indented or bulleted lines below it that name nothing."""
    blocks: list[Span] = []
    open_block: Span | None = None
    left = 0
    for line in lines_of(text):
        named = {held.name for held in names_in(rivals, text, line)}
        if named:
            open_block, left = line if named == {own} else None, _MOST_LINES
        elif open_block is not None and left and (is_list_line(text, line) or text[line.start].isspace()):
            open_block, left = Span(open_block.start, line.end), left - 1
            blocks.append(open_block)
        else:
            open_block = None
    return blocks


def _find_link(claim: Claim, text: str, names: tuple[str, ...]) -> Span | None:
    """The first subject comes after the second: read from names written as single marks."""
    late, early = claim.subject
    marks = dict.fromkeys(names, _OTHER) | {late: _LATE, early: _EARLY}
    for segment in segments_of(text):
        found = names_in(names, text, segment)
        if {late, early} <= {held.name for held in found} and _LINK.search(_marked(found, marks, text, segment)):
            return segment
    return None


def _marked(found: list[Named], marks: dict[str, str], text: str, segment: Span) -> str:
    """The segment with each name written as its mark."""
    parts, cursor = [], segment.start
    for held in found:
        parts += [text[cursor : held.span.start], marks[held.name]]
        cursor = held.span.end
    return "".join((*parts, text[cursor : segment.end]))


def _find_order(claim: Claim, text: str, names: tuple[str, ...]) -> Span | None:
    """The names one after the other in one sentence, or as the first names of a run of list lines."""
    wanted = list(claim.subject)
    for segment in segments_of(text):
        if sequence(names_in(names, text, segment)) == wanted:
            return segment
    for run in _list_runs(text):
        firsts = [named[0] for line in run if (named := names_in(names, text, line))]
        if sequence(firsts) == wanted:
            return Span(run[0].start, run[-1].end)
    return None


def _list_runs(text: str) -> list[list[Span]]:
    runs: list[list[Span]] = [[]]
    for line in lines_of(text):
        if is_list_line(text, line):
            runs[-1].append(line)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
