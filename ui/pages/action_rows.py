# SPDX-License-Identifier: Apache-2.0
"""The actions of a page from a table of them: name, words, icon, keys and help in a row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from ui.actions import ActionSpec

ActionRow = tuple[str, str, str, tuple[str, ...], str]
"""Name after the page's in the id, text, icon, keys (the first is the one on buttons), help."""


def page_specs(
    page: str,
    menu: str,
    rows: Iterable[ActionRow],
    *,
    can: Mapping[str, Callable[[], bool]],
    why_not: Mapping[str, Callable[[], str]],
    harmless: Collection[str] = (),
) -> tuple[ActionSpec, ...]:
    """The specs of a page; by name ``can`` says when one can be done, ``why_not`` why it cannot.

    ``harmless`` names those that decide, change and delete nothing.
    """
    return tuple(
        ActionSpec(
            f"{page}.{name}",
            text,
            icon=icon,
            shortcut=next(iter(keys), ""),
            more=keys[1:],
            enabled_when=can.get(name),
            why_not=why_not.get(name),
            page=page,
            menu=menu,
            help=words,
            is_harmless=name in harmless,
        )
        for name, text, icon, keys, words in rows
    )
