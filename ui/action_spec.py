# SPDX-License-Identifier: Apache-2.0
"""What an action is before anybody does it: its words, its keys, where it lives and when it can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ui.key_text import read_key


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing that the user can do.

    Attributes:
        id: ``page.verb`` or ``app.verb``; unique.
        text: a verb, as on a button.
        shortcut, more: portable text such as ``Ctrl+Return``, and further keys for the same.
        enabled_when: asked whenever the registry refreshes; None means always.
        why_not: a sentence why it cannot be done now, empty where it can; shown with the tooltip of its buttons.
        page: id of the page on which it can be used; empty for everywhere.
        menu: heading in menu, palette and key sheet.
        help: one sentence for the tooltip.
        keywords: other words by which the palette finds it; its page, text and help are known anyway.
        is_harmless: it decides, changes and deletes nothing; only such an action can have Backspace or Delete.
        is_passing: it comes and goes with what is on the disk, so that no key is kept for it.
    """

    id: str
    text: str
    icon: str = ""
    shortcut: str = ""
    more: tuple[str, ...] = ()
    enabled_when: Callable[[], bool] | None = None
    why_not: Callable[[], str] | None = None
    page: str = ""
    menu: str = ""
    help: str = ""
    keywords: str = ""
    is_checkable: bool = False
    is_harmless: bool = False
    is_passing: bool = False

    @property
    def default_keys(self) -> tuple[str, ...]:
        """The keys that it comes with."""
        return tuple(read_key(key) for key in (self.shortcut, *self.more) if key)


def can_meet(one: ActionSpec, other: ActionSpec) -> bool:
    """True where both can be live at once, so that a key can mean only one of them."""
    return not one.page or not other.page or one.page == other.page
