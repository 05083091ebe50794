# SPDX-License-Identifier: Apache-2.0
"""What a scorer gets and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from core.domain.evaluations import Case, Measure
from core.domain.messages import ToolCallPart, ToolSpec
from core.domain.tasks import Element


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a case, with what is needed to judge it.

    Attributes:
        text: reasoning and answer in the order in which they were given.
        elements: the elements that the case expects, with their cues.
        tools: the tools that were on offer.
    """

    case: Case
    text: str
    calls: tuple[ToolCallPart, ...]
    elements: tuple[Element, ...]
    tools: tuple[ToolSpec, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """What a scorer found.

    Attributes:
        score: between 0 and 1; None where the case does not ask for this measure.
        by_element: element -> found or not, or None where nothing is asked of it.
        found: what was read from the answer, in normal form.
    """

    score: float | None
    by_element: Mapping[str, bool | None] = field(default_factory=dict)
    found: str = ""


class Scorer(Protocol):
    """One measure; a line of the scorers catalog."""

    @property
    def name(self) -> str:
        """Identifier, which is the measure's."""
        ...

    @property
    def measure(self) -> Measure:
        """The measure that it gives."""
        ...

    @property
    def label(self) -> str:
        """What people read."""
        ...

    @property
    def help(self) -> str:
        """What it counts, in one sentence."""
        ...

    def score(self, answer: Answer) -> Scored:
        """Judge one answer; the same answer always gets the same score."""
        ...
