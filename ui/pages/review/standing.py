# SPDX-License-Identifier: Apache-2.0
"""How the whole queue stands, how today goes, and what undo and redo would do."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from core.domain.reviews import ReviewCounts
from core.studio import Studio
from ui.context import UiContext


class Standing(QObject):
    """The figures of the workspace's review, read anew on request.

    Signals:
        was_read: counts and words are new.

    Attributes:
        counts: None before they were read.
        undo_words, redo_words: what would be done, such as ``Accept trace 12``; empty for nothing.
    """

    was_read = Signal()

    def __init__(self, context: UiContext, parent: QObject) -> None:
        """Know nothing yet."""
        super().__init__(parent)
        self._context = context
        self.counts: ReviewCounts | None = None
        self.undo_words = ""
        self.redo_words = ""

    def read(self) -> None:
        """Ask for figures and words in a thread."""
        ask = partial(_figures, self._context.studio, self._context.reviewer)
        self._context.work.ask(self, "standing", ask, self._on_read)

    def _on_read(self, found: tuple[ReviewCounts, str, str]) -> None:
        self.counts, self.undo_words, self.redo_words = found
        self.was_read.emit()


def _figures(studio: Studio, reviewer: str) -> tuple[ReviewCounts, str, str]:
    review = studio.review
    return review.counts(reviewer=reviewer), review.undoable(reviewer) or "", review.redoable(reviewer) or ""
