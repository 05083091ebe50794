# SPDX-License-Identifier: Apache-2.0
"""Canaries: a fault planted into a sound trace, to see whether a judge notices; never stored as a trace."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from core.domain.traces import Step, StepKind, TraceId

_Steps: TypeAlias = tuple[Step, ...]
_TIME = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)\b")
_NUMBER = re.compile(r"(?<![\w.:,])\d{1,6}(?![\w:]|[.,]\d)")
_FEWEST_TO_SWAP = 3


@dataclass(frozen=True, slots=True)
class Planted:
    """Steps with a fault in them.

    Attributes:
        fault: name of what was done to them.
    """

    steps: tuple[Step, ...]
    fault: str


def is_canary(trace_id: TraceId, *, share: float, seed: int) -> bool:
    """Whether a trace is among the share that is sent again with a fault; the same everywhere for one seed."""
    return zlib.crc32(f"{seed}:{trace_id}".encode()) / 2**32 < share


def plant(steps: Sequence[Step], others: Sequence[Step], *, dice: str) -> Planted | None:
    """The steps with one fault, always the same for the same ``dice``; None where no fault can be made.

    ``others`` are answers to other problems, of which one may take the place of this one.
    """
    chance = random.Random(dice)
    makers = list(_MAKERS.items())
    chance.shuffle(makers)
    for name, make in makers:
        made = make(tuple(steps), others, chance)
        if made is not None and made != tuple(steps):
            return Planted(made, name)
    return None


def _swap_steps(steps: _Steps, _others: Sequence[Step], _chance: random.Random) -> _Steps | None:
    """The first thought and the last change places, so that the end stands before what it rests on."""
    places = [place for place, step in enumerate(steps) if step.kind is StepKind.THOUGHT]
    if len(places) < _FEWEST_TO_SWAP:
        return None
    made = list(steps)
    made[places[0]], made[places[-1]] = made[places[-1]], made[places[0]]
    return tuple(made)


def _change_number(steps: _Steps, _others: Sequence[Step], chance: random.Random) -> _Steps | None:
    """One time or number of a thought becomes another one."""
    places = [
        (place, found)
        for place, step in enumerate(steps)
        if step.kind is StepKind.THOUGHT
        for found in (*_TIME.finditer(step.text), *_NUMBER.finditer(step.text))
        if not _is_list_mark(step.text, found)
    ]
    if not places:
        return None
    place, found = chance.choice(places)
    text, by = steps[place].text, chance.randint(1, 3)
    if ":" in found.group():
        said = f"{(int(found.group(1)) + by) % 24:02d}:{found.group(2)}"
    else:
        said = str(int(found.group()) + by)
    changed = replace(steps[place], text=text[: found.start()] + said + text[found.end() :])
    return (*steps[:place], changed, *steps[place + 1 :])


def _take_other_answer(steps: _Steps, others: Sequence[Step], chance: random.Random) -> _Steps | None:
    """The answer to another problem stands in the place of this one."""
    places = [place for place, step in enumerate(steps) if step.kind is StepKind.ANSWER]
    if not places:
        return None
    place = places[-1]
    unlike = [other for other in others if other.text.split() != steps[place].text.split()]
    if not unlike:
        return None
    return (*steps[:place], replace(steps[place], text=chance.choice(unlike).text), *steps[place + 1 :])


def _is_list_mark(text: str, found: re.Match[str]) -> bool:
    """A number that only counts a line, such as ``2.`` or ``2)`` at its beginning."""
    before = text[: found.start()].rpartition("\n")[2]
    return not before.strip() and text[found.end() : found.end() + 1] in (".", ")")


_MAKERS: dict[str, Callable[[_Steps, Sequence[Step], random.Random], _Steps | None]] = {
    "swapped_steps": _swap_steps,
    "changed_number": _change_number,
    "other_answer": _take_other_answer,
}
