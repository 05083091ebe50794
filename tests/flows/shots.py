# SPDX-License-Identifier: Apache-2.0
"""Pictures of widgets, taken offscreen, for people to look at."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

SIZES = ((1_280, 800), (1_920, 1_080), (1_024, 700))


def settle(ms: int = 120) -> None:
    """Let the event loop run, so that queries answer and layouts are made."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()
    QApplication.processEvents()


def shoot(widget: QWidget, path: Path, *, size: tuple[int, int] | None = None) -> Path:
    """Write a picture of the widget as it is shown; raises OSError where it cannot be written."""
    if size is not None:
        widget.resize(*size)
    widget.show()
    settle()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not widget.grab().save(str(path)):
        raise OSError(f"no picture could be written to {path}")
    return path
