# SPDX-License-Identifier: Apache-2.0
"""What a judge answered, read without trust: an answer that is not of the form is a failure and never guessed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from core.domain.answers import split_think
from core.domain.judgements import BEST, WORST, ElementMark, Opinion
from core.domain.reviews import Verdict
from core.domain.tasks import Element
from core.errors import InvalidInput
from core.jsonl import mended
from core.review.judging.prompt import VERDICTS

_LONGEST = 20_000
_LONGEST_REASON = 600
_NEEDED = ("score", "verdict")


def read_reply(text: str, elements: Sequence[Element]) -> Opinion:
    """The opinion in an answer: the one JSON object with a score and a verdict, whatever stands around it.

    Raises:
        InvalidInput: there is none or more than one, or a value of it is missing or not of the form.
    """
    _thoughts, rest = split_think(text)
    if len(rest) > _LONGEST:
        raise _invalid("it is far too long")
    found = [held for held in _objects(rest) if any(name in held for name in _NEEDED)]
    if len(found) != 1:
        raise _invalid("it holds several judgements" if found else "it holds no judgement")
    (held,) = found
    return Opinion(
        score=_score(held.get("score")),
        verdict=_verdict(held.get("verdict")),
        elements=_marks(held.get("elements"), elements),
        reason=_reason(held.get("reason", "")),
    )


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    """The outermost JSON objects of a text, in order."""
    at = text.find("{")
    while at >= 0:
        try:
            held, end = _DECODER.raw_decode(text, at)
        except _TwiceNamed as error:
            raise _invalid(str(error)) from None
        except RecursionError:
            raise _invalid("it is nested too deeply") from None
        except ValueError:
            end = at + 1
        else:
            yield held
        at = text.find("{", end)


def _score(value: object) -> int:
    is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not is_whole or not WORST <= value <= BEST:  # type: ignore[operator]
        raise _invalid(f"its score is no whole number from {WORST} to {BEST}")
    return int(value)  # type: ignore[call-overload, no-any-return]


def _verdict(value: object) -> Verdict:
    said = value.strip().lower() if isinstance(value, str) else ""
    if said not in {verdict.value for verdict in VERDICTS}:
        raise _invalid("its verdict is neither accept nor reject")
    return Verdict(said)


def _marks(value: object, elements: Sequence[Element]) -> tuple[ElementMark, ...]:
    """A mark for each required element; what else is named is left out."""
    held = value if isinstance(value, Mapping) else {}
    found = []
    for element in elements:
        mark = held.get(element.name)
        said = mark if isinstance(mark, Mapping) else {}
        present = said.get("present")
        if not isinstance(present, int) or present not in (0, 1):
            raise _invalid(f"it does not say whether {element.name} is there")
        found.append(ElementMark(element.name, bool(present), _reason(said.get("reason", ""))))
    return tuple(found)


def _reason(value: object) -> str:
    if not isinstance(value, str):
        raise _invalid("a reason is no text")
    said = " ".join(mended(value).split())
    return said if len(said) <= _LONGEST_REASON else f"{said[:_LONGEST_REASON]}…"


class _TwiceNamed(ValueError):
    """An object names a field twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) != len(pairs):
        raise _TwiceNamed("it names a field twice")
    return held


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse_constant)


def _invalid(why: str) -> InvalidInput:
    return InvalidInput(f"The judge's answer cannot be used: {why}.", hint="Ask again, or choose another judge.")
