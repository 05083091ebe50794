# SPDX-License-Identifier: Apache-2.0
"""Parts on top of one another without any space between."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


def tight_column(parent: QWidget, *parts: QWidget, stretch: QWidget) -> None:
    """Stack ``parts`` in ``parent``; ``stretch`` is the one that takes the height that is left."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part, 1 if part is stretch else 0)
