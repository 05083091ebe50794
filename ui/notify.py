# SPDX-License-Identifier: Apache-2.0
"""The door by which news and errors reach the user; the window decides how they look."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from core.errors import JobCancelled, StudioError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Toast:
    """A quiet line that goes by itself, with at most one thing to do about it."""

    text: str
    action_text: str = ""
    action: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """What happened and what to do next, in the user's words."""

    message: str
    hint: str = ""
    detail: str = ""


class Notify(QObject):
    """Tells the user.

    Signals:
        toast_requested: a Toast to show.
        failure_reported: a Failure to show; it stays until it is closed.
        bug_found: the exception of a mistake of ours.
    """

    toast_requested = Signal(object)
    failure_reported = Signal(object)
    bug_found = Signal(object)

    def toast(self, text: str, *, undo: Callable[[], None] | None = None, action_text: str = "") -> None:
        """Say ``text`` quietly; with ``undo`` the toast carries a button for it."""
        words = action_text or (self.tr("Undo") if undo else "")
        self.toast_requested.emit(Toast(text=text, action_text=words, action=undo))

    def fail(self, error: BaseException) -> None:
        """Tell of an error: a StudioError in its own words, anything else as a bug."""
        if isinstance(error, JobCancelled):
            return
        if isinstance(error, StudioError):
            log.warning("told the user: %s (%s)", error.message, error.detail or "no detail")
            self.failure_reported.emit(Failure(error.message, error.hint, error.detail))
            return
        log.error("a bug reached the user", exc_info=error)
        self.bug_found.emit(error)
