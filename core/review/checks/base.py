# SPDX-License-Identifier: Apache-2.0
"""What every quick check declares."""

from __future__ import annotations

from typing import Protocol

from core.domain.findings import Finding
from core.review.reading import Reading


class Check(Protocol):
    """One line of the checks catalog; a check with values to set has a ``Params`` dataclass and is made with one.

    A check speaks only where it is sure: what it cannot read, it passes over. It takes time in proportion to the text,
    whoever wrote that text.
    """

    @property
    def name(self) -> str:
        """Identifier, which is the one in its findings."""
        ...

    @property
    def label(self) -> str:
        """What people read."""
        ...

    @property
    def help(self) -> str:
        """One sentence about what it tells."""
        ...

    def look(self, reading: Reading) -> tuple[Finding, ...]:
        """What is wrong with the trace; empty where nothing is, or where the check does not apply."""
        ...
