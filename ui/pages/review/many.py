# SPDX-License-Identifier: Apache-2.0
"""One verdict on the traces that were chosen: one act behind the others, and one Undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from core.domain.reviews import Act, SkipTo, Verdict
from core.domain.traces import TraceId
from ui.context import UiContext
from ui.pages.review.act_line import ActLine
from ui.pages.review.queue import ReviewQueue
from ui.pages.review.words import decided_many_words


class ManyDecisions(QObject):
    """Stores verdicts on many traces in the order of everything else that the reviewer does."""

    def __init__(
        self, context: UiContext, acts: ActLine, queue: ReviewQueue, *, undo: Callable[[], None], parent: QObject
    ) -> None:
        """Act through ``acts``; ``undo`` takes back what was done last."""
        super().__init__(parent)
        self._context = context
        self._acts = acts
        self._queue = queue
        self._undo = undo

    def decide(self, ids: Sequence[TraceId], verdict: Verdict, *, reasons: Sequence[str] = (), note: str = "") -> None:
        """Give one verdict on all of these."""
        skip_to, reviewer = SkipTo(self._context.settings.current.skip_to), self._context.reviewer
        decide = partial(
            self._context.studio.review.decide,
            tuple(ids),
            verdict,
            reasons=tuple(reasons),
            note=note,
            reviewer=reviewer,
            skip_to=skip_to,
        )
        self._acts.add(decide, partial(self._on_decided, verdict, skip_to), self._context.notify.fail)

    def _on_decided(self, verdict: Verdict, skip_to: SkipTo, act: Act) -> None:
        self._queue.pass_over(act.trace_ids, verdict, skip_to)
        self._context.notify.toast(decided_many_words(verdict, act.trace_ids, skip_to), undo=self._undo)
