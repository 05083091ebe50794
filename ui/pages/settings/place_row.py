# SPDX-License-Identifier: Apache-2.0
"""Where something is, with a button that copies the path."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.pages.settings.state import Place
from ui.safety import ElidedLabel, TextLabel, visible


class PlaceRow(QWidget):
    """One place.

    Signals:
        copied: what it is called.
    """

    copied = Signal(str)

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        """Show ``place``."""
        super().__init__(parent)
        self._place = place
        copy = QPushButton(self.tr("Copy"))
        copy.setObjectName(f"copy.{place.id}")
        copy.setAccessibleName(self.tr("Copy the path of: {name}").format(name=place.words))
        copy.clicked.connect(self._on_copy)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel(place.words, look="caption"))
        words.addWidget(ElidedLabel(visible(from_home(place.path))))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(copy)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._place.path)
        self.copied.emit(self._place.words)


def from_home(path: str) -> str:
    """A path with ``~`` for the home folder, which says nothing to its owner and too much in a picture."""
    home = str(Path.home())
    return f"~{path.removeprefix(home)}" if path.startswith(home + os.sep) else path
