# SPDX-License-Identifier: Apache-2.0
"""The key that sets another trace of the same problem beside the one that is read, and puts it away again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from core.domain.traces import TraceId
from ui.context import UiContext
from ui.pages.review.beside import BesideSheet, read_beside
from ui.pages.review.board import ReviewBoard
from ui.pages.review.modes import ReviewModes
from ui.pages.review.presenter import ReviewPresenter
from ui.pages.review.trace_panel import Mode


class BesideKeys(QObject):
    """Reads what stands beside the trace, and gives it the room of the side."""

    def __init__(
        self, context: UiContext, presenter: ReviewPresenter, board: ReviewBoard, modes: ReviewModes, page: QObject
    ) -> None:
        """Show it on ``board``."""
        super().__init__(page)
        self._context = context
        self._presenter = presenter
        self._board = board
        self._modes = modes
        board.panel.beside.other_chosen.connect(self._on_other)
        modes.foot_changed.connect(self._on_mode)

    def toggle(self) -> None:
        """Set the other trace beside, or put it away."""
        if self._modes.mode is Mode.BESIDE:
            self._modes.set(Mode.READ)
        else:
            self._ask(None)

    def _ask(self, other: TraceId | None) -> None:
        trace_id = self._presenter.current
        if trace_id is not None:
            read = partial(read_beside, self._context.studio, trace_id, other)
            self._context.work.ask(self, "beside", read, self._on_read)

    def _on_read(self, sheet: BesideSheet) -> None:
        if sheet.trace.id == self._presenter.current and self._modes.is_calm:
            self._board.panel.beside.show_sheet(sheet, self._presenter.queue.model.state_word)
            self._modes.set(Mode.BESIDE)

    @Slot(int)
    def _on_other(self, trace_id: int) -> None:
        self._ask(TraceId(trace_id))

    @Slot()
    def _on_mode(self) -> None:
        self._board.widen(is_wide=self._modes.mode is Mode.BESIDE)
