# SPDX-License-Identifier: Apache-2.0
"""What it takes to give an action a key: who has it now, and what everybody has once it is taken or swapped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ui.action_spec import ActionSpec
from ui.actions import ActionRegistry
from ui.key_rules import keeps_escape

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyWish:
    """Keys that an action shall have.

    Attributes:
        clashing: those of the keys that other actions have.
        holders: the actions that have them.
        swapped: the key that the only holder could get in return; empty where nothing can be swapped.
    """

    id: str
    keys: Keys
    clashing: Keys = ()
    holders: tuple[ActionSpec, ...] = ()
    swapped: str = ""


def wish_for(actions: ActionRegistry, id_: str, key: str, *, is_added: bool) -> KeyWish:
    """Give an action a key: one more, or in the place of the one on its buttons."""
    fixed = ("Esc",) if keeps_escape(actions.spec(id_)) else ()
    before = tuple(old for old in actions.key_texts(id_) if old not in fixed)
    kept = before if is_added else before[1:]
    wanted = (*before, key) if is_added else (key, *kept)
    keys = tuple(dict.fromkeys((*fixed, *wanted)))
    holders = actions.holders(id_, key)
    given = "" if is_added or len(holders) != 1 else next(iter(before), "")
    is_fit = given and given not in keys and _can_have(actions, holders[0], given, giver=id_)
    return KeyWish(id_, keys, (key,) if holders else (), holders, given if is_fit else "")


def wish_default(actions: ActionRegistry, id_: str) -> KeyWish:
    """Give an action the keys back that it came with."""
    keys = actions.spec(id_).default_keys
    clashing = tuple(key for key in keys if actions.holders(id_, key))
    holders = dict.fromkeys(spec.id for key in clashing for spec in actions.holders(id_, key))
    return KeyWish(id_, keys, clashing, tuple(actions.spec(holder) for holder in holders))


def granted(actions: ActionRegistry, wish: KeyWish, *, is_swapped: bool = False) -> dict[str, Keys]:
    """The keys of the user's own once the wish is granted; its holders lose what it takes, or swap it."""
    changes = {wish.id: wish.keys}
    for spec in wish.holders:
        after = [wish.swapped if key in wish.clashing and is_swapped else key for key in actions.key_texts(spec.id)]
        changes[spec.id] = tuple(key for key in after if key not in wish.clashing)
    return with_keys(actions, changes)


def without_keys(actions: ActionRegistry, id_: str) -> dict[str, Keys]:
    """The keys of the user's own once an action has none; what leaves keeps Escape."""
    return with_keys(actions, {id_: ("Esc",) if keeps_escape(actions.spec(id_)) else ()})


def all_default(actions: ActionRegistry) -> dict[str, Keys]:
    """The defaults for every action that is known; what a newer Stillroom kept stays."""
    known = {spec.id for spec in actions.specs()}
    return {id_: keys for id_, keys in actions.chosen.items() if id_ not in known}


def with_keys(actions: ActionRegistry, changes: Mapping[str, Keys]) -> dict[str, Keys]:
    """The keys of the user's own with some changed; only what differs from the defaults is kept."""
    chosen = actions.chosen | dict(changes)
    return {id_: keys for id_, keys in chosen.items() if id_ not in changes or keys != actions.spec(id_).default_keys}


def _can_have(actions: ActionRegistry, spec: ActionSpec, key: str, *, giver: str) -> bool:
    """True where an action could have a key that another one gives away."""
    others = [holder for holder in actions.holders(spec.id, key) if holder.id != giver]
    return not others and not actions.why_refused(spec.id, key)
