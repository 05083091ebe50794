# SPDX-License-Identifier: Apache-2.0
"""Mixing a dataset with a file that is there: the share, the counts, and only then the writing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from core.domain.datasets import MixCounts
from core.errors import InvalidInput
from core.params import params_of
from ui.pages.datasets.state import ExportWish, MixParams, MixWish
from ui.safety import TextLabel, safe_tooltip
from ui.theme.icons import Icons
from ui.widgets.form import ParamForm


class MixForm(QWidget):
    """An existing JSONL, a share and what would come out.

    Signals:
        counts_wanted: the form can be counted anew.
        mix_wanted: the counts were seen; ask where to write.
    """

    counts_wanted = Signal()
    mix_wanted = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        """Begin without a file."""
        super().__init__(parent)
        self.file = QLineEdit()
        self.file.setObjectName("mix_file")
        self.file.setPlaceholderText(self.tr("A JSONL file of chats"))
        self.file.setAccessibleName(self.tr("Existing file"))
        self.pick = QPushButton(self.tr("Choose…"))
        self.pick.setObjectName("mix_pick")
        self.form = ParamForm(params_of(MixParams), icons)
        self._rows = TextLabel(look="caption", is_wrapping=True)
        self._sum = TextLabel(look="section", is_wrapping=True)
        self._sum.setObjectName("mix_sum")
        self._note = TextLabel(is_wrapping=True, look="caption")
        self._note.setObjectName("mix_note")
        self.write = QPushButton(self.tr("Write the mix…"))
        self.write.setObjectName("mix_write")
        self._lay_out()
        self._connect()

    @property
    def has_file(self) -> bool:
        """True where there is something to mix with."""
        return bool(self.file.text().strip()) and self.form.is_valid

    def wish(self, rows: ExportWish) -> MixWish:
        """What the form says. Raises InvalidInput where a value does not fit."""
        values = self.form.values()
        if not self.file.text().strip():
            raise InvalidInput("No file is chosen to mix with.", hint="Choose a JSONL file.")
        return MixWish(
            existing=Path(self.file.text().strip()).expanduser(),
            ratio=float(values["ratio"]),
            seed=int(values["seed"]),
            on_bad_line="skip" if values["is_skipping"] else "stop",
            rows=rows,
        )

    def show_rows(self, words: str) -> None:
        """Say in which form the rows of the dataset come in."""
        self._rows.setText(self.tr("The dataset gives its rows as set under Export: {words}.").format(words=words))

    def show_counts(self, counts: MixCounts) -> None:
        """Say what would be written."""
        number = QLocale().toString
        words = self.tr("{existing} existing + {distilled} distilled = {total} rows")
        self._sum.setText(
            words.format(
                existing=number(counts.existing), distilled=number(counts.distillation), total=number(counts.total)
            )
        )
        notes = []
        if counts.shortfall:
            notes.append(self.tr("{n} too few for this share; all are taken.").format(n=number(counts.shortfall)))
        if counts.skipped:
            notes.append(self.tr("{n} broken lines are left out.").format(n=number(counts.skipped)))
        self._say("  ".join(notes) or self.tr("Nothing is written yet."), "warn" if notes else "")
        self.write.setEnabled(counts.total > 0)

    def show_refusal(self, words: str) -> None:
        """Say why it cannot be counted."""
        self._sum.setText("")
        self._say(words, "reject")
        self.write.setEnabled(False)

    def clear_counts(self) -> None:
        """Nothing is known yet."""
        self._sum.setText("")
        self._say(self.tr("Choose a file to see what a mix would hold; nothing is written before."), "")
        self.write.setEnabled(False)

    def _say(self, words: str, role: str) -> None:
        self._note.setText(words)
        self._note.set_role(role)
        self.write.setToolTip(safe_tooltip(words))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.file, 1)
        row.addWidget(self.pick)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(TextLabel(self.tr("Existing file"), look="field"))
        column.addLayout(row)
        column.addSpacing(4)
        column.addWidget(self.form)
        column.addWidget(self._rows)
        column.addWidget(self._sum)
        column.addWidget(self._note)
        column.addWidget(self.write, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.clear_counts()

    def _connect(self) -> None:
        self.pick.clicked.connect(self._on_pick)
        self.file.editingFinished.connect(self._on_edited)
        self.form.value_changed.connect(self._on_edited)
        self.write.clicked.connect(self.mix_wanted)

    @Slot()
    def _on_edited(self) -> None:
        if self.has_file:
            self.counts_wanted.emit()
        else:
            self.clear_counts()

    @Slot()
    def _on_pick(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("File to mix with"), "", self.tr("JSON lines (*.jsonl);;All (*)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_picked)
        dialog.open()

    @Slot(str)
    def _on_picked(self, path: str) -> None:
        self.file.setText(path)
        self._on_edited()
