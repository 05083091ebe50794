# SPDX-License-Identifier: Apache-2.0
"""Coverage by mention: the source's measure, which says nothing about truth."""

from __future__ import annotations

from core.domain.evaluations import Measure
from core.domain.matching import mentions
from core.evaluation.scorers.base import Answer, Scored


class MentionScorer:
    """The share of the expected elements of which a cue occurs."""

    name = "mention"
    measure = Measure.MENTION
    label = "Coverage by mention"
    help = "The share of the expected reasoning elements that the answer mentions, true or not."

    def score(self, answer: Answer) -> Scored:
        """Look for a cue of each element."""
        found: dict[str, bool | None] = {
            element.name: bool(mentions(element, answer.text)) for element in answer.elements
        }
        return Scored(sum(map(bool, found.values())) / len(found), found)
