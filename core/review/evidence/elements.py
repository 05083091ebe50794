# SPDX-License-Identifier: Apache-2.0
"""Required elements: whether each is mentioned, where, and whether what it says is true."""

from __future__ import annotations

from core.domain.matching import holds, mentions
from core.domain.reviews import ElementEvidence
from core.domain.tasks import Claim, Element
from core.review.reading import Reading


class ElementsEvidence:
    """One line of evidence for each element that the task requires."""

    name = "elements"
    label = "Required elements"
    help = "Whether the trace mentions what its task requires, and whether the values that it gives are right."

    def look(self, reading: Reading) -> tuple[ElementEvidence, ...]:
        """The elements in the order of the task."""
        return tuple(_look(element, reading) for element in reading.requires)


def _look(element: Element, reading: Reading) -> ElementEvidence:
    spans = tuple(reading.place(span) for span in mentions(element, reading.text))
    truth = reading.truth
    claims = () if truth is None else tuple(claim for claim in truth.claims if claim.element == element.name)
    if truth is None or not claims:
        return ElementEvidence(element.name, element.label, spans, is_true=None)
    missing = tuple(_words(claim) for claim in claims if holds(claim, reading.text, truth) is None)
    return ElementEvidence(element.name, element.label, spans, is_true=not missing, missing=missing)


def _words(claim: Claim) -> str:
    """A claim as a reviewer reads it: ``Budget review: 1:30 h``."""
    subject = ", ".join(claim.subject)
    return f"{subject}: {claim.values[0]}" if claim.values else subject
