# SPDX-License-Identifier: Apache-2.0
"""What every import format declares, and the one thing that it does."""

from __future__ import annotations

from typing import Protocol

from core.domain.datasets import Example
from core.domain.json import JsonObject


class Importer(Protocol):
    """One line of the importers catalog."""

    @property
    def name(self) -> str:
        """Identifier, such as ``openai_chat``."""
        ...

    @property
    def label(self) -> str:
        """What people read."""
        ...

    @property
    def help(self) -> str:
        """One sentence about which files it reads."""
        ...

    def read(self, row: JsonObject) -> Example:
        """The chat of one line.

        Raises:
            InvalidInput: the row is not of this form; the message says what it is, the hint what was expected.
        """
        ...
