# SPDX-License-Identifier: Apache-2.0
"""What the keys for remarks do: ratings, notes, marks of steps, and the walk through what the checks found."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from core.domain.traces import StepLabel
from ui.context import UiContext
from ui.pages.review.board import ReviewBoard
from ui.pages.review.note_dialog import NoteDialog
from ui.pages.review.presenter import ReviewPresenter
from ui.widgets.line_dialog import LineDialog

MARKS = {
    "mark_wrong": StepLabel.WRONG,
    "mark_unnecessary": StepLabel.UNNECESSARY,
    "mark_missing": StepLabel.MISSING_BEFORE,
}


class RemarkKeys(QObject):
    """Answers those keys; the board comes once it is built, after the actions."""

    def __init__(self, context: UiContext, presenter: ReviewPresenter, page: QWidget) -> None:
        """Dialogs float over the window of ``page``."""
        super().__init__(page)
        self._context = context
        self._presenter = presenter
        self._page = page
        self._board: ReviewBoard | None = None

    def attach(self, board: ReviewBoard) -> None:
        """Act on this board."""
        self._board = board
        findings = board.side.findings
        findings.step_wanted.connect(board.panel.reader.set_current)
        findings.dismiss_requested.connect(self._ask_why)
        findings.take_up_requested.connect(self._take_up)

    def do(self) -> dict[str, Callable[[], object]]:
        """What each action does, by the last word of its id."""
        return {
            "note": self._write_note,
            "findings": self._walk,
            "dismiss": self._dismiss,
            "other": self._open_other,
            **{f"rate_{stars}": partial(self._presenter.remarks.rate, stars) for stars in range(1, 6)},
            **{name: partial(self._mark, label) for name, label in MARKS.items()},
        }

    def can(self, has_calm_trace: Callable[[], bool]) -> dict[str, Callable[[], bool]]:
        """When each can be done, where that is more than that a trace is read."""
        marks = dict.fromkeys(MARKS, lambda: has_calm_trace() and self._is_at_head())
        return {
            **marks,
            "findings": lambda: has_calm_trace() and self._has_findings(),
            "dismiss": lambda: has_calm_trace() and self._has_findings(),
            "other": lambda: has_calm_trace() and self._other() is not None,
        }

    def _is_at_head(self) -> bool:
        return self._board is not None and self._board.panel.is_current_revision()

    def _has_findings(self) -> bool:
        sheet = self._presenter.sheet
        return sheet is not None and any(kept.is_open for kept in sheet.findings)

    def _mark(self, label: StepLabel) -> None:
        if self._board is not None:
            self._presenter.remarks.mark(self._board.panel.reader.current(), label)

    def _write_note(self) -> None:
        sheet = self._presenter.sheet
        if sheet is not None:
            dialog = NoteDialog(self._page.window(), sheet.note)
            dialog.written.connect(self._presenter.remarks.write_note)
            dialog.open()

    def _walk(self) -> None:
        if self._board is not None:
            self._board.side.findings.walk()

    def _dismiss(self) -> None:
        """Put the finding aside that was walked to, or walk to the first."""
        if self._board is None:
            return
        findings = self._board.side.findings
        current = findings.current()
        if current is None or current.aside:
            findings.walk()
            return
        self._ask_why(current.key)

    def _other(self) -> int | None:
        return None if self._board is None else self._board.side.findings.other()

    def _open_other(self) -> None:
        other = self._other()
        if self._board is not None and other is not None:
            self._board.side.findings.other_wanted.emit(other)

    @Slot(str)
    def _ask_why(self, key: str) -> None:
        dialog = LineDialog(
            self._page.window(),
            name="dismiss",
            title=self.tr("Put a finding aside"),
            save=self.tr("Put aside"),
            asks=self.tr("Why does it not matter?"),
            caption=self.tr("The finding stays in the list, put aside."),
            example=self.tr("such as: right in this trade"),
            what=self.tr("Why it does not matter"),
        )
        dialog.given.connect(partial(self._presenter.remarks.dismiss, key))
        dialog.open()

    @Slot(str)
    def _take_up(self, key: str) -> None:
        self._presenter.remarks.take_up(key)
