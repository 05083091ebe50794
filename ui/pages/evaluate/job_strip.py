# SPDX-License-Identifier: Apache-2.0
"""A thin strip that says how far the evaluation under way is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from ui.pages.evaluate.new_evaluation import Running
from ui.safety import ElidedLabel, TextLabel, visible
from ui.widgets.job_row import progress_words, state_word


class JobStrip(QFrame):
    """Hidden while nothing is evaluated.

    Signals:
        stop_requested: the user wants it stopped.
    """

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evaluation_strip")
        self.setProperty("look", "card")
        self._title = ElidedLabel(look="strong")
        self._words = TextLabel(look="muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._bar.setAccessibleName(self.tr("Progress"))
        stop = QPushButton(self.tr("Stop"))
        stop.setObjectName("stop_evaluation")
        stop.setProperty("look", "danger")
        stop.clicked.connect(self.stop_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._title, 1)
        row.addWidget(self._words)
        row.addWidget(self._bar)
        row.addWidget(stop)
        self.hide()

    def show_running(self, running: Running | None) -> None:
        """Show how far it is, or hide."""
        self.setVisible(running is not None)
        if running is None:
            return
        status = running.status
        said = [
            progress_words(status.fraction, status.left_s) or state_word(status.state),
            status.message,
            self.tr("{n} more wait").format(n=running.waiting) if running.waiting else "",
        ]
        self._title.setText(visible(status.title))
        self._words.setText(visible(" · ".join(part for part in said if part)))
        self._bar.setRange(0, status.total)
        self._bar.setValue(status.done)
