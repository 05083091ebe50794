# SPDX-License-Identifier: Apache-2.0
"""What Review reads anew when somebody, here or elsewhere, has changed something."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from core.changes import Change, ChangeKind
from core.domain.traces import TraceId
from ui.context import UiContext
from ui.pages.review.queue import ReviewQueue
from ui.pages.review.sheets import Sheets
from ui.pages.review.standing import Standing

GROW_MS = 400
MANY = 500
"""More changed traces than this, and the whole queue is read anew."""

_OURS = (ChangeKind.TRACES, ChangeKind.REVIEWS, ChangeKind.FINDINGS)


class Renewal(QObject):
    """Listens for changes from ``begin`` on."""

    def __init__(
        self,
        context: UiContext,
        queue: ReviewQueue,
        sheets: Sheets,
        standing: Standing,
        *,
        current: Callable[[], TraceId | None],
        parent: QObject,
    ) -> None:
        """Renew these parts; ``current`` says which trace is read."""
        super().__init__(parent)
        self._queue = queue
        self._sheets = sheets
        self._standing = standing
        self._current = current
        self._is_begun = False
        self._grow = QTimer(self)
        self._grow.setSingleShot(True)
        self._grow.setInterval(GROW_MS)
        self._grow.timeout.connect(queue.grow)
        context.changes.changed.connect(self._on_changed)

    @property
    def is_begun(self) -> bool:
        """True once the page was shown."""
        return self._is_begun

    def begin(self) -> None:
        """From now on changes matter."""
        self._is_begun = True

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if change.kind is ChangeKind.TASKS:
            self._sheets.clear()
        if change.kind not in _OURS or not self._is_begun:
            return
        self._standing.read()
        if change.kind in (ChangeKind.TRACES, ChangeKind.FINDINGS):
            self._renew(tuple(TraceId(found) for found in change.ids))

    def _renew(self, ids: tuple[TraceId, ...]) -> None:
        """Read anew what changed; no ids mean anything."""
        if not ids or len(ids) > MANY:
            self._sheets.clear()
            self._queue.read()
        self._sheets.forget(ids)
        self._queue.read_rows(ids[:MANY])
        if any(self._queue.place_of(trace_id) < 0 for trace_id in ids):
            self._grow.start()
        current = self._current()
        if current is not None and (not ids or current in ids):
            self._sheets.ask(current)
