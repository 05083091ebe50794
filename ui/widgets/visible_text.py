# SPDX-License-Identifier: Apache-2.0
"""Text of strangers made safe to show: hidden characters get a visible mark, long lines a break, long texts a cap."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from ui.hidden import HIDDEN, joins, mark_of

LINE_LIMIT = 2_000
TEXT_LIMIT = 200_000
NEW_LINE = "\u2028"
SOFT_BREAK = "\u200b\u2028"
"""A break that is ours and not the text's; copying leaves it out. The text itself never keeps a zero-width space."""

_UNWRITABLE = re.compile("[\u0000\ud800-\udfff\ufdd0-\ufdef\ufffc\ufffe\uffff]")


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


def document_text(text: str, limit: int | None = TEXT_LIMIT) -> VisibleText:
    """Make a text safe to show in a text document; limit None shows all of it."""
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


def hidden_count(text: str) -> int:
    """How many characters of a text would get a mark."""
    return sum(1 for *_, is_mark in _replacements(text) if is_mark)


def without_unwritable(text: str) -> str:
    """The text without the few characters that a text document cannot hold: NUL, lone surrogates, its own marks."""
    return _UNWRITABLE.sub("", text)


def utf16_length(text: str) -> int:
    """Length as a text document counts: characters beyond the basic plane are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


_ENDS = re.compile("\r\n|[\n\v\f\u0085\u2028\u2029]|" + HIDDEN.pattern)


def _replacements(text: str) -> list[tuple[int, int, str, bool]]:
    """(place, length, what is shown, whether it is a mark) of everything that is not shown as itself."""
    found = []
    for match in _ENDS.finditer(text):
        word = match.group()
        if word == "\r\n" or word in "\n\v\f\u0085\u2028\u2029":
            found.append((match.start(), len(word), NEW_LINE, False))
        elif not joins(text, match.start()):
            found.append((match.start(), 1, mark_of(word), True))
    return found


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
