# SPDX-License-Identifier: Apache-2.0
"""A strip of large figures with small names: what a running thing is at right now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.widgets.painted import Painted


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its name, the value as text, and a word about it such as its trend or unit."""

    name: str
    value: str
    note: str = ""
    role: str = "text"


class LiveFigures(Painted):
    """Figures side by side at even distances; an unknown value is a dash."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: tuple[Figure, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Live figures"))

    def set_figures(self, figures: Sequence[Figure]) -> None:
        """Show other figures; nothing is painted when nothing changed."""
        if tuple(figures) == self._figures:
            return
        self._figures = tuple(figures)
        words = (f"{figure.name} {figure.value or '–'} {figure.note}".strip() for figure in self._figures)
        self.setAccessibleDescription(", ".join(words))
        self.updateGeometry()
        self.update()

    def figures(self) -> tuple[Figure, ...]:
        """The figures that are shown."""
        return self._figures

    def sizeHint(self) -> QSize:
        return QSize(160 * max(1, len(self._figures)), 66)

    def minimumSizeHint(self) -> QSize:
        return QSize(96 * max(1, len(self._figures)), 66)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        width = self.width() / max(1, len(self._figures))
        for place, figure in enumerate(self._figures):
            left = place * width
            room = width - 16
            self.words(painter, QRectF(left, 2, room, 18), figure.name, "caption", "muted")
            role = figure.role if figure.value else "muted"
            self.words(painter, QRectF(left, 20, room, 28), figure.value or "–", "figure", role)
            self.words(painter, QRectF(left, 48, room, 16), figure.note, "caption", "muted")
        painter.end()
