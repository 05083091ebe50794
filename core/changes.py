# SPDX-License-Identifier: Apache-2.0
"""What was committed: the store says it once, and everyone who subscribed hears it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

log = logging.getLogger(__name__)


class ChangeKind(StrEnum):
    """The noun that changed."""

    TASKS = "tasks"
    PROBLEMS = "problems"
    TRACES = "traces"
    REVIEWS = "reviews"
    FINDINGS = "findings"
    SNAPSHOTS = "snapshots"
    RUNS = "runs"
    METRICS = "metrics"
    REPORTS = "reports"
    JOBS = "jobs"
    PROVIDERS = "providers"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Change:
    """Some rows of one noun changed; an empty ids tuple means any of them."""

    kind: ChangeKind
    ids: tuple[int, ...] = ()
    origin: str = ""


class ChangeFeed:
    """Hands each change to every subscriber, in the thread that committed it."""

    def __init__(self) -> None:
        """Start with no subscriber."""
        self._lock = threading.Lock()
        self._subscribers: list[Callable[[Change], None]] = []

    def subscribe(self, subscriber: Callable[[Change], None]) -> Callable[[], None]:
        """Call ``subscriber`` for each change; returns a function that ends it. Any thread."""
        with self._lock:
            self._subscribers.append(subscriber)

        def unsubscribe() -> None:
            with self._lock:
                if subscriber in self._subscribers:
                    self._subscribers.remove(subscriber)

        return unsubscribe

    def emit(self, change: Change) -> None:
        """Tell every subscriber; one that fails is logged and does not stop the others. Any thread."""
        with self._lock:
            subscribers = tuple(self._subscribers)
        for subscriber in subscribers:
            try:
                subscriber(change)
            except Exception:
                log.exception("a subscriber failed on %s", change.kind)
