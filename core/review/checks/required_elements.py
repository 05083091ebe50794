# SPDX-License-Identifier: Apache-2.0
"""Required elements: those of the task that the trace never mentions, and the values of them that it leaves out."""

from __future__ import annotations

from core.domain.findings import Finding, Severity
from core.domain.reviews import ElementEvidence
from core.review.checks.marking import finding
from core.review.evidence.elements import ElementsEvidence
from core.review.reading import Reading


class RequiredElements:
    """Speaks of the whole trace: what is missing stands nowhere."""

    name = "required_elements"
    label = "Required elements"
    help = "Whether every element that the task requires is there, with the values that belong to it."

    def look(self, reading: Reading) -> tuple[Finding, ...]:
        """One finding for each missing element, or for the values that one lacks."""
        if not reading.is_whole:
            return ()
        found = []
        for evidence in ElementsEvidence().look(reading):
            said = _lack(evidence)
            if said is not None:
                severity, message, expected = said
                found.append(finding(self.name, severity, message, reading=reading, expected=expected))
        return tuple(found)


def _lack(evidence: ElementEvidence) -> tuple[Severity, str, str] | None:
    """How much it matters, what is missing, and what should stand there."""
    expected = "; ".join(evidence.missing)
    if not evidence.spans:
        return Severity.WARNING, f"“{evidence.label}” is missing.", expected
    if evidence.is_true is False:
        return Severity.HINT, f"“{evidence.label}” is mentioned, but not all of it is there: {expected}.", expected
    return None
