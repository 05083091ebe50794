# SPDX-License-Identifier: Apache-2.0
"""Characters that make a text look like another one: controls, zero-width and direction signs, and their marks."""

from __future__ import annotations

import re

HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
"""Every hidden character; line ends and tabs are none."""

_NAMES = {
    0x00: "NUL", 0x0D: "CR", 0x1B: "ESC", 0xAD: "SHY", 0x61C: "ALM", 0x180E: "MVS", 0x200B: "ZWSP", 0x200C: "ZWNJ",
    0x200D: "ZWJ", 0x200E: "LRM", 0x200F: "RLM", 0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO",
    0x202E: "RLO", 0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xFEFF: "BOM",
    0xFFFC: "OBJ",
}  # fmt: skip
JOINERS = frozenset("\u200c\u200d")
_FIRST_JOINING = 0x0590
"""Scripts from Hebrew on, and emoji, use joiners as a matter of course; before it they hide something."""


def mark_of(character: str) -> str:
    """The visible mark of a hidden character, such as ``⟨RLO⟩``."""
    return f"⟨{_NAMES.get(ord(character), f'U+{ord(character):04X}')}⟩"


def joins(text: str, place: int) -> bool:
    """True for a joiner inside a word or an emoji that needs it."""
    if text[place] not in JOINERS or place == 0 or place + 1 == len(text):
        return False
    return ord(text[place - 1]) >= _FIRST_JOINING and ord(text[place + 1]) >= _FIRST_JOINING
