# SPDX-License-Identifier: Apache-2.0
"""How many requests are in flight: as many as a person allows, fewer while a server refuses many of them."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import ProviderRefused

WINDOW = 20
"""Outcomes from which a share is taken."""

MOST_REFUSED = 1 / 3
"""A larger share than this is too many at once. A server that refuses one in ten at random is not helped by fewer."""

_REASONS = ("rate_limit", "overloaded")


@dataclass(slots=True)
class Pace:
    """Halves when more than a third of a window is refused for too many requests, and grows by an eighth else.

    Attributes:
        most: what a person allows.
        now: what is allowed at present, from 1 to ``most``.
    """

    most: int
    now: int = 0
    seen: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        """Begin with all that is allowed."""
        self.now = self.most

    def allow(self, most: int) -> None:
        """Take another limit of a person's; what a server asked for meanwhile is forgotten."""
        if most != self.most:
            self.most = self.now = max(1, most)
            self.seen = self.refused = 0

    def note(self, outcome: ProviderRefused | None) -> bool:
        """Take in one outcome, None for an answer; True where the pace is another one now."""
        self.seen += 1
        self.refused += outcome is not None and outcome.reason in _REASONS
        if self.seen < WINDOW:
            return False
        is_too_much = self.refused / self.seen > MOST_REFUSED
        self.seen = self.refused = 0
        before = self.now
        self.now = max(1, self.now // 2) if is_too_much else min(self.most, self.now + max(1, self.now // 8))
        return self.now != before
