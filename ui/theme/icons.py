# SPDX-License-Identifier: Apache-2.0
"""Icons by name and role: glyphs of the Phosphor font in the colours of the theme."""

from __future__ import annotations

import importlib.util
import json
import weakref
from pathlib import Path
from typing import Protocol

import shiboken6
from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPixmap

from core.errors import UnknownName
from ui.theme.theme import Theme
from ui.theme.tokens import mix

SIZES = (16, 20, 24, 32)
RATIOS = (1.0, 2.0)

# What Stillroom calls things -> what the font calls their glyph. A name that is not here is a glyph name.
GLYPHS = {
    "home": "house",
    "tasks": "clipboard-text",
    "generate": "chalkboard-teacher",
    "review": "book-open",
    "people": "users",
    "datasets": "stack",
    "train": "graduation-cap",
    "evaluate": "scales",
    "deploy": "rocket-launch",
    "costs": "coin",
    "settings": "gear-six",
    "jobs": "activity",
    "search": "magnifying-glass",
    "menu": "dots-three-vertical",
    "accept": "check",
    "reject": "x",
    "edit": "pencil-simple",
    "edited": "pencil-simple",
    "flag": "flag",
    "skip": "arrow-right",
    "undo": "arrow-counter-clockwise",
    "redo": "arrow-clockwise",
    "add": "plus",
    "remove": "trash",
    "close": "x",
    "done": "check-circle",
    "failed": "warning-octagon",
    "cancelled": "prohibit",
    "queued": "clock",
    "running": "spinner-gap",
    "lost": "link-break",
    "stop": "stop",
    "pause": "pause",
    "resume": "play",
    "warn": "warning",
    "info": "info",
    "help": "question",
    "export": "export",
    "import": "download-simple",
    "folder": "folder",
    "teacher": "chalkboard-teacher",
    "student": "student",
    "key": "key",
    "show": "eye",
    "hide": "eye-slash",
    "reviewer": "user",
    "workspace": "folder-simple",
    "theme": "circle-half",
    "up": "caret-up",
    "down": "caret-down",
    "next": "caret-right",
    "previous": "caret-left",
    "rail": "layout",
    "quit": "sign-out",
    "keyboard": "keyboard",
    "command": "terminal",
}


class HasIcon(Protocol):
    """A button, action or list entry."""

    def setIcon(self, icon: QIcon) -> None:
        """Show the icon."""
        ...


class Icons(QObject):
    """Makes icons of the current theme and renews those in use when it changes.

    Signals:
        renewed: pixmaps that were taken have the wrong colour now.
    """

    renewed = Signal()

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        """Load the glyph font once."""
        super().__init__(parent)
        self._theme = theme
        self._font, self._points = _load_font()
        self._cache: dict[tuple[str, str], QIcon] = {}
        self._pixmaps: dict[tuple[str, str, int], QPixmap] = {}
        self._users: weakref.WeakKeyDictionary[QObject, tuple[str, str]] = weakref.WeakKeyDictionary()
        theme.changed.connect(self._on_theme_changed)

    def get(self, name: str, role: str = "text") -> QIcon:
        """The icon in the colour of a role; raises UnknownName for a glyph that the font lacks."""
        found = self._cache.get((name, role))
        if found is None:
            found = self._cache[(name, role)] = self._draw(name, role)
        return found

    def pixmap(self, name: str, role: str = "text", *, size: int = 20) -> QPixmap:
        """The icon at one size, for a label."""
        found = self._pixmaps.get((name, role, size))
        if found is None:
            found = self._paint(name, self._theme.tokens.color(role), size, max(RATIOS))
            self._pixmaps[(name, role, size)] = found
        return found

    def put(self, target: HasIcon, name: str, role: str = "text") -> None:
        """Show an icon on ``target`` and keep it in the colours of the theme."""
        if isinstance(target, QObject):
            self._users[target] = (name, role)
        target.setIcon(self.get(name, role))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._cache.clear()
        self._pixmaps.clear()
        for target, (name, role) in list(self._users.items()):
            _renew(target, self.get(name, role))
        self.renewed.emit()

    def _draw(self, name: str, role: str) -> QIcon:
        tokens = self._theme.tokens
        icon = QIcon()
        faint = QColor(mix(tokens.muted, tokens.surface, 0.55))
        for mode, color in ((QIcon.Mode.Normal, tokens.color(role)), (QIcon.Mode.Disabled, faint)):
            for size in SIZES:
                for ratio in RATIOS:
                    icon.addPixmap(self._paint(name, color, size, ratio), mode)
        return icon

    def _paint(self, name: str, color: QColor, size: int, ratio: float) -> QPixmap:
        glyph = GLYPHS.get(name, name)
        if glyph not in self._points:
            raise UnknownName("icon", name)
        pixels = round(size * ratio)
        pixmap = QPixmap(QSize(pixels, pixels))
        pixmap.fill(Qt.GlobalColor.transparent)
        font = QFont(self._font)
        font.setPixelSize(pixels)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        painter = QPainter(pixmap)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(QRect(QPoint(0, 0), pixmap.size()), Qt.AlignmentFlag.AlignCenter, self._points[glyph])
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap


def _renew(target: QObject, icon: QIcon) -> None:
    """Set the icon unless Qt has already deleted the object behind the name."""
    if shiboken6.isValid(target):
        target.setIcon(icon)  # type: ignore[attr-defined]


def _load_font() -> tuple[QFont, dict[str, str]]:
    """The glyph font and its names.

    The files of QtAwesome are read without importing it: the import would load eight more fonts, which costs the
    start of the window 0.2 s.
    """
    spec = importlib.util.find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("QtAwesome is not installed", name="qtawesome")
    folder = Path(spec.submodule_search_locations[0]) / "fonts"
    font_path = next(folder.glob("phosphor-*.ttf"))
    names_path = next(folder.glob("phosphor-charmap-*.json"))
    family = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(font_path)))[0]
    points = json.loads(names_path.read_text(encoding="utf-8"))
    return QFont(family), {name: chr(int(point, 16)) for name, point in points.items()}
