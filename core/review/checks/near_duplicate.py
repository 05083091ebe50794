# SPDX-License-Identifier: Apache-2.0
"""Near-duplicates: a trace that says nearly the same as an earlier one teaches nothing more."""

from __future__ import annotations

from dataclasses import replace

from core.domain.findings import Finding, Severity
from core.review.checks.marking import finding
from core.review.reading import Reading


class NearDuplicate:
    """Speaks of the whole trace; who resembles it was looked up before, because a reading knows no other trace."""

    name = "near_duplicate"
    label = "Near-duplicate"
    help = "Whether an earlier trace says the same, or nearly so."

    def look(self, reading: Reading) -> tuple[Finding, ...]:
        """The earlier trace that it resembles, and how much of the wording both share."""
        alike = reading.alike
        if alike is None:
            return ()
        said = "word for word the same as" if alike.is_same else f"nearly the same ({alike.percent} % alike) as"
        message = f"This trace says {said} trace {alike.trace_id}."
        return (replace(finding(self.name, Severity.WARNING, message, reading=reading), other=alike.trace_id),)
