# SPDX-License-Identifier: Apache-2.0
"""Hands on the keyboard: keys go to whatever has it, and nothing else is ever touched."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QTabWidget, QWidget

from tests.flows.eyes import seen, until

FAR = 80
FOCUS_S = 3.0


class Keyboard:
    """Types."""

    @property
    def at(self) -> QWidget:
        """The widget that has the keyboard."""
        found: list[QWidget] = []

        def has_keyboard() -> bool:
            popup = QApplication.activePopupWidget()
            widget = (popup.focusWidget() or popup) if popup is not None else QApplication.focusWidget()
            found[:] = [] if widget is None else [widget]
            return bool(found)

        until(has_keyboard, "something with the keyboard", patience_s=FOCUS_S)
        return found[0]

    def press(self, keys: str, *, times: int = 1) -> None:
        """Press keys named as in menus, such as ``Ctrl+Return``."""
        combination = QKeySequence(keys)[0]
        for _ in range(times):
            QTest.keyClick(self.at, combination.key(), combination.keyboardModifiers())

    def write(self, text: str) -> None:
        """Write text, letter by letter."""
        QTest.keyClicks(self.at, text)

    def write_over(self, text: str) -> None:
        """Write over the whole text of a line."""
        self.press("Ctrl+A")
        self.write(text)

    def is_at(self, name: str, *, inside: str = "") -> bool:
        """True while a widget of that name, or a part of it, has the keyboard."""
        widget = seen(name, inside=inside)
        focus = self.at
        return focus is widget or widget.isAncestorOf(focus) or focus is widget.focusProxy()

    def tab_to(self, name: str, *, inside: str = "", back: bool = False) -> None:
        """Press Tab until a widget has the keyboard."""
        until(lambda: seen(name, inside=inside), f"{name} on screen", patience_s=FOCUS_S)
        way: list[str] = []
        for _ in range(FAR):
            if self.is_at(name, inside=inside):
                return
            self.press("Shift+Tab" if back else "Tab")
            way.append(self.at.objectName() or type(self.at).__name__)
        raise AssertionError(f"{name} cannot be reached with Tab; the way went over {way}")

    def choose(self, wanted: str) -> None:
        """Walk a box with the arrow keys until it shows the wanted words."""
        box = self.at
        assert isinstance(box, QComboBox), f"{box.objectName()} is no box"
        self.press("Home")
        for _ in range(box.count()):
            if wanted in box.currentText():
                return
            self.press("Down")
        raise AssertionError(f"{wanted!r} is not offered in {box.objectName()}")

    def open_page(self, number: int, page: str) -> None:
        """Go to a page by its number."""
        self.press(f"Ctrl+{number}")
        until(lambda: seen("main_window").current_page == page, f"the page {page}")

    def open_tab(self, tabs_name: str, title: str) -> None:
        """Go into the tabs and turn them with Ctrl+Tab until the wanted one is open."""
        tabs = seen(tabs_name, QTabWidget)
        self.tab_to(tabs_name)
        for _ in range(tabs.count()):
            if tabs.tabText(tabs.currentIndex()).startswith(title):
                return
            self.press("Ctrl+Tab")
        raise AssertionError(f"{tabs_name} has no tab {title!r}")
