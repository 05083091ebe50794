# SPDX-License-Identifier: Apache-2.0
"""Lets the checks look at traces when they arrive and when they are opened, while Review is in use."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from core.domain.jobs import JobId, JobState
from ui.context import UiContext
from ui.pages.review.queue import ReviewQueue
from ui.pages.review.state import TraceSheet

CALM_MS = 1_000
"""A long queue grows part by part; whether traces wait for a look is asked of the store once it rests."""


class CheckStarter(QObject):
    """Starts the job once the queue was read or grew, and rests; once somebody stopped it, it is left alone."""

    def __init__(self, context: UiContext, queue: ReviewQueue, parent: QObject) -> None:
        """Listen to ``queue``."""
        super().__init__(parent)
        self._context = context
        self._job: JobId | None = None
        self._is_wanted = True
        self._calm = QTimer(self)
        self._calm.setObjectName("review_checks")
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MS)
        self._calm.timeout.connect(self._start)
        queue.was_read.connect(self._calm.start)
        queue.has_grown.connect(self._calm.start)
        context.jobs.ended.connect(self._on_ended)

    def look_at(self, sheet: TraceSheet) -> None:
        """Let the checks look at the trace that is read, if they have not; what they find comes as a change."""
        if not sheet.is_checked:
            review, trace_id = self._context.studio.review, sheet.trace.id
            self._context.work.ask(self, "look", lambda: review.findings(trace_id), lambda _found: None)

    @Slot()
    def _start(self) -> None:
        if self._is_wanted:
            self._context.work.ask(self, "check", self._context.studio.review.start_checking, self._on_started)

    def _on_started(self, job: JobId | None) -> None:
        self._job = job

    @Slot(int)
    def _on_ended(self, job: int) -> None:
        if job == self._job and self._context.jobs.result(JobId(job)) is JobState.CANCELLED:
            self._is_wanted = False
