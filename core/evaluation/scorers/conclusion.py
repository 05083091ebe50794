# SPDX-License-Identifier: Apache-2.0
"""Conclusion correctness: what the answer comes to, against what the solver proved."""

from __future__ import annotations

from core.domain.evaluations import Measure
from core.domain.matching import read_conclusion
from core.evaluation.scorers.base import Answer, Scored


class ConclusionScorer:
    """1 when the conclusion, in normal form, is one of the right ones; an answer that hedges has none."""

    name = "conclusion"
    measure = Measure.CONCLUSION
    label = "Conclusion right"
    help = "Whether the conclusion of the answer is one that the solver proved right."

    def score(self, answer: Answer) -> Scored:
        """Read the conclusion and compare it."""
        truth = answer.case.truth
        found = read_conclusion(answer.text, truth)
        return Scored(float(found in truth.accepted), found=found)
