# SPDX-License-Identifier: Apache-2.0
"""The colours of both themes by role, for everything that paints; nobody names a raw colour elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme: role -> colour as ``#RRGGBB``.

    Attributes:
        canvas, surface, sunken: the window, cards and lists, and what lies under the pointer.
        line, control: hairlines, and the edge of something that can be typed in or switched (3:1 on the surface).
        text, muted: body and secondary words.
        accent, on_accent, accent_hover: the one primary action of a view, and the words on it.
        selected: background of the current row and of selected text.
        teacher, student: the same hue on every page and chart.
        accept, reject, edited, warn: states; never the only sign.
        *_tint: the state as the background of its own word.
    """

    is_dark: bool
    canvas: str
    surface: str
    sunken: str
    line: str
    control: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_hover: str
    selected: str
    teacher: str
    student: str
    accept: str
    reject: str
    edited: str
    warn: str
    accept_tint: str
    reject_tint: str
    edited_tint: str
    warn_tint: str
    teacher_tint: str
    student_tint: str
    accent_tint: str

    def color(self, role: str) -> QColor:
        """The colour of a role by its name, such as ``teacher``."""
        value = getattr(self, role)
        if not isinstance(value, str):
            raise ValueError(f"{role} is not a colour role")
        return QColor(value)


def mix(front: str, back: str, share: float) -> str:
    """The colour that ``share`` of ``front`` over ``back`` gives."""
    pairs = ((int(front[i : i + 2], 16), int(back[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


def contrast(first: str, second: str) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def tokens_of(palette: QPalette) -> Tokens:
    """The theme that a widget is painted in, read from its palette; paint code asks this on every paint.

    Links tell, because a style sheet changes every other role of the widgets that it reaches.
    """
    key = palette.cacheKey()
    found = _KNOWN.get(key)
    if found is None:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        found = DARK if palette.color(QPalette.ColorRole.Link) == QColor(DARK.accent) else LIGHT
        _KNOWN[key] = found
    return found


def _luminance(color: str) -> float:
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _tokens(*, is_dark: bool, surface: str, accent: str, states: dict[str, str], **rest: str) -> Tokens:
    """Add the tints, which are the state at a small share over the surface."""
    tints = {f"{name}_tint": mix(color, surface, 0.07) for name, color in states.items()}
    return Tokens(
        is_dark=is_dark,
        surface=surface,
        accent=accent,
        selected=mix(accent, surface, 0.14),
        accent_tint=mix(accent, surface, 0.07),
        **states,
        **tints,
        **rest,
    )


LIGHT = _tokens(
    is_dark=False,
    canvas="#F7F5F0",
    surface="#FFFFFF",
    sunken="#EFEBE3",
    line="#E3DFD6",
    control="#8F8778",
    text="#1F2328",
    muted="#57606A",
    accent="#9A4A12",
    on_accent="#FFFFFF",
    accent_hover="#83400F",
    states={
        "teacher": "#4B45C6",
        "student": "#0B6E66",
        "accept": "#1A7F37",
        "reject": "#B3261E",
        "edited": "#7A5200",
        "warn": "#8A4B00",
    },
)

DARK = _tokens(
    is_dark=True,
    canvas="#15171A",
    surface="#1D2024",
    sunken="#272B30",
    line="#31363C",
    control="#737B84",
    text="#E6E8EA",
    muted="#A3ABB3",
    accent="#E8A26A",
    on_accent="#1C1207",
    accent_hover="#F0B587",
    states={
        "teacher": "#A9A6FF",
        "student": "#4FD1C0",
        "accept": "#5BD26B",
        "reject": "#FF8A80",
        "edited": "#E5B84B",
        "warn": "#FFB264",
    },
)

_KNOWN: dict[int, Tokens] = {}
"""The theme of each palette by its key in Qt's cache: one trace on screen asks for 150 colours."""
_MOST_KNOWN = 256
