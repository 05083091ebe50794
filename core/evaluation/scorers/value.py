# SPDX-License-Identifier: Apache-2.0
"""Coverage by value: the element is there, and what the answer says about it is true in this case."""

from __future__ import annotations

from core.domain.evaluations import Measure
from core.domain.matching import holds, own_words
from core.evaluation.scorers.base import Answer, Scored


class ValueScorer:
    """The share of the expected elements of which every claim of the case is made."""

    name = "value"
    measure = Measure.VALUE
    label = "Coverage by value"
    help = "The share of the expected reasoning elements whose statements are all there and true in the case."

    def score(self, answer: Answer) -> Scored:
        """Look for every claim; an element without a claim is left out, because nothing about it can be checked.

        Lines that only repeat the question prove nothing and are not read.
        """
        truth = answer.case.truth
        text = own_words(answer.text, answer.case.input)
        found: dict[str, bool | None] = {}
        for element in answer.elements:
            own = [claim for claim in truth.claims if claim.element == element.name]
            found[element.name] = all(holds(claim, text, truth) for claim in own) if own else None
        checked = [is_true for is_true in found.values() if is_true is not None]
        return Scored(sum(checked) / len(checked), found)
