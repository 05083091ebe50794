# SPDX-License-Identifier: Apache-2.0
"""Signs beside steps: what a reviewer marked and what a check found, as marks in the margin and lines under words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepSign:
    """A mark in the margin of one step.

    Attributes:
        glyph, role: what is drawn, and its hue.
        words: what it means; shown when the mouse rests on the step, and read out.
    """

    step: int
    glyph: str
    role: str
    words: str


@dataclass(frozen=True, slots=True)
class WordSign:
    """A wavy line under a stretch of one step.

    Attributes:
        start, end: characters of the text of the step; 0 to 0 means all of it.
    """

    step: int
    start: int
    end: int
    role: str
