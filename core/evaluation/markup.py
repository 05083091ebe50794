# SPDX-License-Identifier: Apache-2.0
"""Untrusted text in HTML: shown as it is, and never able to mean anything."""

from __future__ import annotations

import html
import unicodedata

_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: object) -> str:
    """Escaped text: marks and quotes as entities, control and direction characters as visible signs."""
    return html.escape("".join(_visible(character) for character in str(text)), quote=True)


def _visible(character: str) -> str:
    if character in "\n\t":
        return character
    if character in _TURNS:
        return f"<U+{ord(character):04X}>"
    return "\ufffd" if unicodedata.category(character) in ("Cc", "Cs", "Cn") else character
