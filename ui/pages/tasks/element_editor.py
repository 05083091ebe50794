# SPDX-License-Identifier: Apache-2.0
"""One required element in the task form: its label, what it means, and the words that show it."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QPlainTextEdit, QToolButton, QWidget

from core.domain.tasks import Element
from ui.safety import TextLabel
from ui.theme.icons import Icons


class ElementEditor(QFrame):
    """A card with three fields; the element's name follows its label until it was saved once.

    Signals:
        edited: something was typed.
        remove_requested: the element shall go.
    """

    edited = Signal()
    remove_requested = Signal()

    def __init__(self, icons: Icons, element: Element | None = None, parent: QWidget | None = None) -> None:
        """Show ``element``, or be empty for a new one."""
        super().__init__(parent)
        self.setProperty("look", "card")
        self._name = element.name if element is not None else ""
        self.label = QLineEdit(element.label if element else "")
        self.label.setAccessibleName(self.tr("Label of the element"))
        self.label.setPlaceholderText(self.tr("Such as: Time estimation"))
        self.description = QLineEdit(element.description if element else "")
        self.description.setAccessibleName(self.tr("What the element means"))
        self.description.setPlaceholderText(self.tr("Such as: how long each task takes"))
        self.cues = QPlainTextEdit("\n".join(element.cues) if element else "")
        self.cues.setAccessibleName(self.tr("Cues of the element, one per line"))
        self.cues.setTabChangesFocus(True)
        self.cues.setFixedHeight(84)
        remove = QToolButton()
        remove.setAccessibleName(self.tr("Remove this element"))
        remove.setToolTip(self.tr("Remove this element"))
        icons.put(remove, "remove", "muted")
        remove.clicked.connect(self.remove_requested)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for row, (words, field) in enumerate(
            ((self.tr("Label"), self.label), (self.tr("Means"), self.description), (self.tr("Cues"), self.cues))
        ):
            name = TextLabel(words, look="field")
            name.setFixedWidth(56)
            grid.addWidget(name, row, 0)
            grid.addWidget(field, row, 1)
        grid.addWidget(remove, 0, 2)
        self.setFocusProxy(self.label)
        self.label.textEdited.connect(self.edited)
        self.description.textEdited.connect(self.edited)
        self.cues.textChanged.connect(self.edited)

    def element(self) -> Element:
        """What was typed; the station says what does not fit."""
        label = self.label.text().strip()
        name = self._name or name_of(label)
        cues = tuple(line.strip() for line in self.cues.toPlainText().splitlines() if line.strip())
        return Element(name, label or name, self.description.text().strip() or label.lower(), cues)


def name_of(label: str) -> str:
    """The identifier that a label gives: small letters, digits and underscores."""
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:60]
