# SPDX-License-Identifier: Apache-2.0
"""The one style sheet, filled in with the tokens of a theme.

Widgets ask for a look by a dynamic property: ``look`` on labels, frames and buttons, ``role`` on labels whose colour
is a state. Custom painted widgets read ``tokens_of(self.palette())`` instead.
"""

from __future__ import annotations

import string
from dataclasses import asdict

from resources import resource_path, resource_text
from ui.theme.tokens import Tokens, mix

_STATES = ("accept", "reject", "edited", "warn", "teacher", "student", "accent")


def stylesheet(tokens: Tokens, *, reading_px: int) -> str:
    """The style sheet of one theme; the reading size scales the text that is read, not the controls."""
    suffix = "dark" if tokens.is_dark else "light"
    names = ("down", "up", "right", "check", "dash", "dot")
    marks = {name: resource_path("icons", f"mark-{name}-{suffix}.svg").as_posix() for name in names}
    images = {f"mark_{name}": f'url("{path}")' for name, path in marks.items()}
    values = {**asdict(tokens), **images, "reading_px": reading_px}
    sheet = resource_text("themes", "stillroom.qss")
    states = "".join(_state(tokens, name) for name in _STATES)
    return string.Template(sheet).substitute(values) + states


def _state(tokens: Tokens, name: str) -> str:
    """Words in a state's colour, and pills on its tint."""
    color, tint = (tokens.color(role).name() for role in (name, f"{name}_tint"))
    edge = mix(color, tint, 0.35)
    return (
        f'QLabel[role="{name}"] {{ color: {color}; }}\n'
        f'QLabel[look="pill"][role="{name}"] {{ color: {color}; background: {tint}; }}\n'
        f'QFrame[look="banner"][role="{name}"] {{ background: {tint}; border-color: {edge}; }}\n'
    )
