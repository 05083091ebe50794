# SPDX-License-Identifier: Apache-2.0
"""A few choices side by side, of which any number can be on; none on means all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.safety import safe_menu_text
from ui.widgets.flow_layout import FlowLayout


class ChoiceChips(QWidget):
    """Chips with one for "all", which is on while no other is.

    Signals:
        chosen_changed: another choice was made by hand.
    """

    chosen_changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Be called ``name`` by screen readers; offer nothing but "all" yet."""
        super().__init__(parent)
        self._chips: dict[str, QPushButton] = {}
        self._flow = FlowLayout(self, spacing=6)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(name)
        self._all = self._chip(self.tr("All"), "chip.all")
        self._all.setChecked(True)
        self._all.clicked.connect(self._on_all)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer (value, label) pairs; what was chosen and is still offered stays chosen."""
        if list(self._chips) == [value for value, _ in choices]:
            for value, label in choices:
                self._chips[value].setText(safe_menu_text(label))
            return
        was = self.chosen()
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._chips = {value: self._chip(label, f"chip.{value}") for value, label in choices}
        for chip in self._chips.values():
            chip.clicked.connect(self._on_clicked)
        self.choose(was)
        self.updateGeometry()

    def chosen(self) -> tuple[str, ...]:
        """The values that are on, in their order; empty means all."""
        return tuple(value for value, chip in self._chips.items() if chip.isChecked())

    def choose(self, values: Sequence[str]) -> None:
        """Switch exactly these on; tells nobody."""
        for value, chip in self._chips.items():
            chip.setChecked(value in values)
        self._all.setChecked(not self.chosen())

    def _chip(self, label: str, name: str) -> QPushButton:
        chip = QPushButton(safe_menu_text(label), self)
        chip.setObjectName(name)
        chip.setCheckable(True)
        chip.setProperty("look", "chip")
        chip.show()
        self._flow.addWidget(chip)
        return chip

    @Slot()
    def _on_all(self) -> None:
        self.choose(())
        self.chosen_changed.emit()

    @Slot()
    def _on_clicked(self) -> None:
        self._all.setChecked(not self.chosen())
        self.chosen_changed.emit()
