# SPDX-License-Identifier: Apache-2.0
"""One job in full: how it stands, what it says, the end of its log, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from core.domain.jobs import JobState
from ui.models.job_list import JobLine
from ui.safety import ElidedLabel, TextLabel, hard_wrap, visible
from ui.theme.icons import Icons
from ui.widgets.job_row import STATE_ROLES, progress_words, state_word
from ui.widgets.labels import IconText
from ui.widgets.times import exact, span

LOG_LINES = 2_000


class JobView(QWidget):
    """Shows a JobLine and a log tail.

    Signals:
        stop_requested: JobId that the user wants stopped.
        resume_requested: JobId that the user wants to go on.
    """

    stop_requested = Signal(int)
    resume_requested = Signal(int)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        """Start with nothing to show."""
        super().__init__(parent)
        self._line: JobLine | None = None
        self._title = ElidedLabel(look="section")
        self._state = IconText(icons, "queued", "")
        self._when = TextLabel(look="caption")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._message = TextLabel(is_wrapping=True, is_selectable=True)
        self._hint = TextLabel(look="muted", is_wrapping=True, is_selectable=True)
        self._log = QPlainTextEdit()
        self._log.setReadOnly(True)
        self._log.setMaximumBlockCount(LOG_LINES)
        self._log.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._log.setAccessibleName(self.tr("Log"))
        self._log.setPlaceholderText(self.tr("This job has not logged anything."))
        self._log.setTabChangesFocus(True)
        self._stop = QPushButton(self.tr("Stop"))
        self._stop.setProperty("look", "danger")
        self._resume = QPushButton(self.tr("Resume"))
        icons.put(self._stop, "stop", "reject")
        icons.put(self._resume, "resume", "text")
        self._lay_out()
        self._stop.clicked.connect(self._on_stop)
        self._resume.clicked.connect(self._on_resume)

    def show_line(self, line: JobLine, *, can_resume: bool) -> None:
        """Show how a job stands."""
        self._line = line
        self._title.setText(visible(line.title))
        self._state.show_state(line.state.value, state_word(line.state), STATE_ROLES[line.state])
        self._when.setText(_when(line))
        is_running = line.state is JobState.RUNNING
        self._bar.setVisible(is_running)
        self._bar.setRange(0, 0 if line.fraction is None else 1_000)
        self._bar.setValue(round((line.fraction or 0) * 1_000))
        said = [progress_words(line.fraction, line.left_s) if is_running else "", visible(line.message[:1_000])]
        message = " · ".join(part for part in said if part)
        self._message.setText(hard_wrap(message, width=200))
        self._message.setVisible(bool(message))
        self._hint.setText(hard_wrap(visible(line.hint[:1_000]), width=200))
        self._hint.setVisible(bool(line.hint))
        self._stop.setVisible(not line.state.is_over)
        self._resume.setVisible(line.state.is_over and can_resume)

    def show_log(self, lines: Sequence[str]) -> None:
        """Show another log from its start."""
        blocker = QSignalBlocker(self._log)
        self._log.setPlainText("\n".join(hard_wrap(visible(text), width=400) for text in lines[-LOG_LINES:]))
        blocker.unblock()
        self._scroll_down()

    def append_log(self, lines: Sequence[str]) -> None:
        """Add new lines at the end; stays at the end if it was there."""
        bar = self._log.verticalScrollBar()
        is_at_end = bar.value() >= bar.maximum() - 4
        self._log.appendPlainText("\n".join(hard_wrap(visible(text), width=400) for text in lines))
        if is_at_end:
            self._scroll_down()

    def _scroll_down(self) -> None:
        bar = self._log.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title, 1)
        head.addWidget(self._stop)
        head.addWidget(self._resume)
        state = QHBoxLayout()
        state.setSpacing(12)
        state.addWidget(self._state)
        state.addWidget(self._when, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(state)
        column.addWidget(self._bar)
        column.addWidget(self._message)
        column.addWidget(self._hint)
        column.addWidget(self._log, 1)

    @Slot()
    def _on_stop(self) -> None:
        if self._line is not None:
            self._stop.setEnabled(False)
            self.stop_requested.emit(self._line.id)
            self._stop.setEnabled(True)

    @Slot()
    def _on_resume(self) -> None:
        if self._line is not None:
            self.resume_requested.emit(self._line.id)


def _when(line: JobLine) -> str:
    """When it ran and for how long, in local time."""
    if line.started_at is None:
        return ""
    if line.ended_at is None:
        return exact(line.started_at)
    return f"{exact(line.started_at)} · {span((line.ended_at - line.started_at).total_seconds())}"
