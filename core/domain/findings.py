# SPDX-License-Identifier: Apache-2.0
"""Findings: what an automatic check says about one trace, and where in the trace it says it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from core.domain.reviews import StepSpan


class Severity(StrEnum):
    """How much a finding asks of a reviewer; in the order of a list that begins with what matters most."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found.

    Attributes:
        check: name of the check in its catalog.
        message: what is wrong, in one plain sentence that names the values.
        expected: what should stand there, where that is known; else empty.
        span: the stretch of a step that it speaks of; None where the whole trace is meant.
        quote: the text that the span covers, so that the finding is known again when steps move.
    """

    check: str
    severity: Severity
    message: str
    expected: str = ""
    span: StepSpan | None = None
    quote: str = ""

    @property
    def key(self) -> str:
        """What tells two findings of one trace apart, whichever step they stand in: a dismissal is kept under it."""
        said = "\x1f".join((self.check, self.message, self.quote))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding as it is kept.

    Attributes:
        key: what it is called among those of its trace; the second of two that say the same is apart from the first.
        dismissed_by: who said that it does not matter, for which reason; both empty while nobody did.
    """

    key: str
    finding: Finding
    dismissed_by: str = ""
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """True until somebody dismisses it."""
        return not self.dismissed_by
