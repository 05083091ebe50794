# SPDX-License-Identifier: Apache-2.0
"""Edits as diffs: what a revision changes of the steps of the original, and how it is applied again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.domain.alignment import canonical, changes
from core.domain.codec import from_json, to_json
from core.domain.json import JsonObject
from core.domain.traces import Step
from core.errors import InvalidInput


def diff(original: Sequence[Step], edited: Sequence[Step]) -> tuple[JsonObject, ...]:
    """Operations that turn the original into the edited steps, in the order of the original.

    Each one says which steps of the original, from ``start`` up to but without ``end``, give way to ``steps``.
    Steps are compared by their canonical JSON, so ``1``, ``1.0`` and ``true`` are three things.
    """
    return tuple(
        {
            "start": change.start,
            "end": change.end,
            "steps": [to_json(step) for step in edited[change.first : change.last]],
        }
        for change in changes(original, edited)
    )


def apply(original: Sequence[Step], patch: Sequence[JsonObject]) -> tuple[Step, ...]:
    """The edited steps. Raises InvalidInput where the patch was not made for this original."""
    steps: list[Step] = []
    position = 0
    for operation in patch:
        start, end, added = _read(operation)
        if not position <= start <= end <= len(original):
            raise _does_not_fit()
        steps += original[position:start]
        steps += added
        position = end
    steps += original[position:]
    return tuple(steps)


def is_same(one: Sequence[Step], other: Sequence[Step]) -> bool:
    """True when both say exactly the same, step by step."""
    return [canonical(step) for step in one] == [canonical(step) for step in other]


def _read(operation: Mapping[str, Any]) -> tuple[int, int, tuple[Step, ...]]:
    try:
        start, end, added = operation["start"], operation["end"], operation["steps"]
    except KeyError:
        raise _does_not_fit() from None
    if not isinstance(start, int) or not isinstance(end, int) or not isinstance(added, list):
        raise _does_not_fit()
    return start, end, tuple(from_json(Step, step) for step in added)


def _does_not_fit() -> InvalidInput:
    return InvalidInput(
        "This revision does not fit its original.", hint="The workspace may be damaged; open a backup of it."
    )
