# SPDX-License-Identifier: Apache-2.0
"""One correction, four signals: what a reviewed trace teaches, computed from its diff and its marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.domain.alignment import Fate, Stretch, aligned
from core.domain.surgery import MarkedSteps, label_of_joined
from core.domain.traces import Step, StepLabel, TraceState

_NOT_LEARNED = (StepLabel.WRONG, StepLabel.UNNECESSARY)
_FAULTS = (StepLabel.WRONG, StepLabel.MISSING_BEFORE)


@dataclass(frozen=True, slots=True)
class PreferencePair:
    """Two tellings of one answer: the edit is preferred to the original."""

    chosen: tuple[Step, ...]
    rejected: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Signals:
    """What one reviewed trace teaches, in four forms.

    Attributes:
        sft: the steps to train on: the head of a kept trace; empty for any other, which nobody may imitate.
        pair: the edit before the original; None where the edit says nothing new.
        weights: one for each step of ``sft``: 0 for wrong and unnecessary ones, which are read but not learned, else 1.
        corrections: indexes of the steps of ``sft`` that the original does not have.
        judged: the steps of the original that ``step_labels`` speak of, from the first on.
        step_labels: whether each of these is right; only the last can be False.
    """

    sft: tuple[Step, ...]
    pair: PreferencePair | None
    weights: tuple[float, ...]
    corrections: tuple[int, ...]
    judged: tuple[Step, ...]
    step_labels: tuple[bool, ...]


def signals_of(original: Sequence[Step], head: MarkedSteps, *, state: TraceState) -> Signals:
    """The four signals of a trace: from its original, its current revision with its marks, and its state.

    A pair asks for no verdict: even where the edit was rejected too, it is the better one of the two. Steps that are
    only split, joined or spaced otherwise are no correction, and give no pair.

    The labels of steps follow "Let's verify step by step" (Lightman et al. 2023), whose labellers went on to the first
    wrong step and no further, in the row that TRL calls stepwise supervision:

    - A step is False where it is marked wrong, or where the edit replaced it or took it out.
    - An unnecessary step is True: their rating 0, "isn't incorrect, but does not make any progress". (TRL's example
      for that data set counts 0 as False; but the marks here tell needless from wrong, and the weights use that.)
    - A step that something is missing before is False: their labellers had to call a step bad that is right but does
      not follow, as it stands, from what was said. A step that the edit put in faults none that was there.
    - Without a False the steps are right only because the trace was accepted; of any other trace nobody has said so,
      and there are no labels. A rejected trace that nobody marked is wrong, but where is not known.
    """
    stretches = aligned(original, head.steps)
    sft = head.steps if state.is_kept else ()
    is_reworded = any(stretch.fate is Fate.CHANGED for stretch in stretches)
    step_labels = _step_labels(len(original), _first_fault(stretches, head), is_kept=state.is_kept)
    return Signals(
        sft=sft,
        pair=PreferencePair(head.steps, tuple(original)) if is_reworded else None,
        weights=tuple(0.0 if head.labels.get(index) in _NOT_LEARNED else 1.0 for index in range(len(sft))),
        corrections=tuple(_corrections(stretches)) if state.is_kept else (),
        judged=tuple(original[: len(step_labels)]),
        step_labels=step_labels,
    )


def _step_labels(count: int, fault: int | None, *, is_kept: bool) -> tuple[bool, ...]:
    if fault is not None:
        return (True,) * fault + (False,)
    return (True,) * count if is_kept else ()


def _first_fault(stretches: Sequence[Stretch], head: MarkedSteps) -> int | None:
    """The first step of the original that is faulted, by a mark or by the edit."""
    for stretch in stretches:
        match stretch.fate:
            case Fate.SAME:
                marked = [index for index in range(stretch.first, stretch.last) if head.labels.get(index) in _FAULTS]
                if marked:
                    return stretch.start + marked[0] - stretch.first
            case Fate.RECUT:
                held = [head.labels.get(index) for index in range(stretch.first, stretch.last)]
                if label_of_joined(held) in _FAULTS:
                    return stretch.start
            case Fate.CHANGED:
                if stretch.start < stretch.end:
                    return stretch.start
    return None


def _corrections(stretches: Sequence[Stretch]) -> Iterator[int]:
    for stretch in stretches:
        if stretch.fate is Fate.CHANGED:
            yield from range(stretch.first, stretch.last)
