# SPDX-License-Identifier: Apache-2.0
"""The dialog in which a person says, conflict by conflict, whose word counts."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from core.domain.merging import Merge
from ui.safety import TextLabel, visible
from ui.widgets.form_dialog import FormDialog

MOST_SHOWN = 200


class ConflictDialog(FormDialog):
    """Lists what a reply says against what is here; a tick takes theirs.

    Signals:
        chosen: the ReplyDecisions that count, and whether all of theirs do.
    """

    chosen = Signal(tuple, bool)

    def __init__(self, parent: QWidget, found: Merge) -> None:
        """Begin with what is here; show it with open()."""
        super().__init__(parent, name="conflicts", title=self.tr("Merge a reply"), save=self.tr("Merge"))
        self.resize(640, 480)
        self._found = found
        self.list = QListWidget()
        self.list.setObjectName("conflicts_list")
        self.list.setAccessibleName(self.tr("Conflicts; a tick takes theirs"))
        self.list.setWordWrap(True)
        for conflict in found.conflicts[:MOST_SHOWN]:
            item = QListWidgetItem(visible(conflict.sentence))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.all = QCheckBox(self.tr("Take theirs in all {n} conflicts").format(n=f"{len(found.conflicts):,}"))
        self.all.setObjectName("conflicts_all")
        self._lay_out()
        self.all.toggled.connect(self._on_all)
        self.save.clicked.connect(self._on_save)
        self.list.setFocus()

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 20, 24, 8)
        column.setSpacing(12)
        column.addWidget(TextLabel(self.tr("Whose word counts?"), look="section"))
        column.addWidget(TextLabel(self._found.sentence, look="muted", is_wrapping=True))
        column.addWidget(self.list, 1)
        left = len(self._found.conflicts) - self.list.count()
        if left:
            words = self.tr("{n} more are not listed; they stay as they are here unless you take all of theirs.")
            column.addWidget(TextLabel(words.format(n=f"{left:,}"), look="caption", is_wrapping=True))
        column.addWidget(self.all)
        said = self.tr("Space ticks a line and takes theirs; without a tick, what is here stays.")
        column.addWidget(TextLabel(said, look="caption", is_wrapping=True))
        self.lay_out(body)

    @Slot(bool)
    def _on_all(self, is_all: bool) -> None:
        self.list.setEnabled(not is_all)

    @Slot()
    def _on_save(self) -> None:
        ticked = tuple(
            conflict.theirs
            for place, conflict in enumerate(self._found.conflicts[:MOST_SHOWN])
            if self.list.item(place).checkState() is Qt.CheckState.Checked
        )
        self.chosen.emit(() if self.all.isChecked() else ticked, self.all.isChecked())
        self.accept()
