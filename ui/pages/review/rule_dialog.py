# SPDX-License-Identifier: Apache-2.0
"""The dialog that decides by rule: what the rule would do is shown first, and only that can be applied."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QLocale, QTimer, Signal, Slot
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from core.domain.judgements import RulePreview
from core.domain.reviews import Verdict
from core.errors import StudioError
from ui.pages.review.judge_form import rule_params
from ui.pages.review.judge_words import figure_words
from ui.safety import TextLabel, safe_tooltip
from ui.theme.icons import Icons
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.form import ParamForm
from ui.widgets.form_dialog import FormDialog

_SETTLE_MS = 250


class RuleDialog(FormDialog):
    """A rule and its preview.

    Signals:
        preview_wanted: the values of the form.
        rule_wanted: the values of the form and the token of the preview that stands under them.
        trace_wanted: id of an example that should be read.
    """

    preview_wanted = Signal(object)
    rule_wanted = Signal(object, str)
    trace_wanted = Signal(int)

    def __init__(self, parent: QWidget, icons: Icons, judges: Sequence[str], reasons: Sequence[str]) -> None:
        """Offer ``judges`` and ``reasons``; show it with open()."""
        super().__init__(parent, name="rule", title=self.tr("Decide by rule"), save=self.tr("Apply"))
        self.resize(560, 640)
        self._token = ""
        self.form = ParamForm(rule_params(judges, reasons), icons)
        self._count = TextLabel(is_wrapping=True, look="strong")
        self._count.setObjectName("rule_count")
        self._agreement = TextLabel(is_wrapping=True)
        self._agreement.setObjectName("rule_agreement")
        self._examples = QWidget()
        self._examples.setObjectName("rule_examples")
        self._row = FlowLayout(self._examples)
        self._first = TextLabel(self.tr("The first of them, to read:"), look="caption")
        self._first.hide()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._lay_out()
        self.save.setEnabled(False)
        self.form.value_changed.connect(self._on_edited)
        self._settle.timeout.connect(self.ask)
        self.save.clicked.connect(self._on_save)

    @Slot()
    def ask(self) -> None:
        """Ask for a preview of what the form says now."""
        if self.form.is_valid:
            self._count.setText(self.tr("Looking…"))
            self.preview_wanted.emit(self.form.values())

    def show_preview(self, preview: RulePreview) -> None:
        """Say what it would do; what changed meanwhile is looked at anew first."""
        if self._settle.isActive():
            return
        self._token = preview.token
        self._count.setText(self._count_words(preview.count))
        said = figure_words(preview.agreement, is_share=True)
        if preview.agreement.value is not None:
            said = self.tr("Where people decided on traces that fit, they say the same: {figure}").format(figure=said)
        self._agreement.setText(said)
        self._show_examples(preview)
        self.save.setEnabled(preview.count > 0 and self.form.is_valid)

    def show_error(self, error: StudioError) -> None:
        """Say why not, in the place of a preview."""
        self._forget()
        super().show_error(error)
        self.save.setEnabled(False)

    def _count_words(self, count: int) -> str:
        if not count:
            return self.tr("The rule fits no waiting trace of the queue.")
        is_accepting = self.form.values()["verdict"] == Verdict.ACCEPT.value
        if count == 1:
            return self.tr("It would accept 1 trace.") if is_accepting else self.tr("It would reject 1 trace.")
        words = self.tr("It would accept {n} traces.") if is_accepting else self.tr("It would reject {n} traces.")
        return words.format(n=QLocale().toString(count))

    def _show_examples(self, preview: RulePreview) -> None:
        self._clear_examples()
        self._first.setVisible(bool(preview.examples))
        for trace_id in preview.examples:
            link = QToolButton()
            link.setProperty("look", "button")
            link.setText(str(trace_id))
            link.setToolTip(safe_tooltip(self.tr("Read trace {id} and close this").format(id=trace_id)))
            link.setObjectName(f"rule_example_{trace_id}")
            link.clicked.connect(partial(self._read, trace_id))
            self._row.addWidget(link)

    def _clear_examples(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _read(self, trace_id: int) -> None:
        self.trace_wanted.emit(trace_id)
        self.reject()

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 20, 24, 8)
        column.setSpacing(12)
        column.addWidget(TextLabel(self.tr("Decide on waiting traces by their score"), look="section"))
        said = self.tr(
            "Only traces of the queue that nobody decided on, skipped, flagged or began to edit. "
            "One Undo takes all of it back."
        )
        column.addWidget(TextLabel(said, look="muted", is_wrapping=True))
        column.addWidget(self.form)
        column.addWidget(self._count)
        column.addWidget(self._agreement)
        column.addWidget(self._first)
        column.addWidget(self._examples)
        column.addStretch(1)
        self.lay_out(body)

    def _forget(self) -> None:
        self._token = ""
        self._count.setText("")
        self._agreement.setText("")
        self._first.hide()
        self._clear_examples()

    @Slot(str, object)
    def _on_edited(self, _name: str, _value: object) -> None:
        self.hide_error()
        self.save.setEnabled(False)
        self._settle.start()

    @Slot()
    def _on_save(self) -> None:
        self.save.setEnabled(False)
        self.rule_wanted.emit(self.form.values(), self._token)
