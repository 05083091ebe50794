# SPDX-License-Identifier: Apache-2.0
"""Marks of steps on their way into the store and out of it, and from one revision to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from core.domain.alignment import Fate, Stretch, aligned, canonical
from core.domain.json import JsonObject
from core.domain.surgery import MarkedSteps, label_of_joined, labels_of_pieces
from core.domain.traces import Revision, Step, StepLabel
from core.errors import InvalidInput


def check_labels(labels: Mapping[int, StepLabel], step_count: int) -> dict[int, StepLabel]:
    """The marks in the order of the steps. Raises InvalidInput for an unknown mark or one of no step."""
    for index, label in labels.items():
        if type(index) is not int or not 0 <= index < step_count:
            raise InvalidInput(f"There is no step with the index {index} to mark.", hint=f"There are {step_count}.")
        if label not in list(StepLabel):
            raise InvalidInput(f"There is no mark named “{label}”.", hint=f"Known: {', '.join(StepLabel)}.")
    return {index: StepLabel(labels[index]) for index in sorted(labels)}


def write_labels(labels: Mapping[int, StepLabel]) -> JsonObject:
    """The marks as a revision holds them."""
    return {str(index): label.value for index, label in labels.items()}


def read_labels(revision: Revision, step_count: int) -> dict[int, StepLabel]:
    """The marks of a revision of so many steps. Raises InvalidInput where they cannot be that."""
    known = {str(index): index for index in range(step_count)}
    try:
        found = {known[name]: StepLabel(label) for name, label in revision.labels.items()}
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise InvalidInput(
            f"The marks of revision {revision.number} of trace {revision.trace_id} cannot be read.",
            hint="The workspace may be damaged; restore another revision, or open a backup.",
            detail=f"{type(error).__name__}: {error}",
        ) from error
    return dict(sorted(found.items()))


def carried(before: MarkedSteps, steps: Sequence[Step]) -> dict[int, StepLabel]:
    """The marks that still hold of edited steps: of those that stayed, moved, or were only split or joined."""
    stretches = aligned(before.steps, steps)
    found = {index: label for stretch in stretches for index, label in _held(before, stretch) if label is not None}
    return dict(sorted((found | _moved(before, steps, stretches)).items()))


def _held(before: MarkedSteps, stretch: Stretch) -> Iterator[tuple[int, StepLabel | None]]:
    labels = [before.labels.get(index) for index in range(stretch.start, stretch.end)]
    places = range(stretch.first, stretch.last)
    match stretch.fate:
        case Fate.SAME:
            yield from zip(places, labels, strict=True)
        case Fate.RECUT:
            yield from zip(places, labels_of_pieces(label_of_joined(labels), len(places)), strict=True)
        case Fate.CHANGED:
            return


def _moved(before: MarkedSteps, steps: Sequence[Step], stretches: Sequence[Stretch]) -> dict[int, StepLabel]:
    """The marks of steps that stand elsewhere now, word by word."""
    changed = [stretch for stretch in stretches if stretch.fate is Fate.CHANGED]
    places: dict[str, list[int]] = defaultdict(list)
    for stretch in changed:
        for index in range(stretch.first, stretch.last):
            places[canonical(steps[index])].append(index)
    found: dict[int, StepLabel] = {}
    for stretch in changed:
        for index in range(stretch.start, stretch.end):
            free = places[canonical(before.steps[index])]
            place = free.pop(0) if free else None
            if place is not None and index in before.labels:
                found[place] = before.labels[index]
    return found
