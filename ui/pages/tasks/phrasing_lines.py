# SPDX-License-Identifier: Apache-2.0
"""Phrasings as lines of text: one a line, with a sign where a phrasing itself breaks the line."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.tasks import PromptTemplate

BREAK = "⏎"


def line_of(template: PromptTemplate) -> str:
    """The phrasing on one line."""
    return template.text.replace("\n", BREAK)


def lines_of(templates: Sequence[PromptTemplate], *, is_ood: bool) -> str:
    """The phrasings of one side of the fence, one a line."""
    return "\n".join(line_of(template) for template in templates if template.is_ood == is_ood)


def templates_of(plain: str, ood: str, known: Sequence[PromptTemplate]) -> tuple[PromptTemplate, ...]:
    """The phrasings of both texts; a line that was not changed keeps the id of its phrasing."""
    left = {(line_of(template), template.is_ood): template for template in reversed(known)}
    taken = {template.id for template in known}
    found: list[PromptTemplate] = []
    for text, is_ood in ((plain, False), (ood, True)):
        for line in text.splitlines():
            if not line.strip():
                continue
            kept = left.pop((line, is_ood), None)
            if kept is None:
                kept = PromptTemplate(_new_id(taken, is_ood=is_ood), _unfolded(line), is_ood)
            taken.add(kept.id)
            found.append(kept)
    return tuple(found)


def _unfolded(line: str) -> str:
    """The phrasing that a typed line stands for; a typed backslash and n breaks the line too."""
    return line.strip().replace(BREAK, "\n").replace("\\n", "\n")


def _new_id(taken: set[str], *, is_ood: bool) -> str:
    stem = "o" if is_ood else "p"
    number = 1
    while f"{stem}{number:02d}" in taken:
        number += 1
    return f"{stem}{number:02d}"
