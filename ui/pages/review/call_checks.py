# SPDX-License-Identifier: Apache-2.0
"""The tool call that is being edited, looked at beside its schema off the screen while it is typed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from core.domain.messages import ToolCallPart
from ui.context import UiContext
from ui.pages.review.presenter import ReviewPresenter
from ui.widgets.call_form import CallForm


class CallChecks(QObject):
    """Answers a form of a call; only the newest call is looked at."""

    def __init__(self, context: UiContext, presenter: ReviewPresenter, form: CallForm, parent: QObject) -> None:
        """Answer ``form`` for the trace that is read."""
        super().__init__(parent)
        self._context = context
        self._presenter = presenter
        self._form = form
        form.check_wanted.connect(self._on_wanted)

    @Slot(object)
    def _on_wanted(self, call: ToolCallPart) -> None:
        sheet = self._presenter.sheet
        if sheet is None:
            return
        review, task_type = self._context.studio.review, sheet.problem.task_type
        self._context.work.ask(
            self, "faults", lambda: review.call_faults(task_type, call), partial(self._form.show_faults, call)
        )
