# SPDX-License-Identifier: Apache-2.0
"""The text forms of a situation under their names, and one reader for all of them."""

from __future__ import annotations

from core.domain.workday import house_text, other_text
from core.domain.workday.situations import Situation
from core.errors import InvalidInput

HOUSE = "house"
OTHER = "other"
_WRITERS = {HOUSE: house_text.write, OTHER: other_text.write}


def situation_text(situation: Situation, form: str = HOUSE) -> str:
    """The situation written out in one of the forms."""
    return _WRITERS[form](situation)


def parse_situation(text: str) -> Situation:
    """The situation that stands in a prompt, in either form. Raises InvalidInput where there is none."""
    try:
        found = house_text.read(text) or other_text.read(text)
    except ValueError as error:
        raise InvalidInput("A time in this situation cannot be read.", hint="Write times as HH:MM.") from error
    if found is None:
        raise InvalidInput("This text holds no workday situation.", hint="Use a prompt that Stillroom made.")
    return found
