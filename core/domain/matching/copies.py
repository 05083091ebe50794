# SPDX-License-Identifier: Apache-2.0
"""What an answer says in its own words: a sentence or line that only repeats the prompt proves nothing."""

from __future__ import annotations

import re

from core.domain.matching.spans import lines_of, sentences_of

_NOISE = re.compile(r"[\W_]+")


def own_words(text: str, prompt: str) -> str:
    """The text with each repeated line or sentence of the prompt blanked out, so that spans keep their place."""
    said = {_bare(segment.of(prompt)) for line in lines_of(prompt) for segment in (line, *sentences_of(prompt, line))}
    said.discard("")
    kept = list(text)
    for line in lines_of(text):
        for segment in (line, *sentences_of(text, line)):
            if _bare(segment.of(text)) in said:
                kept[segment.start : segment.end] = " " * (segment.end - segment.start)
    return "".join(kept)


def _bare(text: str) -> str:
    """The words and figures alone."""
    return _NOISE.sub(" ", text).strip().casefold()
