# SPDX-License-Identifier: Apache-2.0
"""What concerns a queue as a whole: filters that are kept, and one verdict on everything in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from core.domain.reviews import SkipTo, Verdict
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
        panel.skip_to.chosen.connect(self._on_skip_to)
        self._panel = panel

    def show_settings(self) -> None:
        """Show where skipped traces go; it can be set elsewhere too."""
        self._panel.skip_to.show_choice(SkipTo(self._context.settings.current.skip_to))

    @Slot()
    def ask_for_all(self) -> None:
        """Ask for one verdict on all that the filter lets through, and say how many that is."""
        review, wanted = self._context.studio.review, self.wanted()
        dialog = DecideAllDialog(self._page.window(), review.reasons())
        dialog.decided.connect(partial(self.decide, wanted))
        self._context.work.ask(dialog, "count", lambda: review.count(wanted), dialog.show_count)
        dialog.open()

    def wanted(self) -> TraceFilter:
        """The filter that an act on the whole queue of this reviewer speaks of."""
        all_of_it = self._presenter.queue.wanted.all_of_it
        return self._context.studio.review.queue_of(all_of_it, self._context.reviewer)

    def decide(self, wanted: TraceFilter, verdict: Verdict, reasons: Sequence[str], note: str) -> None:
        """Begin to give a verdict on all that a filter lets through."""
        review, reviewer = self._context.studio.review, self._context.reviewer
        skip_to = SkipTo(self._context.settings.current.skip_to)
        start = partial(
            review.start_deciding,
            wanted,
            verdict,
            reasons=reasons,
            note=note,
            reviewer=reviewer,
            skip_to=skip_to,
        )
        self._context.work.ask(self, "decide all", start, self._on_started)

    def _on_started(self, _job: object) -> None:
        self._context.notify.toast(self.tr("Deciding on all of the queue; the jobs line shows how far it is."))

    @Slot(object)
    def _on_skip_to(self, skip_to: SkipTo) -> None:
        settings = self._context.settings
        self._context.work.ask(self, "skip to", lambda: settings.change(skip_to=skip_to.value), lambda _settings: None)

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
