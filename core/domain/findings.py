# SPDX-License-Identifier: Apache-2.0
"""Findings: what an automatic check says about one trace, and where in the trace it says it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from core.domain.reviews import StepSpan
from core.domain.traces import TraceId


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
        other: another trace that it speaks of, which can be opened beside this one.
    """

    check: str
    severity: Severity
    message: str
    expected: str = ""
    span: StepSpan | None = None
    quote: str = ""
    other: TraceId | None = None

    @property
    def key(self) -> str:
        """What tells two findings of one trace apart, whichever step they stand in: a dismissal is kept under it."""
        said = "\x1f".join((self.check, self.message, self.quote))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier trace that says nearly the same.

    Attributes:
        likeness: how much of the wording both share, 0 to 1; 1 only where they are word for word the same.
    """

    trace_id: TraceId
    likeness: float

    @property
    def is_same(self) -> bool:
        """True where both say the same word for word."""
        return self.likeness == 1.0

    @property
    def percent(self) -> int:
        """The likeness as people read it, in whole percent."""
        return int(self.likeness * 100)


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
