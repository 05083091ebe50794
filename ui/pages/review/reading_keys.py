# SPDX-License-Identifier: Apache-2.0
"""The row of verdicts under a trace that is read; where it is narrow, what keyboard and toast offer too goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.key_button import KeyButton

VERDICTS = ("accept", "edit", "send_back", "reject", "skip")
_SPACE = 6
_LEFT_OUT = ((), ("undo",), ("send_back",), ("undo", "send_back"))


class ReadingKeys(QWidget):
    """Buttons of the verdicts, and undo at the far end."""

    def __init__(self, buttons: Mapping[str, KeyButton], parent: QWidget | None = None) -> None:
        """Lay out the buttons of ``VERDICTS`` and ``undo`` by their names."""
        super().__init__(parent)
        self._buttons = dict(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACE)
        for name in VERDICTS:
            row.addWidget(self._buttons[name])
        row.addStretch(1)
        row.addWidget(self._buttons["undo"])

    def event(self, event: QEvent) -> bool:
        """Another key on a button takes another room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out buttons until the others have the room for their words."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        left_out = next((names for names in _LEFT_OUT if self._needed(names) <= self.width()), _LEFT_OUT[-1])
        for name, button in self._buttons.items():
            button.setVisible(name not in left_out)

    def _needed(self, left_out: Sequence[str]) -> int:
        widths = [button.sizeHint().width() for name, button in self._buttons.items() if name not in left_out]
        # The stretch before undo is a part of the row of its own.
        return sum(widths) + _SPACE * len(widths)
