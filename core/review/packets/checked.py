# SPDX-License-Identifier: Apache-2.0
"""What both packet files ask of names, moments and ratings; each hint says what was expected."""

from __future__ import annotations

from datetime import datetime

from core.errors import InvalidInput
from core.review.agreement.ratings import STARS

LONGEST_NAME = 200


def check_person(name: str) -> None:
    """Raise InvalidInput where nobody is named, or by a name that no list could show."""
    if not name.strip() or len(name) > LONGEST_NAME:
        raise InvalidInput("Nobody is named.", hint=f"the name of a person, at most {LONGEST_NAME} characters")


def check_time(at: datetime) -> None:
    """Raise InvalidInput where a moment has no time zone, and so could be any of a day's moments."""
    if at.utcoffset() is None:
        raise InvalidInput("A time has no time zone.", hint="a time such as 2026-03-04T09:00:00+00:00")


def check_rating(rating: int | None) -> None:
    """Raise InvalidInput for a rating that is not on the scale."""
    if rating is not None and rating not in STARS:
        raise InvalidInput(f"The rating is {rating}.", hint=f"a rating from {STARS[0]} to {STARS[-1]}, or none")
