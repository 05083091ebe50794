# SPDX-License-Identifier: Apache-2.0
"""Where a text falls into pieces: the items of a list, else its paragraphs, else its sentences."""

from __future__ import annotations

from core.domain.matching.spans import Span, is_list_line, lines_of, segments_of


def starts_of(text: str) -> tuple[int, ...]:
    """Where each piece begins, the first one too; a single start means that there is nothing to cut.

    The coarsest pieces win: what is cut into paragraphs can be cut again, each into its sentences. Lines that are
    indented more than the items of a list belong to the item above them.
    """
    lines = lines_of(text)
    items = [line for line in lines if is_list_line(text, line)]
    margin = min((_indent(text, line) for line in items), default=None)
    found = [
        line.start
        for number, line in enumerate(lines)
        if (margin is None or _indent(text, line) <= margin)
        and (number == 0 or line in items or _is_after_blank(text, lines[number - 1], line))
    ]
    return tuple(found) if len(found) > 1 else tuple(span.start for span in segments_of(text))


def cut(text: str, at: int) -> tuple[str, str]:
    """The text before and behind a place, without the white space of the seam; the indent of a line stays with it."""
    left, behind = text[:at].rstrip(), text[at:].lstrip()
    seam = text[len(left) : len(text) - len(behind)]
    return left, (seam.rpartition("\n")[2] if "\n" in seam else "") + behind


def _indent(text: str, line: Span) -> int:
    words = line.of(text)
    return len(words) - len(words.lstrip())


def _is_after_blank(text: str, above: Span, line: Span) -> bool:
    """True when a blank line stands between two lines."""
    return text.count("\n", above.end, line.start) > 1
