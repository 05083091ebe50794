# SPDX-License-Identifier: Apache-2.0
"""The dialog of further filters."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from core.domain.traces import TraceFilter
from ui.pages.review.filter_form import filter_of, filter_params, values_of, without_further
from ui.pages.review.state import QueueChoices
from ui.safety import TextLabel
from ui.theme.icons import Icons
from ui.widgets.form import ParamForm
from ui.widgets.form_dialog import FormDialog


class FilterDialog(FormDialog):
    """Everything that narrows a queue beside what stands over it.

    Signals:
        wanted_changed: the TraceFilter that is wanted now.
    """

    wanted_changed = Signal(object)

    def __init__(self, parent: QWidget, icons: Icons, wanted: TraceFilter, choices: QueueChoices) -> None:
        """Show ``wanted``; show it with open()."""
        super().__init__(parent, name="filter", title=self.tr("More filters"), save=self.tr("Show these"))
        self.resize(520, 620)
        self._wanted = wanted
        self._now = datetime.now(UTC)
        params = filter_params(choices)
        shown = values_of(wanted, self._now)
        self.form = ParamForm(params, icons, {spec.name: shown[spec.name] for spec in params})
        clear = QPushButton(self.tr("Clear these filters"))
        clear.setObjectName("filter_clear")
        clear.clicked.connect(self._on_clear)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 20, 24, 8)
        column.setSpacing(12)
        column.addWidget(TextLabel(self.tr("More filters"), look="section"))
        column.addWidget(self.form)
        column.addWidget(clear)
        column.addStretch(1)
        self.lay_out(body)
        self.save.clicked.connect(self._on_save)
        self.form.validity_changed.connect(self.save.setEnabled)

    @Slot()
    def _on_save(self) -> None:
        if self.form.is_valid:
            self.wanted_changed.emit(filter_of(self._wanted, self.form.values(), self._now))
            self.accept()

    @Slot()
    def _on_clear(self) -> None:
        self.wanted_changed.emit(without_further(self._wanted))
        self.accept()
