# SPDX-License-Identifier: Apache-2.0
"""The conclusion: whether it is one that the solver proved right."""

from __future__ import annotations

from core.domain.matching import read_conclusion
from core.domain.reviews import ElementEvidence, StepSpan
from core.domain.traces import StepKind
from core.review.reading import Reading


class ConclusionEvidence:
    """One line of evidence for the conclusion, where the problem can be solved by program."""

    name = "conclusion"
    label = "Conclusion"
    help = "Whether the trace ends in a conclusion that is provably right for its problem."

    def look(self, reading: Reading) -> tuple[ElementEvidence, ...]:
        """Right, wrong or missing."""
        if reading.truth is None:
            return ()
        found = read_conclusion(reading.text, reading.truth)
        answers = (index for index, step in enumerate(reading.steps) if step.kind is StepKind.ANSWER)
        spans = tuple(StepSpan(index, 0, len(reading.steps[index].text)) for index in answers) if found else ()
        is_true = found in reading.truth.accepted
        missing = () if is_true else (reading.truth.conclusion,)
        return (ElementEvidence(self.name, self.label, spans, is_true=is_true, missing=missing),)
