# SPDX-License-Identifier: Apache-2.0
"""The dialog that lets a model judge the queue, after saying what that would send and cost."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domain.judgements import JudgingEstimate
from core.errors import StudioError
from ui.pages.review.judge_form import judging_params
from ui.pages.review.judge_words import estimate_words
from ui.safety import TextLabel
from ui.theme.icons import Icons
from ui.widgets.empty_note import EmptyNote
from ui.widgets.form import ParamForm
from ui.widgets.form_dialog import FormDialog

_SETTLE_MS = 250


class JudgeDialog(FormDialog):
    """Which judge, how many planted faults, which budget; it starts only under an estimate of just that.

    Signals:
        estimate_wanted: the values of the form.
        judging_wanted: the values of the form.
        setup_wanted: there is no model, and the person wants to set one up.
    """

    estimate_wanted = Signal(object)
    judging_wanted = Signal(object)
    setup_wanted = Signal()

    def __init__(self, parent: QWidget, icons: Icons, judges: Sequence[str]) -> None:
        """Offer ``judges``; show it with open()."""
        super().__init__(parent, name="judge", title=self.tr("Judge the queue"), save=self.tr("Judge"))
        self.resize(560, 560)
        self._has_judges = bool(judges)
        self.form = ParamForm(judging_params(judges), icons)
        self._told = TextLabel(parent=self, is_wrapping=True)
        self._told.setObjectName("judge_estimate")
        self._note = TextLabel(parent=self, look="caption", is_wrapping=True)
        words = self.tr("No model is set up that could judge. Set one up in Generate; the planner is none.")
        self._nobody = EmptyNote(words, self, step=self.tr("Set up a model"))
        self._nobody.setObjectName("judge_nobody")
        self._nobody.setVisible(not judges)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._lay_out()
        self._nobody.step_requested.connect(self._on_setup)
        self.form.value_changed.connect(self._on_edited)
        self._settle.timeout.connect(self.ask)
        self.save.clicked.connect(self._on_save)
        self.save.setEnabled(False)

    @Slot()
    def ask(self) -> None:
        """Ask for an estimate of what the form says now."""
        if self._has_judges and self.form.is_valid:
            self._told.setText(self.tr("Estimating…"))
            self.estimate_wanted.emit(self.form.values())

    def show_estimate(self, estimate: JudgingEstimate) -> None:
        """Say what it would be; what changed meanwhile is estimated anew first."""
        if self._settle.isActive():
            return
        self._told.setText(estimate_words(estimate))
        self._note.setText(estimate.note)
        self.save.setEnabled(estimate.requests > 0 and self.form.is_valid)

    def show_error(self, error: StudioError) -> None:
        """Say why not, in the place of an estimate."""
        self._told.setText("")
        self._note.setText("")
        super().show_error(error)

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 20, 24, 8)
        column.setSpacing(12)
        column.addWidget(TextLabel(self.tr("Let a model judge the queue"), look="section"))
        said = self.tr(
            "It scores what it has not scored yet, against what the task requires. A score decides nothing by itself."
        )
        column.addWidget(TextLabel(said, look="muted", is_wrapping=True))
        if self._has_judges:
            column.addWidget(self.form)
            column.addWidget(self._told)
            column.addWidget(self._note)
        else:
            self.form.hide()
            self.form.setParent(self)
            column.addWidget(self._nobody)
            for unused in (self._told, self._note, self.save):
                unused.hide()
            self.resize(560, 320)
        column.addStretch(1)
        self.lay_out(body)
        if not self._has_judges:
            self._nobody.setFocus()

    @Slot()
    def _on_setup(self) -> None:
        self.reject()
        self.setup_wanted.emit()

    @Slot(str, object)
    def _on_edited(self, _name: str, _value: object) -> None:
        self.hide_error()
        self.save.setEnabled(False)
        self._settle.start()

    @Slot()
    def _on_save(self) -> None:
        self.save.setEnabled(False)
        self.judging_wanted.emit(self.form.values())
