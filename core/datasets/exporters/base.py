# SPDX-License-Identifier: Apache-2.0
"""What every export format declares, and the one thing that it does."""

from __future__ import annotations

from typing import Any, Protocol

from core.domain.datasets import Example


class Exporter(Protocol):
    """One line of the exporters catalog."""

    @property
    def Params(self) -> type:
        """Params dataclass of the format's own options."""
        ...

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
        """One sentence about when to choose it."""
        ...

    @property
    def losses(self) -> tuple[str, ...]:
        """What of an example this format cannot hold, one plain sentence each."""
        ...

    def row(self, example: Example, params: Any) -> dict[str, Any]:
        """The JSON object of one line; ``params`` is an instance of ``Params``."""
        ...
