# SPDX-License-Identifier: Apache-2.0
"""Coverage by mention: whether one of an element's cues occurs, true or not."""

from __future__ import annotations

import re
from functools import lru_cache

from core.domain.matching.spans import Span
from core.domain.tasks import Element
from core.errors import InvalidInput

_PLAIN = re.compile(r"[\w\s\-]+")


def mentions(element: Element, text: str) -> tuple[Span, ...]:
    """Every place where a cue of the element stands, in order; empty where it is not mentioned."""
    found = {Span(*match.span()) for cue in element.cues for match in cue_pattern(cue).finditer(text)}
    return tuple(sorted(span for span in found if span.end > span.start))


@lru_cache(maxsize=1024)
def cue_pattern(cue: str) -> re.Pattern[str]:
    """A cue as a pattern: plain words begin at a word and may go on, anything else is a regular expression.

    Raises:
        InvalidInput: the cue is empty or no regular expression.
    """
    if not cue.strip():
        raise InvalidInput("A cue is empty.", hint="Give a word or a regular expression.")
    if _PLAIN.fullmatch(cue):
        return re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, cue.split())), re.IGNORECASE)
    try:
        return re.compile(cue, re.IGNORECASE)
    except re.error as error:
        raise InvalidInput(f"The cue “{cue}” is no regular expression.", hint=str(error).capitalize() + ".") from error
