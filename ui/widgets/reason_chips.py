# SPDX-License-Identifier: Apache-2.0
"""Reasons to choose from by number: 1 to 9 switch them, Enter takes them, Escape goes back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.safety import safe_menu_text
from ui.widgets.flow_layout import FlowLayout


class ReasonChips(QWidget):
    """Numbered chips of which any number can be on.

    Signals:
        reasons_changed: the reasons that are on, in their order.
        confirmed: Enter was pressed; the reasons that are on.
        cancelled: Escape was pressed.
    """

    reasons_changed = Signal(tuple)
    confirmed = Signal(tuple)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[tuple[str, QPushButton]] = []
        self._flow = FlowLayout(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Reasons"))

    def set_reasons(self, reasons: Sequence[str]) -> None:
        """Offer other reasons; none is on."""
        for _, chip in self._chips:
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._chips = []
        for number, reason in enumerate(reasons, start=1):
            chip = QPushButton(safe_menu_text(f"{number}  {reason}" if number <= 9 else reason), self)
            chip.setCheckable(True)
            chip.setAccessibleName(reason)
            chip.setObjectName(f"reason_{number}")
            chip.toggled.connect(self._on_toggled)
            chip.show()
            self._flow.addWidget(chip)
            self._chips.append((reason, chip))
        self.updateGeometry()

    def chosen(self) -> tuple[str, ...]:
        """The reasons that are on, in their order."""
        return tuple(reason for reason, chip in self._chips if chip.isChecked())

    def clear(self) -> None:
        """Switch all reasons off."""
        for _, chip in self._chips:
            chip.setChecked(False)

    def toggle(self, number: int) -> None:
        """Switch the reason with this number, counted from 1; a number without a reason does nothing."""
        if 1 <= number <= len(self._chips):
            self._chips[number - 1][1].toggle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.toggle(key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit(self.chosen())
        elif key == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_toggled(self) -> None:
        self.reasons_changed.emit(self.chosen())
