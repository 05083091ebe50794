# SPDX-License-Identifier: Apache-2.0
"""Which keys every action has when the user's own and the defaults are put together; no key means two things."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ui.action_spec import ActionSpec, can_meet
from ui.key_rules import keeps_escape, why_refused
from ui.key_text import read_key


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """The keys that count.

    Attributes:
        keys: action id -> its keys, the one for buttons first.
        notes: what of the user's own keys could not be followed, a line each for the log.
    """

    keys: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...] = ()


def plan_keys(specs: Sequence[ActionSpec], chosen: Mapping[str, Sequence[str]]) -> KeyPlan:
    """Put the user's own keys first and the defaults behind: a default gives way to a key that somebody chose."""
    known = {spec.id: spec for spec in specs}
    keys: dict[str, tuple[str, ...]] = {}
    notes: list[str] = []
    for id_, wanted in chosen.items():
        if id_ in known:
            readable = _readable(known[id_], wanted, used_on(specs, known[id_].page), notes)
            if readable is not None:
                keys[id_] = _free(known[id_], readable, keys, known, notes)
    own = dict(keys)
    for spec in specs:
        if spec.id not in keys:
            keys[spec.id] = _free(spec, spec.default_keys, own, known, notes)
    return KeyPlan(keys, tuple(notes))


def used_on(specs: Sequence[ActionSpec], page: str) -> frozenset[str]:
    """The keys that the actions of a page come with."""
    return frozenset(key for spec in specs if spec.page == page for key in spec.default_keys)


def _readable(
    spec: ActionSpec, wanted: Sequence[str], used: Collection[str], notes: list[str]
) -> tuple[str, ...] | None:
    """The keys that can be followed; None where none of those that were wanted can."""
    found = ["Esc"] if keeps_escape(spec) else []
    for text in wanted:
        key = read_key(text)
        reason = why_refused(spec, key, used=used) if key else "it is no key"
        if reason:
            notes.append(f"{spec.id} cannot have the key {text!r}: {reason}")
        elif key not in found:
            found.append(key)
    return None if wanted and not found else tuple(found)


def _free(
    spec: ActionSpec,
    keys: Sequence[str],
    taken: Mapping[str, Sequence[str]],
    known: Mapping[str, ActionSpec],
    notes: list[str],
) -> tuple[str, ...]:
    """Those of the keys that no action has with which this one can meet."""
    free = []
    for key in keys:
        holder = next((id_ for id_, held in taken.items() if key in held and can_meet(spec, known[id_])), "")
        if holder:
            notes.append(f"{spec.id} goes without the key {key!r}: {holder} has it")
        else:
            free.append(key)
    return tuple(free)
