# SPDX-License-Identifier: Apache-2.0
"""The worlds that situations take their words from, read from the shipped file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from core.domain.codec import from_json
from resources import resource_text


@dataclass(frozen=True, slots=True)
class Domain:
    """The words of one world.

    Attributes:
        resource: what bookings compete for; its copies are numbered.
        unit: what a booking's size counts.
        is_ood: kept for the out-of-distribution split.
    """

    name: str
    tasks: tuple[str, ...]
    meetings: tuple[str, ...]
    projects: tuple[str, ...]
    parts: tuple[str, ...]
    resource: str
    unit: str
    bookings: tuple[str, ...]
    is_ood: bool = False


@lru_cache(maxsize=1)
def all_domains() -> tuple[Domain, ...]:
    """Every shipped domain, in the order of the file."""
    rows = tomllib.loads(resource_text("seeds", "domains.toml"))["domain"]
    return tuple(from_json(Domain, row) for row in rows)


def domains(*, is_ood: bool) -> tuple[Domain, ...]:
    """The domains of one side of the fence."""
    return tuple(domain for domain in all_domains() if domain.is_ood == is_ood)
