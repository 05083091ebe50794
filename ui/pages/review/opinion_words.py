# SPDX-License-Identifier: Apache-2.0
"""What is read of a double review: by one of its reviewers while it is blind, and by whoever settles it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from core.domain.opinions import DoubleReview, Opinion
from core.domain.reviews import Verdict

_WORDS = {
    Verdict.ACCEPT: "Your opinion: accept",
    Verdict.REJECT: "Your opinion: reject",
    Verdict.NEEDS_WORK: "Your opinion: needs work",
}


def own_words(double: DoubleReview) -> str:
    """What this reviewer said, or that something is wanted."""
    verdict = double.own.verdict
    if verdict is None:
        return _tr("Your opinion is wanted")
    return _tr("Your opinion: your edit") if double.own.revision else _tr(_WORDS[verdict])


def blind_words(double: DoubleReview) -> str:
    """Why nothing of the others is shown."""
    people = _tr("{n} people review this trace, each without the others.").format(n=double.wanted)
    return people + " " + _tr("What they say is shown once all have decided.")


def dispute_words(opinions: Sequence[Opinion]) -> str:
    """What everybody says where they differ, and what a verdict does now."""
    return "\n".join([*(opinion.sentence for opinion in opinions), _tr("Your verdict settles it.")])


def _tr(text: str) -> str:
    return QCoreApplication.translate("review", text)
