# SPDX-License-Identifier: Apache-2.0
"""The parts of the window that F6 walks over."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QWidget


def region_after(regions: Sequence[QWidget], step: int) -> QWidget:
    """The region ``step`` places on from the one that has the keyboard, round and round."""
    focused = QApplication.focusWidget()
    inside = [n for n, part in enumerate(regions) if focused and (part is focused or part.isAncestorOf(focused))]
    here = inside[0] if inside else 0
    return regions[(here + step) % len(regions)]
