# SPDX-License-Identifier: Apache-2.0
"""Text of strangers made safe to show: hidden characters get a visible mark, long lines a break, long texts a cap."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

LINE_LIMIT = 2_000
TEXT_LIMIT = 200_000
NEW_LINE = "\u2028"
SOFT_BREAK = "\u200b\u2028"
"""A break that is ours and not the text's; copying leaves it out. The text itself never keeps a zero-width space."""

_NAMES = {
    0x00: "NUL", 0x0D: "CR", 0x1B: "ESC", 0xAD: "SHY", 0x61C: "ALM", 0x180E: "MVS", 0x200B: "ZWSP", 0x200C: "ZWNJ",
    0x200D: "ZWJ", 0x200E: "LRM", 0x200F: "RLM", 0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO",
    0x202E: "RLO", 0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xFEFF: "BOM",
    0xFFFC: "OBJ",
}  # fmt: skip
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_UNWRITABLE = re.compile("[\u0000\ud800-\udfff\ufdd0-\ufdef\ufffc\ufffe\uffff]")
_JOINERS = (0x200C, 0x200D)
_FIRST_JOINING = 0x0590
"""Scripts from Hebrew on, and emoji, use joiners as a matter of course; before it they hide something."""


@dataclass(frozen=True, slots=True)
class VisibleText:
    """A text as it is shown, and where each place of the original went.

    Attributes:
        text: what a text document may hold; line ends are U+2028.
        marks: (start, end) in ``text`` of each mark that stands for a hidden character.
        is_cut: the original goes on after what is shown.
    """

    text: str
    marks: tuple[tuple[int, int], ...]
    is_cut: bool
    _from: tuple[int, ...]
    _to: tuple[int, ...]

    def place(self, index: int) -> int:
        """The place in ``text`` of a place in the original, counted in characters."""
        at = bisect_right(self._from, index) - 1
        return min(self._to[at] + index - self._from[at], len(self.text))


def visible(text: str, limit: int | None = TEXT_LIMIT) -> VisibleText:
    """Make a text safe to show; limit None shows all of it."""
    is_cut = limit is not None and len(text) > limit
    if is_cut:
        text = text[:limit]
    out = _Writer()
    done = 0
    for place, length, shown, is_mark in _replacements(text):
        out.keep(text, done, place)
        out.put(shown, place, place + length, is_mark=is_mark)
        done = place + length
    out.keep(text, done, len(text))
    return VisibleText("".join(out.parts), tuple(out.marks), is_cut, tuple(out.source), tuple(out.target))


def mark_of(character: str) -> str:
    """The visible mark of a hidden character, such as ``‹RLO›``."""
    return f"‹{_NAMES.get(ord(character), f'U+{ord(character):04X}')}›"


def hidden_count(text: str) -> int:
    """How many characters of a text would get a mark."""
    return sum(1 for *_, is_mark in _replacements(text) if is_mark)


def without_hidden(text: str) -> str:
    """The text without the characters that would get a mark."""
    drop = {place for place, _, _, is_mark in _replacements(text) if is_mark}
    return "".join(character for place, character in enumerate(text) if place not in drop)


def without_unwritable(text: str) -> str:
    """The text without the few characters that a text document cannot hold: NUL, lone surrogates, its own marks."""
    return _UNWRITABLE.sub("", text)


def utf16_length(text: str) -> int:
    """Length as a text document counts: characters beyond the basic plane are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


_ENDS = re.compile("\r\n|[\n\v\f\u0085\u2028\u2029]|" + _HIDDEN.pattern)


def _replacements(text: str) -> list[tuple[int, int, str, bool]]:
    """(place, length, what is shown, whether it is a mark) of everything that is not shown as itself."""
    found = []
    for match in _ENDS.finditer(text):
        word = match.group()
        if word == "\r\n" or word in "\n\v\f\u0085\u2028\u2029":
            found.append((match.start(), len(word), NEW_LINE, False))
        elif not _joins(text, match.start()):
            found.append((match.start(), 1, mark_of(word), True))
    return found


def _joins(text: str, place: int) -> bool:
    """True for a joiner inside a word or an emoji that needs it."""
    if ord(text[place]) not in _JOINERS or place == 0 or place + 1 == len(text):
        return False
    return ord(text[place - 1]) >= _FIRST_JOINING and ord(text[place + 1]) >= _FIRST_JOINING


class _Writer:
    """Collects the shown text, breaks its long lines and remembers the way back."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.marks: list[tuple[int, int]] = []
        self.source = [0]
        self.target = [0]
        self._length = 0
        self._column = 0

    def keep(self, text: str, start: int, end: int) -> None:
        """Take over a stretch of the original as it is, broken where the line grows too long."""
        while start < end:
            if self._column >= LINE_LIMIT:
                self._write(SOFT_BREAK)
                self._column = 0
                self._anchor(start)
            stop = min(end, start + LINE_LIMIT - self._column)
            self._write(text[start:stop])
            self._column += stop - start
            start = stop

    def put(self, shown: str, start: int, end: int, *, is_mark: bool) -> None:
        """Write something that stands for a stretch of the original."""
        self._anchor(start)
        if is_mark:
            self.marks.append((self._length, self._length + len(shown)))
            self._column += len(shown)
        else:
            self._column = 0
        self._write(shown)
        self._anchor(end)

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)

    def _anchor(self, source: int) -> None:
        self.source.append(source)
        self.target.append(self._length)
