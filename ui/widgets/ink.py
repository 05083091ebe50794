# SPDX-License-Identifier: Apache-2.0
"""Colours by role and letters by use, for widgets that paint themselves."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.theme.tokens import mix, tokens_of

_SAMPLE = "The call blocks an hour at two, so the budget review has to be done before one, and 14:00 is left for it."


def ink(role: str, palette: QPalette | None = None) -> QColor:
    """The colour of a role such as ``teacher`` or ``muted`` in the theme that the palette belongs to."""
    return tokens_of(palette or QGuiApplication.palette()).color(role)


def tint(role: str, strength: float = 0.12, palette: QPalette | None = None, *, on: str = "surface") -> QColor:
    """A quiet background: the role's colour laid over a surface at the given strength, opaque."""
    return QColor(mix(ink(role, palette).name(), ink(on, palette).name(), strength))


def letters(use: str, scale: float = 1.0) -> QFont:
    """The font of a use: ``reading``, ``label``, ``caption``, ``figure``, ``heading``, ``title`` or ``fixed``.

    Figures are tabular everywhere, so that numbers under one another line up.
    """
    return QFont(_letters(use, _pixels(use, scale), _Equal(QApplication.font()))[0])


def measures(use: str, scale: float = 1.0) -> QFontMetricsF:
    """How wide and high the letters of a use are."""
    return _letters(use, _pixels(use, scale), _Equal(QApplication.font()))[1]


def _pixels(use: str, scale: float) -> int:
    return max(8, round(_SIZES[use][0] * scale))


class _Equal:
    """A font that a cache can be asked for: equal fonts are one, without writing them out, which takes longest."""

    __slots__ = ("font",)

    def __init__(self, font: QFont) -> None:
        self.font = font

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Equal) and self.font == other.font

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=64)
def _letters(use: str, pixels: int, app_font: _Equal) -> tuple[QFont, QFontMetricsF]:
    """Made once for each font of the application: paint code asks a hundred times for one trace."""
    fixed = use == "fixed"
    font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont) if fixed else app_font.font)
    font.setPixelSize(pixels)
    font.setWeight(_SIZES[use][1])
    font.setFeature(QFont.Tag("tnum"), 1)
    return font, QFontMetricsF(font)


def measure_width(font: QFont, characters: int = 73) -> float:
    """Pixels that a line of so many characters of plain prose takes in a font."""
    return QFontMetricsF(font).horizontalAdvance(_SAMPLE) / len(_SAMPLE) * characters


_SIZES = {
    "reading": (15, QFont.Weight.Normal),
    "label": (13, QFont.Weight.Normal),
    "strong": (13, QFont.Weight.DemiBold),
    "caption": (12, QFont.Weight.Normal),
    "figure": (20, QFont.Weight.DemiBold),
    "heading": (15, QFont.Weight.DemiBold),
    "title": (22, QFont.Weight.DemiBold),
    "fixed": (13, QFont.Weight.Normal),
}
