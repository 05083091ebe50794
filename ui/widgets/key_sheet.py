# SPDX-License-Identifier: Apache-2.0
"""The key sheet: every shortcut that is live, grouped as in the menu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.safety import TextLabel
from ui.widgets.labels import Key


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One action and the keys that do it."""

    heading: str
    text: str
    keys: tuple[str, ...]


class KeySheet(QDialog):
    """All keys on one page, in two columns."""

    def __init__(self, rows: Sequence[KeyRow], parent: QWidget, *, change: QAction | None = None) -> None:
        """Show ``rows`` under their headings, in the order given; ``change`` is offered at the foot."""
        super().__init__(parent)
        self.setObjectName("key_sheet")
        self.setWindowTitle(self.tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(min(760, parent.width() - 80), min(560, parent.height() - 80))
        headings = list(dict.fromkeys(row.heading for row in rows))
        sides = (QVBoxLayout(), QVBoxLayout())
        for side_layout in sides:
            side_layout.setSpacing(0)
        lengths = [0, 0]
        for heading in headings:
            group = [row for row in rows if row.heading == heading]
            side = 0 if lengths[0] <= lengths[1] else 1
            lengths[side] += len(group) + 2
            sides[side].addLayout(self._group(heading, group))
            sides[side].addSpacing(20)
        inside = QWidget()
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(24, 16, 24, 8)
        columns.setSpacing(40)
        for side_layout in sides:
            side_layout.addStretch(1)
            columns.addLayout(side_layout, 1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.accept)
        close.setDefault(True)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 8, 24, 16)
        foot.addWidget(TextLabel(self.tr("Single letters rest while you type in a field."), look="caption"), 1)
        foot.setSpacing(8)
        if change is not None:
            foot.addWidget(self._change_button(change))
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll, 1)
        column.addLayout(foot)

    def _change_button(self, change: QAction) -> QPushButton:
        button = QPushButton(change.text())
        button.setObjectName("key_sheet_change")
        button.clicked.connect(self.accept)
        button.clicked.connect(change.trigger)
        return button

    def _group(self, heading: str, rows: Sequence[KeyRow]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        grid.addWidget(TextLabel(heading, look="section"), 0, 0, 1, 2)
        for line, row in enumerate(rows, start=1):
            grid.addWidget(TextLabel(row.text), line, 0)
            keys = QHBoxLayout()
            keys.setSpacing(4)
            keys.addStretch(1)
            for key in row.keys:
                keys.addWidget(Key(key))
            grid.addLayout(keys, line, 1)
        return grid
