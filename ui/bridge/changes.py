# SPDX-License-Identifier: Apache-2.0
"""What was committed, told once in the main thread, however many rows and threads it took."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from core.changes import Change, ChangeKind

TICK_MS = 30


class Feed(Protocol):
    """The part of the change feed that the bridge needs."""

    def subscribe(self, subscriber: Callable[[Change], None], /) -> Callable[[], None]:
        """Call ``subscriber`` for each change in the thread that committed; returns a function that ends it."""
        ...


class ChangesBridge(QObject):
    """Joins the changes of one kind and origin that come within 30 ms.

    Signals:
        changed: a Change; empty ids mean any row of its kind.
    """

    changed = Signal(object)
    _woken = Signal()

    def __init__(self, feed: Feed, parent: QObject | None = None) -> None:
        """Listen to ``feed`` until close()."""
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: dict[tuple[ChangeKind, str], dict[int, None] | None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = feed.subscribe(self._take)

    def close(self) -> None:
        """Stop listening and drop what waits."""
        self._unsubscribe()
        self._timer.stop()
        with self._lock:
            self._waiting.clear()

    def _take(self, change: Change) -> None:
        """Keep a change for the next tick. Any thread."""
        key = (change.kind, change.origin)
        with self._lock:
            is_first = not self._waiting
            known = self._waiting.get(key, {})
            if known is None or not change.ids:
                self._waiting[key] = None
            else:
                self._waiting[key] = known | dict.fromkeys(change.ids)
        if is_first:
            self._woken.emit()

    @Slot()
    def _on_woken(self) -> None:
        if self._waiting and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _on_tick(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        for (kind, origin), ids in waiting.items():
            self.changed.emit(Change(kind, tuple(ids) if ids else (), origin))
