# SPDX-License-Identifier: Apache-2.0
"""The sentences of the dialog of keys: about an action, about who has a key already, and about what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from ui.actions import ActionRegistry, ActionSpec
from ui.key_changes import KeyWish
from ui.key_lines import place_of
from ui.key_text import said_key

_NAMED = 2


def about_action(actions: ActionRegistry, id_: str) -> str:
    """What an action does, and which keys it came with where it has others."""
    spec = actions.spec(id_)
    before = ", ".join(said_key(key) for key in spec.default_keys) or _tr("no key")
    is_own = actions.key_texts(id_) != spec.default_keys
    came = _tr("It came with {keys}.").format(keys=before) if is_own else ""
    words = f"{spec.help.rstrip('.')}." if spec.help else ""
    return f"{words} {came}".strip()


def about_holders(wish: KeyWish, titles: Mapping[str, str]) -> str:
    """Who has the keys that are wished for; more than two are counted."""
    keys = ", ".join(said_key(key) for key in wish.clashing)
    names = [_name(spec, titles) for spec in wish.holders]
    if len(names) == 1:
        return _tr("{keys} is the key of {action} already.").format(keys=keys, action=names[0])
    more = _tr(" and {n} more").format(n=len(names) - _NAMED) if len(names) > _NAMED else ""
    shown = ", ".join(names[:_NAMED]) + more
    return _tr("{keys} is the key of others already: {actions}.").format(keys=keys, actions=shown)


def about_outcome(actions: ActionRegistry, id_: str) -> str:
    """Which keys an action has now."""
    keys = ", ".join(actions.keys(id_))
    words = _tr("“{action}” has the key {keys} now.") if keys else _tr("“{action}” has no key now.")
    return words.format(action=actions.spec(id_).text, keys=keys)


def _name(spec: ActionSpec, titles: Mapping[str, str]) -> str:
    return _tr("“{action}” ({place})").format(action=spec.text, place=place_of(spec, titles))


def _tr(text: str) -> str:
    return QCoreApplication.translate("keys", text)
