# SPDX-License-Identifier: Apache-2.0
"""The edit that is being typed, kept as a draft every moment, so that a crash costs no more than the last words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QLineEdit

from core.domain.continuations import Continuation
from core.domain.reviews import Draft
from core.domain.traces import TraceId
from ui.context import UiContext
from ui.pages.review.act_line import ActLine
from ui.pages.review.state import TraceSheet
from ui.widgets.reasoning_editor import ReasoningEditor

KEEP_MS = 1_000
"""From the first change to the draft that has it; typing on does not put it off."""


class DraftKeeper(QObject):
    """Watches the editor and its note while one trace is edited; what it writes comes one after another, off screen."""

    def __init__(
        self,
        context: UiContext,
        editor: ReasoningEditor,
        note: QLineEdit,
        parent: QObject,
        *,
        continued: Callable[[], tuple[Continuation, ...]],
    ) -> None:
        """Watch nothing before begin(); ``continued`` says what teachers wrote of the edit."""
        super().__init__(parent)
        self._context = context
        self._editor = editor
        self._note = note
        self._continued = continued
        self._line = ActLine(context.work, self)
        self._edited: tuple[TraceId, str, int] | None = None
        self._latest: dict[tuple[TraceId, str], Draft | None] = {}
        self._is_behind = False
        self._has_failed = False
        self._timer = QTimer(self)
        self._timer.setObjectName("review_drafts")
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_MS)
        self._connect()

    @property
    def is_idle(self) -> bool:
        """True when everything that was typed is in the store."""
        return self._line.is_idle and not self._is_behind

    def latest(self, sheet: TraceSheet) -> Draft | None:
        """The reviewer's draft of a trace; what was written here is newer than any sheet.

        Of the same words the sheet knows better which revision they are an edit of: marks move that on.
        """
        held, stored = self._latest.get((sheet.trace.id, self._context.reviewer), sheet.draft), sheet.draft
        if held is None or stored is None or (held.steps, held.note) != (stored.steps, stored.note):
            return held
        return stored if stored.base == sheet.trace.head else held

    @property
    def edited(self) -> TraceId | None:
        """The trace that is watched."""
        return self._edited[0] if self._edited is not None else None

    def begin(self, trace_id: TraceId, base: int, *, is_behind: bool = False) -> None:
        """Keep from now on what is typed into this trace, an edit of the revision ``base``.

        ``is_behind`` says that something was typed already.
        """
        self._rest()
        self._edited = (trace_id, self._context.reviewer, base)
        if is_behind:
            self._on_changed()

    def end(self) -> None:
        """Watch no longer; a draft that differs from the trace stays, with the last words in it."""
        if not self._editor.has_unsaved():
            self.drop()
        elif self._is_behind:
            self._keep()
        self._rest()

    def drop(self) -> None:
        """Watch no longer, and throw the draft away."""
        if self._edited is not None:
            self._forget(*self._edited[:2])
        self._rest()

    @Slot()
    def _on_changed(self) -> None:
        if self._edited is not None:
            self._is_behind = True
            if not self._timer.isActive():
                self._timer.start()

    @Slot()
    def _on_time(self) -> None:
        if self._is_behind:
            self._keep()

    @Slot()
    def _on_work_closed(self) -> None:
        """Write the last words before the workspace closes: no thread is left to do it, and none to be overtaken by."""
        if self._is_behind and self._edited is not None and self._editor.has_unsaved():
            trace_id, reviewer, base = self._edited
            steps, note, continued = self._editor.draft_steps(), self._note.text(), self._continued()
            self._context.studio.review.keep_draft(
                trace_id, steps, base=base, reviewer=reviewer, note=note, continued=continued
            )
        self._rest()

    def _keep(self) -> None:
        """Write what the editor holds; an edit that came back to where it began needs no draft."""
        if self._edited is None:
            return
        trace_id, reviewer, base = self._edited
        self._is_behind = False
        note = self._note.text()
        if not self._editor.has_unsaved() and not note.strip():
            self._forget(trace_id, reviewer)
            return
        steps, review = self._editor.draft_steps(), self._context.studio.review
        made, now = self._continued(), datetime.now(UTC)
        self._latest[trace_id, reviewer] = Draft(trace_id, reviewer, base, steps, {}, note, now, made)
        self._line.add(
            lambda: review.keep_draft(trace_id, steps, base=base, reviewer=reviewer, note=note, continued=made),
            self._on_written,
            self._on_failed,
        )

    def _forget(self, trace_id: TraceId, reviewer: str) -> None:
        self._latest[trace_id, reviewer] = None
        review = self._context.studio.review
        self._line.add(lambda: review.drop_draft(trace_id, reviewer), self._on_written, self._on_failed)

    def _on_written(self, _nothing: object) -> None:
        self._has_failed = False

    def _on_failed(self, error: BaseException) -> None:
        """Say it once, not at every word, and try again with the next."""
        if not self._has_failed:
            self._context.notify.fail(error)
        self._has_failed = True

    def _rest(self) -> None:
        self._timer.stop()
        self._is_behind = False
        self._edited = None

    def _connect(self) -> None:
        self._editor.page().changed.connect(self._on_changed)
        self._note.textChanged.connect(self._on_changed)
        self._timer.timeout.connect(self._on_time)
        self._context.work.closed.connect(self._on_work_closed)
