# SPDX-License-Identifier: Apache-2.0
"""The boxes of the form of a new run: made alike, and filled without telling anybody."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from ui.safety import safe_menu_text
from ui.widgets.form_fields import ChoiceBox


def choice_box(name: str, object_name: str) -> ChoiceBox:
    """A box that fits any width and takes the wheel only with the keyboard."""
    box = ChoiceBox()
    box.setObjectName(object_name)
    box.setAccessibleName(name)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setMinimumWidth(160)
    box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


def offer(box: ChoiceBox, entries: Sequence[tuple[str, str]], chosen: str | None) -> None:
    """Fill a box without telling anybody, and keep what was chosen."""
    was_blocked = box.blockSignals(True)
    box.clear()
    for words, name in entries:
        box.addItem(safe_menu_text(words).replace("&&", "&"), name)
    box.setCurrentIndex(max(0, box.findData(chosen)) if entries else -1)
    box.setEnabled(bool(entries))
    box.blockSignals(was_blocked)
