# SPDX-License-Identifier: Apache-2.0
"""How much waits on each page, counted in a thread and shown in the rail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Slot

from core.changes import Change, ChangeKind
from ui.context import UiContext
from ui.pages.base import PageSpec


class WaitingCounts(QObject):
    """Counts again whenever something changed that a page counts on."""

    def __init__(
        self,
        context: UiContext,
        specs: Sequence[PageSpec],
        show: Callable[[str, int, str], None],
        parent: QObject | None = None,
    ) -> None:
        """Tell ``show`` the page, the number and its words."""
        super().__init__(parent)
        self._context = context
        self._specs = [spec for spec in specs if spec.waiting is not None]
        self._show = show
        context.changes.changed.connect(self._on_change)

    def count(self, kind: ChangeKind | None = None) -> None:
        """Count on the pages that this kind of change concerns; None means all."""
        for spec in self._specs:
            if spec.waiting is not None and (kind is None or kind in spec.counts_on):
                question = partial(spec.waiting, self._context.studio)
                self._context.work.ask(self, spec.id, question, partial(self._tell, spec))

    @Slot(object)
    def _on_change(self, change: Change) -> None:
        self.count(change.kind)

    def _tell(self, spec: PageSpec, count: int) -> None:
        self._show(spec.id, count, spec.waiting_words.format(n=count))
