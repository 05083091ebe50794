# SPDX-License-Identifier: Apache-2.0
"""Names that a situation does not have: in the answer, in the arguments of a call, and places of its kind anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.domain.answers import conclusion_line
from core.domain.matching.names import names_in
from core.domain.matching.spans import Span
from core.domain.messages import ToolCallPart
from core.review.checks.facts import Facts

_TITLE_ARGUMENTS = {"task": "subjects", "title": "subjects", "booking": "subjects", "resource": "places"}
_NUMBERED = re.compile(r"(.*\D) (\d{1,4})")
_DECORATION = " \t\"'“”‘’*_`.:"
_LONGEST_TITLE = 60
_MOST_WORDS = 7
_NO_TITLE = re.compile(r"[\d:;?()=]|\b(?:is|are|none|no|not|neither|cannot|unclear|unknown|it|they|I)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name that is not there, and the one that may be meant; empty where none is near."""

    name: str
    span: Span
    meant: str


def strange_answer(text: str, facts: Facts) -> Iterator[Stranger]:
    """The title that a short answer consists of, where the situation has nothing that is called so."""
    said = conclusion_line(text, ()).strip(_DECORATION)
    place = text.rfind(said) if said else -1
    is_title = 0 < len(said) <= _LONGEST_TITLE and len(said.split()) <= _MOST_WORDS and not _NO_TITLE.search(said)
    if place < 0 or not is_title or (facts.now is not None and len(facts.subjects) == 1):
        return
    for part in re.finditer(r"[^,>→]+", said):
        name = re.split(r" to (?=\S)", part.group())[0].strip(_DECORATION)
        if name and not _names_any(name, facts.names):
            start = place + part.start() + part.group().index(name)
            yield Stranger(name, Span(start, start + len(name)), nearest(name, facts.subjects))


def strange_arguments(call: ToolCallPart, facts: Facts) -> Iterator[Stranger]:
    """The titles and places in the arguments that the situation does not have; their spans are empty."""
    if not isinstance(call.arguments, dict):
        return
    for argument, group in _TITLE_ARGUMENTS.items():
        value = call.arguments.get(argument)
        known = facts.places if group == "places" else facts.subjects
        if isinstance(value, str) and value.strip() and known and not _names_any(value, known):
            yield Stranger(value, Span(0, 0), nearest(value, known))


def strange_places(text: str, facts: Facts) -> Iterator[Stranger]:
    """Numbered places of the kind that the situation has, with a number that it does not have."""
    matches = [_NUMBERED.fullmatch(place) for place in facts.places]
    stems = {match.group(1) for match in matches if match}
    if len(stems) != 1 or not all(matches):
        return
    stem = stems.pop()
    pattern = rf"(?<!\w){re.escape(stem)} (\d{{1,4}})(?![\w:.,]\d|\w)(?! {re.escape(facts.unit)}\b)"
    known = {place.casefold() for place in facts.places}
    for match in re.finditer(pattern, text, re.IGNORECASE):
        if match.group().casefold() not in known:
            yield Stranger(match.group(), Span(*match.span()), "")


def nearest(name: str, known: tuple[str, ...]) -> str:
    """The known name that is spelled most like it; empty where none is near."""
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(
        name[:_LONGEST_TITLE], known, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=75
    )
    return found[0] if found else ""


def _names_any(text: str, names: tuple[str, ...]) -> bool:
    return bool(names_in(names, text[: 4 * _LONGEST_TITLE]))
