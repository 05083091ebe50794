# SPDX-License-Identifier: Apache-2.0
"""The bulk view of Review: the queue as a table, how many are chosen, and the verdicts on them."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.actions import ActionRegistry
from ui.models.trace_table import TraceTableModel
from ui.pages.review.reasons_bar import ReasonsBar
from ui.safety import TextLabel
from ui.widgets.bulk_table import BulkTable
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import Hairline


class BulkPage(QFrame):
    """A table over the keys of its verdicts."""

    def __init__(self, actions: ActionRegistry, model: TraceTableModel, parent: QWidget | None = None) -> None:
        """Show the queue of ``model``."""
        super().__init__(parent)
        self.setObjectName("review_bulk")
        self.setProperty("look", "card")
        self.table = BulkTable(model)
        self.table.setObjectName("review_bulk_table")
        self.table.set_empty_text(self.tr("No trace fits. Choose other filters."))
        self.reasons = ReasonsBar(actions.action("review.leave"), name="bulk")
        self._chosen = TextLabel(look="strong")
        self._chosen.setObjectName("review_chosen")
        self._keys = self._verdict_keys(actions)
        self._foot = QStackedWidget()
        self._lay_out(actions)
        self.table.selection_changed.connect(self._on_selection)
        model.rowsInserted.connect(self._on_selection)
        model.modelReset.connect(self._on_selection)
        self.show_reasons(is_shown=False)
        self._on_selection()

    @property
    def is_asking(self) -> bool:
        """True while reasons are chosen."""
        return self._foot.currentWidget() is self.reasons

    def show_reasons(self, *, is_shown: bool) -> None:
        """Ask for reasons in the place of the verdicts, or go back to them."""
        for bar in (self._keys, self.reasons):
            policy = bar.sizePolicy()
            is_own = (bar is self.reasons) is is_shown
            policy.setVerticalPolicy(policy.Policy.Preferred if is_own else policy.Policy.Ignored)
            bar.setSizePolicy(policy)
        self._foot.setCurrentWidget(self.reasons if is_shown else self._keys)

    def foot_height(self) -> int:
        """Pixels that the keys take at the foot."""
        return self._foot.sizeHint().height() + 22

    def _verdict_keys(self, actions: ActionRegistry) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for name, words, look in (
            ("accept", self.tr("Accept"), "primary"),
            ("send_back", self.tr("Send back"), ""),
            ("reject", self.tr("Reject"), "danger"),
            ("skip_chosen", self.tr("Skip"), ""),
        ):
            row.addWidget(self._button(actions, name, words, look))
        row.addStretch(1)
        row.addWidget(self._button(actions, "undo", self.tr("Undo")))
        return bar

    @staticmethod
    def _button(actions: ActionRegistry, name: str, words: str, look: str = "") -> KeyButton:
        button = KeyButton(actions.action(f"review.{name}"), words, look=look)
        button.setObjectName(f"bulk_{name}")
        return button

    def _lay_out(self, actions: ActionRegistry) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 16, 10)
        head.addWidget(self._chosen)
        head.addSpacing(12)
        said = self.tr("Space chooses a line, Shift and arrows a stretch, Ctrl+A all of the filter; Enter opens one.")
        head.addWidget(TextLabel(said, look="caption"))
        head.addStretch(1)
        head.addWidget(self._button(actions, "bulk", self.tr("Focus view")))
        self._foot.addWidget(self._keys)
        self._foot.addWidget(self.reasons)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 10, 16, 12)
        foot.addWidget(self._foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Hairline())
        column.addWidget(self.table, 1)
        column.addWidget(Hairline())
        column.addLayout(foot)

    @Slot()
    def _on_selection(self) -> None:
        number = QLocale().toString
        count, total = self.table.selected_count(), self.table.model().rowCount()
        if self.table.is_all_selected():
            self._chosen.setText(self.tr("All of the filter chosen"))
        elif count:
            self._chosen.setText(self.tr("{n} of {m} chosen").format(n=number(count), m=number(total)))
        else:
            self._chosen.setText(self.tr("Nothing chosen"))
