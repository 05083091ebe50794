# SPDX-License-Identifier: Apache-2.0
"""A line cut into the pieces of equations: quantities, signs, words, and the marks at which a side ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.domain.matching.spans import Span
from core.domain.matching.times import times_in
from core.review.checks.quantities import Quantity, number_quantity, time_quantity

_ASIDE = re.compile(r"\([^()\d=+*/]{0,80}\)")
_TOKEN = re.compile(
    r"(?P<strange>(?<=\d)\*\*(?=\d))"
    r"|(?P<markup>\*{2,}|_{2,}|`+)"
    r"|(?P<number>(?<![\w.,:/])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w:%]|[.,/]\d))"
    r"|(?P<equals>(?<![=<>!~≈:≠≤≥])=(?![=<>~]))"
    r"|(?P<minus>(?<=\s)[-–−](?=\s))"
    r"|(?P<negative>(?<![\w.,:)])[-−](?=\d))"
    r"|(?P<sign>[+×÷]|(?<=\s)[*/](?=\s))"
    r"|(?P<word>[^\W\d_]+(?:[-'’][^\W\d_]+)*)"
    r"|(?P<end>[,;:.!?|(){}\[\]\"“”„«»…→⇒•])"
    r"|(?P<other>\S)"
)
SIGNS = {"+": "+", "×": "*", "*": "*", "÷": "/", "/": "/", "plus": "+", "minus": "-", "times": "*", "x": "*"}
_DEEPEST_INDENT = 40
_EQUALS_WORDS = frozenset(("equals", "gives", "makes", "is", "leaves"))
_END_WORDS = frozenset(("so", "then", "therefore", "thus", "hence", "because", "since", "while", "but"))


@dataclass(frozen=True, slots=True)
class Token:
    """One piece, with what it says in small letters."""

    kind: str
    text: str
    span: Span
    quantity: Quantity | None = None


def cut(line: str) -> tuple[list[list[Token]], list[Token]]:
    """The tokens between the marks at which a side ends, and these marks; asides in brackets are left out."""
    return _stretches(_tokens(_ASIDE.sub(lambda match: " " * len(match.group()), line)))


def _stretches(tokens: Iterable[Token]) -> tuple[list[list[Token]], list[Token]]:
    stretches: list[list[Token]] = [[]]
    marks: list[Token] = []
    for token in tokens:
        if token.kind in ("equals", "end"):
            marks.append(token)
            stretches.append([])
        else:
            stretches[-1].append(token)
    return stretches, marks


def _tokens(said: str) -> Iterator[Token]:
    """Times, as they hold signs and numbers of their own, and what stands between them."""
    cursor = 0
    for mention in (*times_in(said), None):
        end = len(said) if mention is None else mention.span.start
        for match in _TOKEN.finditer(said, cursor):
            if match.end() > end:
                break
            if match.lastgroup != "markup" and not _is_bullet(said, match):
                yield _token(match)
        if mention is not None:
            words, cursor = mention.span.of(said), mention.span.end
            held = time_quantity(mention, words)
            yield Token("operand" if held else "other", words, mention.span, held)


def _is_bullet(said: str, match: re.Match[str]) -> bool:
    """True for a list mark: the first sign of a line, with space behind it."""
    is_mark = match.group() in "-–−*+" and said[match.end() : match.end() + 1].isspace()
    return is_mark and match.start() <= _DEEPEST_INDENT and not said[: match.start()].strip()


def _token(match: re.Match[str]) -> Token:
    kind, word, place = match.lastgroup or "other", match.group().casefold(), Span(*match.span())
    held = number_quantity(word) if kind == "number" else None
    if kind == "number":
        return Token("operand" if held else "other", word, place, held)
    if kind in ("minus", "sign") or (kind == "word" and word in SIGNS):
        return Token("sign", word, place)
    if kind == "word" and word in _EQUALS_WORDS:
        return Token("equals", word, place)
    return Token("end" if kind == "word" and word in _END_WORDS else kind, word, place)
