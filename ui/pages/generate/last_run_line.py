# SPDX-License-Identifier: Apache-2.0
"""One line about the run that was last, with a way to see it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from core.domain.jobs import JobRecord
from ui.safety import ElidedLabel, TextLabel, safe_tooltip, visible
from ui.theme.icons import Icons
from ui.widgets.job_row import STATE_ROLES, state_word
from ui.widgets.labels import IconText
from ui.widgets.times import ago, exact


class LastRunLine(QFrame):
    """Hidden while nothing has run.

    Signals:
        show_requested: the run shall be shown.
    """

    show_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.setObjectName("last_run")
        self.setProperty("look", "card")
        self._title = ElidedLabel()
        self._state = IconText(icons, "done", "")
        self._when = TextLabel(look="caption")
        show = QPushButton(self.tr("Show"))
        show.setObjectName("last_run_show")
        show.setProperty("look", "flat")
        show.clicked.connect(self.show_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(12)
        row.addWidget(TextLabel(self.tr("Last run"), look="caption"))
        row.addWidget(self._title, 1)
        row.addWidget(self._state)
        row.addWidget(self._when)
        row.addWidget(show)
        self.hide()

    def show_record(self, record: JobRecord | None) -> None:
        """Say how it stands; None hides the line."""
        self.setVisible(record is not None)
        if record is None:
            return
        self._title.setText(visible(record.title))
        self._state.show_state(record.state.value, state_word(record.state), STATE_ROLES[record.state])
        self._when.setText(ago(record.created_at))
        self._when.setToolTip(safe_tooltip(exact(record.created_at)))
