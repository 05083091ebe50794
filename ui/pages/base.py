# SPDX-License-Identifier: Apache-2.0
"""What a page is to the window: a spec that builds it on first show, and base classes of view and presenter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from core.changes import ChangeKind
from ui.context import UiContext

if TYPE_CHECKING:
    from core.studio import Studio


class PageView(QWidget):
    """Base of every view: widgets and wishes, no studio.

    It keeps 24 pixels free around itself, so the outermost layout of a page has no margins of its own.

    Signals:
        head_changed: title or primary action are other ones now.
    """

    head_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a primary action."""
        super().__init__(parent)
        self._title = ""
        self._primary: QAction | None = None
        self._foot_room = 20
        self.setContentsMargins(24, 20, 24, 24)

    @property
    def title(self) -> str:
        """What the top line says instead of the page's name; empty for the name."""
        return self._title

    def set_title(self, title: str) -> None:
        """Say something else in the top line."""
        self._title = title
        self.head_changed.emit()

    @property
    def primary(self) -> QAction | None:
        """The one primary action of the page, shown in the top line."""
        return self._primary

    def set_primary(self, action: QAction | None) -> None:
        """Offer another primary action, or none."""
        self._primary = action
        self.head_changed.emit()

    @property
    def foot_room(self) -> int:
        """Pixels at the foot of the page that news must leave free, such as a row of buttons."""
        return self._foot_room

    def set_foot_room(self, pixels: int) -> None:
        """Keep another strip at the foot free."""
        if pixels != self._foot_room:
            self._foot_room = pixels
            self.head_changed.emit()

    def on_shown(self) -> None:
        """The user came; refresh what may be old."""

    def on_hidden(self) -> None:
        """The user went; stop what only matters on screen."""

    def show_target(self, target: object) -> None:
        """Show the thing that another page sent the user to see; what a page does not know it passes over."""

    def focus_first(self) -> None:
        """Take the keyboard where work begins; the first widget in tab order unless the page knows better."""
        self.setFocus()
        self.focusNextChild()


class Presenter(QObject):
    """Base of every presenter: the state of one page, told to its view by signals; knows no widget."""

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        """Keep the context."""
        super().__init__(parent)
        self.context = context


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to begin on a page, which the palette offers on every other page too.

    Attributes:
        id: of the page's action, which is there once the page is built.
        keywords: other words by which it is found.
    """

    id: str
    text: str
    icon: str = "add"
    keywords: str = ""


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page in the rail.

    Attributes:
        order: place in the story; the page of the same tens sits together. Ctrl+1 is the first in order.
        build: makes the page when it is first shown; imports view and presenter inside, so that charts do not delay
            the window.
        waiting: how many things wait on the page, asked in a thread whenever one of ``counts_on`` changed.
        waiting_words: says the count, such as ``{n} to review``.
        is_last: at the foot of the rail.
        keywords: other words by which the palette finds it.
        deeds: what can be begun here from anywhere.
    """

    id: str
    title: str
    icon: str
    order: int
    build: Callable[[UiContext], PageView]
    waiting: Callable[[Studio], int] | None = None
    waiting_words: str = "{n}"
    counts_on: tuple[ChangeKind, ...] = ()
    is_last: bool = False
    keywords: str = ""
    deeds: tuple[Deed, ...] = ()
