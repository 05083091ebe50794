# SPDX-License-Identifier: Apache-2.0
"""When each action of Review can be done, and why not where that is not plain to see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QObject

from ui.pages.review.bulk_keys import BulkKeys
from ui.pages.review.modes import ReviewModes
from ui.pages.review.presenter import ReviewPresenter


class Possible(QObject):
    """Answers for the actions, which are asked before the page is built: until then it is calm, and nothing is read."""

    def __init__(self, presenter: ReviewPresenter, parent: QObject) -> None:
        """Judge by what the presenter holds; modes and bulk view come once they are built."""
        super().__init__(parent)
        self._presenter = presenter
        self._modes: ReviewModes | None = None
        self._bulk: BulkKeys | None = None

    def attach(self, modes: ReviewModes, bulk: BulkKeys) -> None:
        """Judge by what the reviewer is at, too."""
        self._modes = modes
        self._bulk = bulk

    def of(self, names: Iterable[str], others: Mapping[str, Callable[[], bool]]) -> dict[str, Callable[[], bool]]:
        """When each of these actions can be done: in general with a trace to read; ``others`` know better of theirs."""
        calm, queued = self.is_calm, self._has_calm_queue
        return {
            **dict.fromkeys(names, self.has_calm_trace),
            **dict.fromkeys(("undo", "redo", "bulk", "filters", "improve", "search"), calm),
            **dict.fromkeys(("accept", "reject", "send_back"), self._can_judge),
            **dict.fromkeys(("next", "previous", "decide_all"), queued),
            **dict.fromkeys(("save_accept", "save"), self._can_write),
            "skip_chosen": lambda: self._bulk is not None and self._bulk.can_decide(),
            "diff": self._can_compare,
            "guidelines": lambda: self._presenter.sheet is not None and not self._is_bulk(),
            "continue": lambda: self.has_calm_trace() or self._can_write(),
            "leave": lambda: not self.is_calm(),
            **others,
        }

    def why_not(self) -> dict[str, Callable[[], str]]:
        """Why nothing can be taken back or done again; empty where it can."""
        standing = self._presenter.standing
        nothing = self.tr("There is nothing of yours to take back.")
        nothing_again = self.tr("Nothing was taken back that could be done again.")
        return {
            "undo": lambda: "" if standing.undo_words else nothing,
            "redo": lambda: "" if standing.redo_words else nothing_again,
        }

    def is_calm(self) -> bool:
        """True while nothing is half done."""
        is_asking = self._bulk is not None and self._bulk.is_asking
        return self._modes is None or (self._modes.is_calm and not is_asking)

    def has_calm_trace(self) -> bool:
        """True while one trace is read."""
        return self.is_calm() and not self._is_bulk() and self._presenter.sheet is not None

    def _has_calm_queue(self) -> bool:
        return self.is_calm() and len(self._presenter.queue) > 0

    def _is_bulk(self) -> bool:
        return self._bulk is not None and self._bulk.is_open

    def _can_write(self) -> bool:
        return self._modes is not None and self._modes.is_editing and not self._modes.continuing.is_running

    def _can_judge(self) -> bool:
        return self._bulk.can_decide() if self._bulk is not None and self._bulk.is_open else self.has_calm_trace()

    def _can_compare(self) -> bool:
        sheet = self._presenter.sheet
        return self.has_calm_trace() and sheet is not None and bool(sheet.revisions)
