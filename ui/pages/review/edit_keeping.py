# SPDX-License-Identifier: Apache-2.0
"""An edit on its way into the store: it becomes a revision, and the page hears of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.domain.continuations import Continuation
from core.domain.reviews import Verdict
from core.domain.traces import Revision, Step, TraceId
from ui.context import UiContext
from ui.pages.review.act_line import ActLine
from ui.pages.review.queue import ReviewQueue
from ui.pages.review.sheets import Sheets


class EditKeeping(QObject):
    """Keeps edits as revisions, in the order of everything else that the reviewer does.

    Signals:
        saved: number of the revision that is stored, whether it was accepted by it, and its steps.
        failed: an edit could not be stored; why is told already.
    """

    saved = Signal(int, bool, object)
    failed = Signal()

    def __init__(
        self,
        context: UiContext,
        acts: ActLine,
        queue: ReviewQueue,
        sheets: Sheets,
        *,
        current: Callable[[], TraceId | None],
        undo: Callable[[], None],
        go_to: Callable[[TraceId | None], None],
        parent: QObject,
    ) -> None:
        """Act through ``acts``.

        ``current`` is the trace that is read, ``undo`` what the news of a revision offers; ``go_to`` reads another one.
        """
        super().__init__(parent)
        self._context = context
        self._acts = acts
        self._queue = queue
        self._sheets = sheets
        self._current = current
        self._undo = undo
        self._go_to = go_to
        self._is_busy = False

    @property
    def is_busy(self) -> bool:
        """True while an edit is being stored."""
        return self._is_busy

    def keep(
        self,
        steps: Sequence[Step],
        *,
        base: int,
        note: str = "",
        is_accepted: bool,
        continued: Sequence[Continuation] = (),
    ) -> None:
        """Keep an edit of the revision ``base`` of the trace that is read; ``saved`` or ``failed`` comes."""
        trace_id = self._current()
        if trace_id is None:
            return
        self._is_busy = True
        service, reviewer = self._context.studio.review, self._context.reviewer
        self._acts.add(
            lambda: service.edit(
                trace_id, steps, author=reviewer, note=note, accept=is_accepted, base=base, continued=continued
            ),
            partial(self._on_saved, is_accepted, tuple(steps)),
            self._on_failed,
        )

    def _on_saved(self, is_accepted: bool, steps: tuple[Step, ...], revision: Revision) -> None:
        trace_id = revision.trace_id
        self._is_busy = False
        self._sheets.forget((trace_id,))
        self.saved.emit(revision.number, is_accepted, steps)
        if is_accepted:
            self._queue.show_verdict(trace_id, Verdict.ACCEPT, is_edited=True)
            said = self.tr("Edited and accepted trace {id}").format(id=trace_id)
            self._context.notify.toast(said, undo=self._undo)
            self._go_to(self._queue.after(trace_id))
        else:
            said = self.tr("Saved revision {n} of trace {id}").format(n=revision.number, id=trace_id)
            self._context.notify.toast(said, undo=self._undo)

    def _on_failed(self, error: BaseException) -> None:
        self._is_busy = False
        self._context.notify.fail(error)
        self.failed.emit()
