# SPDX-License-Identifier: Apache-2.0
"""What a context maker does: a situation as data, its text and what is provably true of it, all from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.domain.json import JsonObject
from core.domain.tasks import Difficulty, Split, Truth


@dataclass(frozen=True, slots=True)
class MadeContext:
    """One situation.

    Attributes:
        data: the situation in the maker's own JSON form.
        text: the situation written out, as it goes into a prompt.
        truth: what a solver proved; None where the maker's situations cannot be solved by program.
    """

    data: JsonObject
    domain: str
    text: str
    truth: Truth | None


class ContextMaker(Protocol):
    """One line of the contexts catalog."""

    @property
    def name(self) -> str:
        """Identifier, such as ``workday.scheduling``."""
        ...

    @property
    def label(self) -> str:
        """What people read."""
        ...

    @property
    def help(self) -> str:
        """One sentence about the situations it makes."""
        ...

    @property
    def answer_form(self) -> str:
        """What the answer line holds, as the teacher is told."""
        ...

    def make(self, *, seed: str, split: Split, difficulty: Difficulty, is_reserved: bool = False) -> MadeContext:
        """A situation from the seed, the same on every machine.

        Situations of train, held-out and reserved (benchmark) problems never overlap, whatever the seeds.
        """
        ...
