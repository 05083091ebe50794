# SPDX-License-Identifier: Apache-2.0
"""The foot of the window: what runs, how far it is, and who works where."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from core.domain.jobs import JobState
from ui.bridge.jobs import JobStatus
from ui.safety import ElidedLabel, TextLabel, safe_tooltip, visible
from ui.theme.icons import Icons
from ui.widgets.job_row import progress_words
from ui.widgets.labels import IconLabel


class JobsLine(QWidget):
    """One line that opens the jobs panel.

    Signals:
        panel_toggled: True when the panel should be open.
    """

    panel_toggled = Signal(bool)

    def __init__(self, icons: Icons, reviewer: str, workspace: str, workspace_path: str) -> None:
        """Name the reviewer and the workspace at the right."""
        super().__init__()
        self.setObjectName("jobs_line")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(40)
        self._button = QPushButton(self.tr("Jobs"))
        self._button.setObjectName("jobs_button")
        self._button.setProperty("look", "flat")
        self._button.setCheckable(True)
        icons.put(self._button, "jobs", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._bar.setAccessibleName(self.tr("Progress of the running job"))
        self._words = ElidedLabel(look="muted")
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._who = TextLabel(look="muted")
        self._who.setToolTip(safe_tooltip(self.tr("Reviewer")))
        self.show_reviewer(reviewer)
        where = TextLabel(visible(workspace[:40]), look="muted")
        where.setToolTip(safe_tooltip(workspace_path))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 24, 0)
        row.setSpacing(12)
        row.addWidget(self._button)
        row.addWidget(self._bar)
        row.addWidget(self._words, 1)
        row.addLayout(_pair(icons, "reviewer", self._who))
        row.addSpacing(4)
        row.addLayout(_pair(icons, "workspace", where))
        self._button.toggled.connect(self.panel_toggled)
        self.show_jobs(())

    def show_jobs(self, running: Sequence[JobStatus]) -> None:
        """Say how many jobs run and how far the first of them is."""
        count = len(running)
        said = self.tr("{n} running").format(n=count) if count else self.tr("No jobs running")
        self._button.setText(said)
        self._bar.setVisible(count > 0)
        self._words.setText("")
        if not running:
            return
        first = next((status for status in running if status.state is JobState.RUNNING), running[0])
        self._bar.setRange(0, 0 if first.fraction is None else 1_000)
        self._bar.setValue(round((first.fraction or 0) * 1_000))
        parts = (visible(first.title), progress_words(first.fraction, first.left_s), visible(first.message))
        self._words.setText("  ·  ".join(part for part in parts if part))

    def show_reviewer(self, name: str) -> None:
        """Say who works here."""
        self._who.setText(visible(name[:40]))

    def set_open(self, is_open: bool) -> None:
        """Show whether the panel is open."""
        self._button.setChecked(is_open)


def _pair(icons: Icons, icon: str, label: TextLabel) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    row.addWidget(IconLabel(icons, icon, "muted"))
    row.addWidget(label)
    return row
