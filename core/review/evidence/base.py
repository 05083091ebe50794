# SPDX-License-Identifier: Apache-2.0
"""What every evidence reader declares."""

from __future__ import annotations

from typing import Protocol

from core.domain.reviews import ElementEvidence
from core.review.reading import Reading


class EvidenceReader(Protocol):
    """One line of the catalog of evidence readers."""

    @property
    def name(self) -> str:
        """Identifier."""
        ...

    @property
    def label(self) -> str:
        """What people read."""
        ...

    @property
    def help(self) -> str:
        """One sentence about what it tells."""
        ...

    def look(self, reading: Reading) -> tuple[ElementEvidence, ...]:
        """What the trace says; empty where the reader does not apply."""
        ...
