# SPDX-License-Identifier: Apache-2.0
"""What other pages send to Review: one trace, several of them, or a filter."""

from __future__ import annotations

from PySide6.QtCore import QObject

from core.domain.traces import TraceId
from ui.pages.review.bulk_keys import BulkKeys
from ui.pages.review.modes import ReviewModes
from ui.pages.review.presenter import ReviewPresenter
from ui.pages.review.queue_panel import QueuePanel
from ui.pages.review.state import QueueFilter


class ReviewTargets(QObject):
    """Shows a target once nothing would be lost by it."""

    def __init__(
        self,
        presenter: ReviewPresenter,
        panel: QueuePanel,
        *,
        modes: ReviewModes,
        bulk: BulkKeys,
        page: QObject,
    ) -> None:
        """Read through ``presenter``; ``panel`` shows the filter."""
        super().__init__(page)
        self._presenter = presenter
        self._panel = panel
        self._modes = modes
        self._bulk = bulk

    def show(self, target: object) -> None:
        """Show one trace by its id, make several of them the queue, or take a filter."""
        match target:
            case int():
                self._modes.when_free(lambda: self._show_one(TraceId(target)))
            case tuple() | list() if target and all(isinstance(found, int) for found in target):
                ids = tuple(TraceId(found) for found in target)
                self._modes.when_free(lambda: self._show_only(ids))
            case QueueFilter():
                self._modes.when_free(lambda: self._set_filter(target))

    def _show_one(self, trace_id: TraceId) -> None:
        if self._bulk.is_open:
            self._bulk.toggle()
        self._presenter.choose(trace_id)

    def _show_only(self, ids: tuple[TraceId, ...]) -> None:
        self._presenter.show_only(ids)
        self._panel.show_filter(self._presenter.queue.wanted)

    def _set_filter(self, wanted: QueueFilter) -> None:
        self._presenter.set_filter(wanted)
        self._panel.show_filter(wanted)
