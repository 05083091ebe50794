# SPDX-License-Identifier: Apache-2.0
"""The sheets of traces: read in threads, the next one ahead, and a few of them kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.domain.traces import TraceId
from ui.context import UiContext
from ui.pages.review.state import TraceSheet, read_sheet

KEPT = 8


class Sheets(QObject):
    """Holds what was read last.

    Signals:
        was_read: the TraceSheet that was asked for.
        was_lost: the error, where it cannot be read.
    """

    was_read = Signal(object)
    was_lost = Signal(object)

    def __init__(self, context: UiContext, parent: QObject) -> None:
        """Hold none."""
        super().__init__(parent)
        self._context = context
        self._held: OrderedDict[TraceId, TraceSheet] = OrderedDict()
        self._ahead: TraceId | None = None

    def __contains__(self, trace_id: TraceId) -> bool:
        """True where a sheet can be shown at once."""
        return trace_id in self._held

    def get(self, trace_id: TraceId) -> TraceSheet | None:
        """The sheet, where it is held."""
        return self._held.get(trace_id)

    def ask(self, trace_id: TraceId) -> None:
        """Read a sheet; an earlier wish is forgotten."""
        self._context.work.ask(self, "sheet", self._reading(trace_id), self._on_read, self.was_lost.emit)

    def ask_ahead(self, trace_id: TraceId) -> None:
        """Read a sheet that will be wanted soon; where that fails, it is asked for again then."""
        if trace_id not in self._held:
            self._ahead = trace_id
            self._context.work.ask(self, "ahead", self._reading(trace_id), self._keep, lambda _error: None)

    def cancel(self) -> None:
        """Nobody waits for the sheet that was asked for any more."""
        self._context.work.cancel(self, "sheet")

    def forget(self, ids: Iterable[TraceId]) -> None:
        """These changed."""
        for trace_id in ids:
            self._held.pop(trace_id, None)
            if trace_id == self._ahead:
                self._context.work.cancel(self, "ahead")

    def clear(self) -> None:
        """Any of them may have changed."""
        self._context.work.cancel(self, "ahead")
        self._held.clear()

    def _reading(self, trace_id: TraceId) -> Callable[[], TraceSheet]:
        return partial(read_sheet, self._context.studio, trace_id, reviewer=self._context.reviewer)

    def _on_read(self, sheet: TraceSheet) -> None:
        self._keep(sheet)
        self.was_read.emit(sheet)

    def _keep(self, sheet: TraceSheet) -> None:
        """Hold a few sheets; the one that was longest unread goes."""
        self._held[sheet.trace.id] = sheet
        self._held.move_to_end(sheet.trace.id)
        while len(self._held) > KEPT:
            self._held.popitem(last=False)
