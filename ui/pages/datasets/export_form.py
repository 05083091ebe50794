# SPDX-License-Identifier: Apache-2.0
"""In which form the rows of a dataset leave: format with what it loses, style and side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.pages.datasets.state import ALL_ROWS, EVAL, TRAIN, ExportWish
from ui.safety import TextLabel
from ui.widgets.form import LABEL_WIDTH
from ui.widgets.form_fields import ChoiceBox


@dataclass(frozen=True, slots=True)
class FormatChoice:
    """One export format as the form offers it."""

    name: str
    label: str
    help: str
    losses: tuple[str, ...]
    styles: tuple[str, ...]


class ExportForm(QWidget):
    """Format, style and side.

    Signals:
        changed: another choice was made.
    """

    changed = Signal()

    def __init__(self, formats: Sequence[FormatChoice], parent: QWidget | None = None) -> None:
        """Offer ``formats`` in their order."""
        super().__init__(parent)
        self._formats = {format.name: format for format in formats}
        self.format = ChoiceBox()
        self.format.setObjectName("export_format")
        self.style_box = ChoiceBox()
        self.style_box.setObjectName("export_style")
        self.side = ChoiceBox()
        self.side.setObjectName("export_side")
        self._help = TextLabel(look="caption", is_wrapping=True)
        self._losses = TextLabel(look="caption", is_wrapping=True)
        self._losses.setObjectName("export_losses")
        self._style_label = TextLabel(self.tr("Tool call"), look="field")
        self._fill()
        self._lay_out()
        for box in (self.format, self.style_box, self.side):
            box.currentIndexChanged.connect(self._on_changed)
        self._on_changed()

    def wish(self) -> ExportWish:
        """What is chosen."""
        style = self.style_box.currentData() if self._chosen().styles else "one_message"
        return ExportWish(self.format.currentData(), style, self.side.currentData())

    def words(self) -> str:
        """What is chosen, in a few words."""
        return f"{self._chosen().label}, {self.side.currentText().lower()}"

    def _chosen(self) -> FormatChoice:
        return self._formats[self.format.currentData()]

    def _fill(self) -> None:
        for format in self._formats.values():
            self.format.addItem(format.label, format.name)
        self.style_box.addItem(self.tr("In one message with the reasoning"), "one_message")
        self.style_box.addItem(self.tr("In a second message, as the source has it"), "source")
        self.side.addItem(self.tr("Train and eval rows"), ALL_ROWS)
        self.side.addItem(self.tr("Train rows only"), TRAIN)
        self.side.addItem(self.tr("Eval rows only"), EVAL)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, min(LABEL_WIDTH, 120))
        grid.setColumnStretch(1, 1)
        rows = (
            (TextLabel(self.tr("Format"), look="field"), self.format),
            (self._style_label, self.style_box),
            (TextLabel(self.tr("Rows"), look="field"), self.side),
        )
        for row, (label, box) in enumerate(rows):
            label.setBuddy(box)
            box.setAccessibleName(label.text())
            box.setMinimumWidth(120)
            grid.addWidget(label, row * 2, 0)
            grid.addWidget(box, row * 2, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._help, 1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(grid)
        column.addWidget(TextLabel(self.tr("What this format does not keep"), look="field"))
        column.addWidget(self._losses)

    @Slot()
    def _on_changed(self) -> None:
        chosen = self._chosen()
        self._help.setText(chosen.help)
        self._losses.setText("\n".join(f"–  {loss}" for loss in chosen.losses) or self.tr("Nothing is lost."))
        self._style_label.setVisible(bool(chosen.styles))
        self.style_box.setVisible(bool(chosen.styles))
        self.changed.emit()
