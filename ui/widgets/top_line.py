# SPDX-License-Identifier: Apache-2.0
"""The top line: where you are, the way to everything, and the one thing to do here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from ui.actions import shown_keys
from ui.safety import ElidedLabel
from ui.theme.icons import Icons
from ui.widgets.action_button import ActionButton
from ui.widgets.labels import Key


class TopLine(QWidget):
    """Title, search, primary action and menu.

    Attributes:
        search: the button that opens the command palette.
    """

    def __init__(self, icons: Icons, search: QAction, menu: QMenu) -> None:
        """Open ``search`` and ``menu`` from here."""
        super().__init__()
        self.setObjectName("top_line")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(64)
        self._title = ElidedLabel(look="title")
        self._title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._primary = ActionButton(look="primary")
        self._primary.setObjectName("primary_action")
        self._search_key = Key("")
        self.search = self._search_button(icons, search)
        self._menu = QToolButton()
        self._menu.setObjectName("app_menu")
        self._menu.setAccessibleName(self.tr("Menu"))
        self._menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu.setMenu(menu)
        self._menu.setFixedSize(32, 32)
        icons.put(self._menu, "menu", "muted")
        for button in (self.search, self._primary, self._menu):
            # A click leaves the keyboard in the page: the button may be gone a moment later.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(self._title, 1)
        row.addWidget(self.search)
        row.addWidget(self._primary)
        row.addWidget(self._menu)

    def show_page(self, title: str, primary: QAction | None) -> None:
        """Name the page and offer its primary action."""
        self._title.setText(title)
        self._primary.show_action(primary)

    def show_keys(self, search: QAction, menu: QAction) -> None:
        """Say which keys open the palette and the menu now."""
        key = next(iter(shown_keys(search)), "")
        self._search_key.setText(key)
        self._search_key.setVisible(bool(key))
        self.search.setToolTip(search.toolTip())
        self._menu.setToolTip(menu.toolTip())

    def open_menu(self) -> None:
        """Drop the menu down."""
        self._menu.showMenu()

    def _search_button(self, icons: Icons, search: QAction) -> QPushButton:
        button = QPushButton(self.tr("Search or do"))
        button.setObjectName("search")
        button.setProperty("look", "search")
        button.setAccessibleName(search.text())
        button.setFixedWidth(264)
        button.clicked.connect(search.trigger)
        icons.put(button, "search", "muted")
        inside = QHBoxLayout(button)
        inside.setContentsMargins(0, 0, 8, 0)
        self._search_key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside.addStretch(1)
        inside.addWidget(self._search_key)
        return button
