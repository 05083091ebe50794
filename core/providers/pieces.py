# SPDX-License-Identifier: Apache-2.0
"""The pieces of an answer while it comes: what a person sees before the answer is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class PieceKind(StrEnum):
    """What a piece belongs to."""

    REASONING = "reasoning"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class AnswerPiece:
    """Some characters of an answer; all pieces of a kind, one after the other, are what the whole answer says."""

    kind: PieceKind
    text: str


OnPiece: TypeAlias = Callable[[AnswerPiece], None]
"""Is told of each piece on the thread of the event loop."""


def unheard(_piece: AnswerPiece) -> None:
    """Where nobody wants to see an answer before it is whole."""
