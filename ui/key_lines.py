# SPDX-License-Identifier: Apache-2.0
"""The lines of the dialog of keys: all actions in the order of the pages, and those that fit what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ui.actions import ActionRegistry, ActionSpec
from ui.widgets.key_list import KeyLine


def key_lines(actions: ActionRegistry, titles: Mapping[str, str]) -> tuple[KeyLine, ...]:
    """Every action that can keep a key: page by page, then what lives everywhere."""
    places = list(titles)
    specs = [spec for spec in actions.specs() if not spec.is_passing]
    menus = list(dict.fromkeys(spec.menu for spec in specs if not spec.page))

    def order(spec: ActionSpec) -> tuple[int, int]:
        if spec.page in titles:
            return 0, places.index(spec.page)
        return 1, menus.index(spec.menu) if spec.menu in menus else len(menus)

    return tuple(_line(actions, spec, titles) for spec in sorted(specs, key=order))


def matching(lines: Sequence[KeyLine], typed: str) -> tuple[KeyLine, ...]:
    """The lines in whose action, page or keys every typed word is found."""
    wanted = typed.casefold().split()

    def fits(line: KeyLine) -> bool:
        said = f"{line.text} {line.heading} {' '.join(line.keys)}".casefold()
        return all(word in said for word in wanted)

    return tuple(line for line in lines if fits(line))


def place_of(spec: ActionSpec, titles: Mapping[str, str]) -> str:
    """Where an action lives, in words: its page, or its menu."""
    return titles.get(spec.page) or spec.menu


def _line(actions: ActionRegistry, spec: ActionSpec, titles: Mapping[str, str]) -> KeyLine:
    is_own = actions.key_texts(spec.id) != spec.default_keys
    return KeyLine(spec.id, place_of(spec, titles), spec.text, actions.keys(spec.id), is_own)
