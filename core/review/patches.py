# SPDX-License-Identifier: Apache-2.0
"""Edits as diffs: what a revision changes of the steps of the original, and how it is applied again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

import orjson

from core.domain.codec import from_json, to_json
from core.domain.json import JsonObject
from core.domain.traces import Step
from core.errors import InvalidInput

_COMPARABLE = 1_000_000


def diff(original: Sequence[Step], edited: Sequence[Step]) -> tuple[JsonObject, ...]:
    """Operations that turn the original into the edited steps, in the order of the original.

    Each one says which steps of the original, from ``start`` up to but without ``end``, give way to ``steps``.
    Steps are compared by their canonical JSON, so ``1``, ``1.0`` and ``true`` are three things.
    """
    before, after = [canonical(step) for step in original], [canonical(step) for step in edited]
    lead = _common_length(before, after)
    tail = _common_length(before[lead:][::-1], after[lead:][::-1])
    return tuple(
        {
            "start": lead + start,
            "end": lead + end,
            "steps": [to_json(step) for step in edited[lead + first : lead + last]],
        }
        for start, end, first, last in _changes(before[lead : len(before) - tail], after[lead : len(after) - tail])
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


def canonical(step: Step) -> bytes:
    """One spelling for one step: JSON with sorted keys."""
    return orjson.dumps(to_json(step), option=orjson.OPT_SORT_KEYS)


def _common_length(before: Sequence[bytes], after: Sequence[bytes]) -> int:
    """How many steps both begin with."""
    return next(
        (at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other),
        min(len(before), len(after)),
    )


def _changes(before: Sequence[bytes], after: Sequence[bytes]) -> Iterator[tuple[int, int, int, int]]:
    """What differs, as stretches of both; one stretch where comparing all with all would take seconds."""
    if len(before) * len(after) > _COMPARABLE:
        yield 0, len(before), 0, len(after)
        return
    for tag, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield start, end, first, last


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
