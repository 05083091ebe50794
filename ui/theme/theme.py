# SPDX-License-Identifier: Apache-2.0
"""The theme in use: follows the system or a setting, and can change while the window is open."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from ui.theme.palette import palette_of
from ui.theme.stylesheet import stylesheet
from ui.theme.tokens import DARK, LIGHT, Tokens

BODY_PX = 13
READING_PX = 15


class ThemeChoice(StrEnum):
    """What the user set."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Paints the whole application.

    Signals:
        changed: palette and style sheet are new; icons that were coloured by hand need new ones.
    """

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        choice: ThemeChoice = ThemeChoice.SYSTEM,
        *,
        reading_px: int = READING_PX,
        parent: QObject | None = None,
    ) -> None:
        """Take over style, font, palette and style sheet of ``app``."""
        super().__init__(parent)
        self._app = app
        self._choice = choice
        self._reading_px = reading_px
        self.tokens: Tokens = LIGHT
        app.setStyle("Fusion")
        font = QFont(app.font())
        font.setPixelSize(BODY_PX)
        app.setFont(font)
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._apply()

    @property
    def choice(self) -> ThemeChoice:
        """What the user set."""
        return self._choice

    def choose(self, choice: ThemeChoice, *, reading_px: int | None = None) -> None:
        """Switch the whole application at once."""
        if choice is self._choice and reading_px in (None, self._reading_px):
            return
        self._choice = choice
        self._reading_px = reading_px or self._reading_px
        self._apply()

    @Slot()
    def _on_system_changed(self) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        self.tokens = self._wanted()
        self._app.setPalette(palette_of(self.tokens))
        self._app.setStyleSheet(stylesheet(self.tokens, reading_px=self._reading_px))
        self.changed.emit()

    def _wanted(self) -> Tokens:
        match self._choice:
            case ThemeChoice.LIGHT:
                return LIGHT
            case ThemeChoice.DARK:
                return DARK
            case ThemeChoice.SYSTEM:
                is_dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
                return DARK if is_dark else LIGHT
