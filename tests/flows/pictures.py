# SPDX-License-Identifier: Apache-2.0
"""Pictures of the window when it has come to rest."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.flows.eyes import keep_one_active, until
from tests.flows.keyboard import Keyboard
from tests.flows.living import Stay
from ui.theme.tokens import tokens_of

SIZES = {"": (1_280, 800), "-1920": (1_920, 1_080)}
REST_MS = 150
FEWEST_COLOURS = 12


class Album:
    """Takes pictures for a folder; without one it only looks whether there is something to see.

    Attributes:
        taken: the names of the pictures so far.
    """

    def __init__(self, stay: Stay, theme: str, folder: Path | None = None) -> None:
        """Take pictures of this window in this theme; the folder is the one that was asked for, unless given."""
        wanted = os.environ.get("STILLROOM_SCREENS", "")
        self._folder = folder or (Path(wanted) if wanted else None)
        self._stay = stay
        self._theme = theme
        self.keys = Keyboard()
        self.taken: list[str] = []

    def open_page(self, number: int, page: str) -> None:
        """Go to a page and let it come to rest."""
        self.keys.open_page(number, page)
        self.rest()

    def take(self, name: str, *, sizes: Iterable[str] = ("",)) -> None:
        """Picture the whole window, with whatever lies over it, in these sizes."""
        for suffix in sizes:
            self._stay.window.resize(*SIZES[suffix])
            self.rest()
            self._keep(f"{name}-{self._theme}{suffix}", picture_of(self._stay.window))
        self._stay.window.resize(*SIZES[""])

    def take_once(self, name: str) -> None:
        """Picture the window in the light theme only: one of a kind is enough for the folder."""
        if self._theme == "light":
            self.take(name)
        else:
            self.rest()

    def rest(self) -> None:
        """Wait until every question is answered and two looks in a row see the same."""
        last: list[QImage] = [QImage()]

        def is_calm() -> bool:
            QTest.qWait(REST_MS)
            keep_one_active()
            before, last[0] = last[0], self._stay.window.grab().toImage()
            return self._stay.context.work.is_idle and before == last[0]

        until(is_calm, "the window comes to rest")

    def _keep(self, name: str, picture: QImage) -> None:
        assert len(colours_in(picture)) >= FEWEST_COLOURS, f"{name} shows next to nothing"
        self.taken.append(name)
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            assert picture.save(str(self._folder / f"{name}.png"), quality=0), f"{name} could not be written"


def picture_of(window: QWidget) -> QImage:
    """The window with its dialogs and popups where they lie."""
    picture = window.grab().toImage()
    over = [top for top in QApplication.topLevelWidgets() if top.isVisible() and top is not window]
    painter = QPainter(picture)
    for top in over:
        corner = window.mapFromGlobal(top.mapToGlobal(top.rect().topLeft()))
        if top.windowType() is not Qt.WindowType.Popup:
            # Where every window manager puts a dialog, with the edge that it draws.
            corner = window.rect().center() - top.rect().center()
        painter.drawImage(corner, top.grab().toImage())
        painter.setPen(tokens_of(window.palette()).color("control"))
        painter.drawRect(QRect(corner, top.size()).adjusted(-1, -1, 0, 0))
    painter.end()
    return picture.convertToFormat(QImage.Format.Format_RGB888)


def colours_in(picture: QImage) -> set[int]:
    """The colours of a coarse sample."""
    return {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
