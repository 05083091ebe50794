# SPDX-License-Identifier: Apache-2.0
"""When a request is asked again, and when asking the rest makes no sense."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from core.errors import ProviderRefused

_HOPELESS_AFTER = {"auth": 3, "quota": 3, "not_found": 3, "network": 12}


@dataclass(frozen=True, slots=True)
class RetryRules:
    """How often and after which pauses a transient failure is tried again.

    Attributes:
        attempts: how often a request is sent at most.
        longest_wait_s: a server that asks for more patience than this gets none: the request fails and says so.
    """

    attempts: int = 6
    first_pause_s: float = 1.0
    longest_pause_s: float = 60.0
    longest_wait_s: float = 300.0

    def pause_s(self, refused: ProviderRefused, *, attempt: int) -> float | None:
        """Seconds until the next try after ``attempt`` tries, spread so that requests do not come back together.

        None means that this failure is final.
        """
        if not refused.is_transient or attempt >= self.attempts:
            return None
        asked = refused.retry_after_s or 0.0
        if asked > self.longest_wait_s:
            return None
        pause = min(self.longest_pause_s, self.first_pause_s * 2.0 ** (attempt - 1))
        return asked + pause * random.uniform(0.1, 0.5) if asked else pause * random.uniform(0.5, 1.5)


@dataclass(slots=True)
class Patience:
    """Notices when every request fails for the same reason, such as a wrong key, so that the rest is not sent."""

    reason: str = ""
    failed_in_a_row: int = 0
    last: ProviderRefused | None = field(default=None)

    def note(self, outcome: ProviderRefused | None) -> None:
        """Take in one final outcome; None is an answer."""
        if outcome is None:
            self.reason, self.failed_in_a_row, self.last = "", 0, None
        elif outcome.reason == self.reason:
            self.failed_in_a_row += 1
            self.last = outcome
        else:
            self.reason, self.failed_in_a_row, self.last = outcome.reason, 1, outcome

    @property
    def verdict(self) -> ProviderRefused | None:
        """What the remaining requests would get; None while there is hope."""
        limit = _HOPELESS_AFTER.get(self.reason)
        return self.last if limit is not None and self.failed_in_a_row >= limit else None
