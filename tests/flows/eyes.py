# SPDX-License-Identifier: Apache-2.0
"""What a person sees: widgets by their names, as long as they are on screen, and the words in them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NoReturn, TypeVar

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLabel, QWidget

from ui.widgets.key_button import KeyButton

W = TypeVar("W", bound=QWidget)
PATIENCE_S = 30.0
LOOK_MS = 15
NEAR = 60


def until(claim: Callable[[], object], what: str, *, patience_s: float = PATIENCE_S) -> None:
    """Let the window live until the claim holds, even if it cannot be made yet; fails with ``what`` was waited for."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            if claim():
                return
            why = "it did not become true"
        except AssertionError as error:
            why = str(error)
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience_s:.0f} s in vain for {what}: {why}")
        QTest.qWait(LOOK_MS)
        keep_one_active()


def wrong(why: str) -> NoReturn:
    """Say why a claim does not hold."""
    raise AssertionError(why)


def keep_one_active() -> None:
    """Do what every window manager does when a dialog went: give the keyboard back to the window below."""
    active = QApplication.activeWindow()
    if (active is None or not active.isVisible()) and QApplication.activePopupWidget() is None:
        below = QApplication.activeModalWidget() or next(iter(all_seen("main_window")), None)
        if below is not None:
            below.activateWindow()


def focused() -> str:
    """What has the keyboard."""
    widget = QApplication.focusWidget()
    return "nothing" if widget is None else widget.objectName() or type(widget).__name__


def all_seen(name: str, kind: type[W] = QWidget) -> list[W]:  # type: ignore[assignment]
    """Every widget of that name that is on screen, in dialogs too."""
    found = []
    for top in QApplication.topLevelWidgets():
        if top.isVisible():
            if isinstance(top, kind) and top.objectName() == name:
                found.append(top)
            found += [widget for widget in top.findChildren(kind, name) if widget.isVisible()]
    return list(dict.fromkeys(found))


def seen(name: str, kind: type[W] = QWidget, *, inside: str = "") -> W:  # type: ignore[assignment]
    """The one widget of that name on screen."""
    found = all_seen(name, kind)
    if inside:
        place = seen(inside)
        found = [widget for widget in found if place.isAncestorOf(widget)]
    assert len(found) == 1, f"{len(found)} widgets on screen are named {name!r}"
    return found[0]


def is_seen(name: str) -> bool:
    """True while a widget of that name is on screen."""
    return bool(all_seen(name))


def words(name: str, *, inside: str = "") -> str:
    """What a label, button or line says, and what a drawing says to those who cannot see it."""
    widget = seen(name, inside=inside)
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    for read in ("text", "toPlainText", "currentText"):
        if hasattr(widget, read):
            return str(getattr(widget, read)())
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return "\n".join(text for text in labels if text) or widget.accessibleDescription() or widget.accessibleName()


def labels_of(widget: QWidget) -> list[str]:
    """Every word that labels inside a widget show."""
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


def cells(name: str) -> list[list[str]]:
    """A table as it reads, line by line."""
    model = seen(name, QAbstractItemView).model()
    return [[_cell(model, row, column) for column in range(model.columnCount())] for row in range(model.rowCount())]


def lines(name: str) -> list[str]:
    """A list as it reads."""
    model = seen(name, QAbstractItemView).model()
    return [_cell(model, row, 0) for row in range(model.rowCount())]


def key_on(name: str) -> str:
    """The key that is printed on a button."""
    return seen(name, KeyButton).key()


def pixels_of(widget: QWidget, colour: str) -> int:
    """About how many pixels of a widget are of that colour: a chart that drew nothing has none of its hues."""
    picture = widget.grab().toImage()
    wanted = QColor(colour)
    points = ((x, y) for y in range(picture.height()) for x in range(0, picture.width(), 2))
    return sum(_is_near(picture.pixelColor(x, y), wanted) for x, y in points)


def _is_near(first: QColor, second: QColor) -> bool:
    apart = (first.red() - second.red(), first.green() - second.green(), first.blue() - second.blue())
    return sum(abs(part) for part in apart) < NEAR


def _cell(model: QAbstractItemModel, row: int, column: int) -> str:
    said = model.index(row, column).data(Qt.ItemDataRole.DisplayRole)
    return "" if said is None else str(said)
