# SPDX-License-Identifier: Apache-2.0
"""What concerns a queue as a whole: filters that are kept, and one verdict on everything in it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from core.domain.reviews import Verdict
from core.domain.traces import TraceFilter
from core.errors import StudioError
from ui.context import UiContext
from ui.pages.review.all_dialog import DecideAllDialog
from ui.pages.review.presenter import ReviewPresenter
from ui.pages.review.queue_panel import QueuePanel


class WholeQueue(QObject):
    """Answers the menu over the queue."""

    def __init__(self, context: UiContext, presenter: ReviewPresenter, panel: QueuePanel, page: QWidget) -> None:
        """Listen to ``panel``; dialogs float over the window of ``page``."""
        super().__init__(page)
        self._context = context
        self._presenter = presenter
        self._page = page
        panel.more.keep_requested.connect(self._on_keep)
        panel.more.drop_requested.connect(self._on_drop)
        panel.more.all_requested.connect(self.ask_for_all)

    @Slot()
    def ask_for_all(self) -> None:
        """Ask for one verdict on all that the filter lets through, and say how many that is."""
        review, wanted = self._context.studio.review, self._presenter.queue.wanted.all_of_it
        dialog = DecideAllDialog(self._page.window(), review.reasons())
        dialog.decided.connect(partial(self._decide, wanted))
        self._context.work.ask(dialog, "count", lambda: review.count(wanted), dialog.show_count)
        dialog.open()

    def _decide(self, wanted: TraceFilter, verdict: Verdict, reasons: tuple[str, ...], note: str) -> None:
        review, reviewer = self._context.studio.review, self._context.reviewer
        start = partial(review.start_deciding, wanted, verdict, reasons=reasons, note=note, reviewer=reviewer)
        self._context.work.ask(self, "decide all", start, self._on_started)

    def _on_started(self, _job: object) -> None:
        self._context.notify.toast(self.tr("Deciding on all of the queue; the jobs line shows how far it is."))

    @Slot(str)
    def _on_keep(self, name: str) -> None:
        wanted = self._presenter.queue.wanted
        if wanted.chosen:
            error = StudioError("Traces that another page sent here are no filter.", hint="Filter the queue first.")
            self._context.notify.fail(error)
            return
        keep = partial(self._context.studio.review.keep_filter, name, wanted.wanted, wanted.order)
        self._context.work.ask(self, "keep filter", keep, self._on_filters_changed)

    @Slot(str)
    def _on_drop(self, name: str) -> None:
        drop = partial(self._context.studio.review.drop_filter, name)
        self._context.work.ask(self, "drop filter", drop, self._on_filters_changed)

    def _on_filters_changed(self, _answer: object) -> None:
        self._presenter.read_choices()
