# SPDX-License-Identifier: Apache-2.0
"""What an edit changed: steps matched with one another, and within a changed step the words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from core.domain.traces import Step, StepKind
from ui.widgets.step_reader import step_text

_WORDS = re.compile(
    r"\s+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[^\w\s]"
)
_ALIKE = 40
_SAMPLE = 2_000


class Mark(StrEnum):
    """What became of a piece of text or of a step."""

    SAME = "same"
    INSERTED = "inserted"
    DELETED = "deleted"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with one mark."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class StepChange:
    """One step of either side, or of both, with its pieces in reading order."""

    mark: Mark
    kind: StepKind
    pieces: tuple[Piece, ...]


def changes_between(before: Sequence[Step], after: Sequence[Step]) -> tuple[StepChange, ...]:
    """The steps of both sides in one list; deleted steps stand before what took their place."""
    old = [(step.kind, step_text(step)) for step in before]
    new = [(step.kind, step_text(step)) for step in after]
    found: list[StepChange] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [StepChange(Mark.SAME, kind, (Piece(Mark.SAME, text),)) for kind, text in old[i1:i2]]
        else:
            found += _replaced(old[i1:i2], new[j1:j2])
    return tuple(found)


def words_between(before: str, after: str) -> tuple[Piece, ...]:
    """The words that both texts share, and those that only one of them has."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for block in Indel.opcodes(old, new):
        if block.tag == "equal":
            pieces.append(Piece(Mark.SAME, "".join(old[block.src_start : block.src_end])))
        else:
            pieces.append(Piece(Mark.DELETED, "".join(old[block.src_start : block.src_end])))
            pieces.append(Piece(Mark.INSERTED, "".join(new[block.dest_start : block.dest_end])))
    return _tidy(pieces)


def _replaced(old: list[tuple[StepKind, str]], new: list[tuple[StepKind, str]]) -> list[StepChange]:
    """Match the steps of a changed stretch in order where they are alike."""
    found: list[StepChange] = []
    start = 0
    for kind, text in new:
        match = next((place for place in range(start, len(old)) if _is_alike(old[place], (kind, text))), None)
        if match is None:
            found.append(StepChange(Mark.INSERTED, kind, (Piece(Mark.INSERTED, text),)))
            continue
        found += [_deleted(*gone) for gone in old[start:match]]
        found.append(StepChange(Mark.CHANGED, kind, words_between(old[match][1], text)))
        start = match + 1
    return found + [_deleted(*gone) for gone in old[start:]]


def _deleted(kind: StepKind, text: str) -> StepChange:
    return StepChange(Mark.DELETED, kind, (Piece(Mark.DELETED, text),))


def _is_alike(old: tuple[StepKind, str], new: tuple[StepKind, str]) -> bool:
    if old[0] is not new[0]:
        return False
    return old[0] is StepKind.ANSWER or fuzz.ratio(old[1][:_SAMPLE], new[1][:_SAMPLE]) >= _ALIKE


def _tidy(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Deletions before insertions, and no lone space or stop kept between two changes: it would only flicker."""
    tidy: list[Piece] = []
    gone, come = "", ""
    for place, piece in enumerate(pieces):
        is_between = 0 < place < len(pieces) - 1 and bool(gone or come) and not re.search(r"\w", piece.text)
        if piece.mark is Mark.SAME and not is_between:
            tidy += [Piece(Mark.DELETED, gone)] * bool(gone) + [Piece(Mark.INSERTED, come)] * bool(come) + [piece]
            gone, come = "", ""
            continue
        gone += piece.text if piece.mark is not Mark.INSERTED else ""
        come += piece.text if piece.mark is not Mark.DELETED else ""
    tidy += [Piece(Mark.DELETED, gone)] * bool(gone) + [Piece(Mark.INSERTED, come)] * bool(come)
    return tuple(piece for piece in tidy if piece.text)
