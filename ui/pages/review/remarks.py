# SPDX-License-Identifier: Apache-2.0
"""What a reviewer says of the trace that is read apart from a verdict: a flag, a rating, a note."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from core.domain.reviews import Act
from core.domain.surgery import MarkedSteps, mark
from core.domain.traces import StepLabel, TraceId
from ui.context import UiContext
from ui.pages.review.act_line import ActLine
from ui.pages.review.queue import ReviewQueue
from ui.pages.review.state import TraceSheet


class TraceRemarks(QObject):
    """Shows a remark at once and stores it behind; where that fails, ``failed`` puts things right."""

    def __init__(
        self,
        context: UiContext,
        acts: ActLine,
        queue: ReviewQueue,
        failed: Callable[[TraceId, BaseException], None],
        parent: QObject,
    ) -> None:
        """Act through ``acts``, in the order of everything else that the reviewer does."""
        super().__init__(parent)
        self._context = context
        self._acts = acts
        self._queue = queue
        self._failed = failed

    def flag(self, sheet: TraceSheet) -> None:
        """Flag the trace, or take the flag off it."""
        trace_id, wanted = sheet.trace.id, not sheet.trace.is_flagged
        self._queue.show_flag(trace_id, is_flagged=wanted)
        service, reviewer = self._context.studio.review, self._context.reviewer
        self._do(trace_id, lambda: service.flag((trace_id,), wanted, reviewer))

    def rate(self, sheet: TraceSheet, rating: int) -> None:
        """Rate the trace; the rating that it has already is taken off."""
        trace_id, wanted = sheet.trace.id, None if sheet.rating == rating else rating
        service, reviewer = self._context.studio.review, self._context.reviewer
        self._do(trace_id, lambda: service.rate((trace_id,), wanted, reviewer=reviewer))

    def write_note(self, sheet: TraceSheet, note: str) -> None:
        """Put a note on the trace; one that is so already changes nothing."""
        trace_id = sheet.trace.id
        if note.strip() == sheet.note:
            return
        service, reviewer = self._context.studio.review, self._context.reviewer
        self._do(trace_id, lambda: service.write_note(trace_id, note, reviewer=reviewer))

    def mark(self, sheet: TraceSheet, step: int, label: StepLabel) -> None:
        """Mark a step; the mark that it has already is taken off."""
        trace_id, base = sheet.trace.id, sheet.trace.head
        wanted = None if sheet.labels.get(step) is label else label
        marked = mark(MarkedSteps(sheet.trace.steps, sheet.labels), step, wanted)
        service, author = self._context.studio.review, self._context.reviewer
        edit = partial(service.edit, trace_id, marked.steps, author=author, labels=marked.labels, base=base)
        self._acts.add(edit, lambda _revision: None, partial(self._failed, trace_id))

    def dismiss(self, sheet: TraceSheet, key: str, reason: str) -> None:
        """Put a finding aside."""
        service, reviewer, trace_id = self._context.studio.review, self._context.reviewer, sheet.trace.id
        self._store(trace_id, lambda: service.dismiss_finding(trace_id, key, reason=reason, reviewer=reviewer))

    def take_up(self, sheet: TraceSheet, key: str) -> None:
        """Let a finding count again."""
        service, trace_id = self._context.studio.review, sheet.trace.id
        self._store(trace_id, lambda: service.take_up_finding(trace_id, key))

    def _store(self, trace_id: TraceId, write: Callable[[], None]) -> None:
        self._acts.add(write, lambda _nothing: None, partial(self._failed, trace_id))

    def _do(self, trace_id: TraceId, act: Callable[[], Act]) -> None:
        self._acts.add(act, lambda _act: None, partial(self._failed, trace_id))
