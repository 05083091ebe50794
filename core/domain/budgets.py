# SPDX-License-Identifier: Apache-2.0
"""What a job that asks a provider may use up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """What a job may use up at most; None is no limit.

    Attributes:
        tokens: in and out together.
    """

    usd: float | None = None
    tokens: int | None = None
    requests: int | None = None
