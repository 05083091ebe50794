# SPDX-License-Identifier: Apache-2.0
"""What a reviewer says of the trace that is read beside a verdict: a rating, a note, marks, findings put aside."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from core.domain.surgery import MarkedSteps, mark
from core.domain.traces import StepLabel, TraceId
from ui.context import UiContext
from ui.pages.review.act_line import ActLine
from ui.pages.review.state import TraceSheet


class TraceRemarks(QObject):
    """Stores a remark on the trace that is read behind what is shown; where that fails, ``failed`` mends it."""

    def __init__(
        self,
        context: UiContext,
        acts: ActLine,
        *,
        sheet: Callable[[], TraceSheet | None],
        failed: Callable[[TraceId, BaseException], None],
        parent: QObject,
    ) -> None:
        """Act through ``acts``, in the order of everything else that the reviewer does; ``sheet`` is what is read."""
        super().__init__(parent)
        self._context = context
        self._acts = acts
        self._sheet = sheet
        self._failed = failed

    def rate(self, rating: int) -> None:
        """Rate the trace; the rating that it has already is taken off."""
        sheet = self._sheet()
        if sheet is not None:
            wanted = None if sheet.rating == rating else rating
            self._do(
                sheet,
                partial(self._context.studio.review.rate, (sheet.trace.id,), wanted, reviewer=self._context.reviewer),
            )

    def write_note(self, note: str) -> None:
        """Put a note on the trace; one that is so already changes nothing."""
        sheet = self._sheet()
        if sheet is not None and note.strip() != sheet.note:
            self._do(
                sheet,
                partial(self._context.studio.review.write_note, sheet.trace.id, note, reviewer=self._context.reviewer),
            )

    def mark(self, step: int, label: StepLabel) -> None:
        """Mark a step; the mark that it has already is taken off."""
        sheet = self._sheet()
        if sheet is None or not 0 <= step < len(sheet.trace.steps):
            return
        wanted = None if sheet.labels.get(step) is label else label
        marked, author = mark(MarkedSteps(sheet.trace.steps, sheet.labels), step, wanted), self._context.reviewer
        edit = partial(
            self._context.studio.review.edit, sheet.trace.id, marked.steps, author=author, labels=marked.labels
        )
        self._do(sheet, partial(edit, base=sheet.trace.head))

    def dismiss(self, key: str, reason: str) -> None:
        """Put a finding aside."""
        sheet, reviewer = self._sheet(), self._context.reviewer
        if sheet is not None:
            aside = partial(
                self._context.studio.review.dismiss_finding, sheet.trace.id, key, reason=reason, reviewer=reviewer
            )
            self._do(sheet, aside)

    def take_up(self, key: str) -> None:
        """Let a finding count again."""
        sheet = self._sheet()
        if sheet is not None:
            self._do(sheet, partial(self._context.studio.review.take_up_finding, sheet.trace.id, key))

    def _do(self, sheet: TraceSheet, act: Callable[[], object]) -> None:
        self._acts.add(act, lambda _answer: None, partial(self._failed, sheet.trace.id))
