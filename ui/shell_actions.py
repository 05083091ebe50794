# SPDX-License-Identifier: Apache-2.0
"""The actions that live everywhere in the window, the palette and key sheet made of all actions, and the menu."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from ui.actions import ActionRegistry, ActionSpec
from ui.pages.base import Deed, PageSpec
from ui.safety import safe_menu_text
from ui.theme.icons import Icons
from ui.widgets.command_palette import PaletteEntry
from ui.widgets.key_sheet import KeyRow


class Shell(Protocol):
    """What the window can be asked to do from everywhere."""

    @property
    def pages(self) -> tuple[PageSpec, ...]:
        """The pages in the order of the story."""
        ...

    def show_page(self, page: str) -> None:
        """Bring a page to the front."""
        ...

    def open_palette(self) -> None:
        """Offer everything that can be done."""
        ...

    def open_keys(self) -> None:
        """Show the key sheet."""
        ...

    def change_keys(self) -> None:
        """Let every key be changed."""
        ...

    def open_menu(self) -> None:
        """Drop the menu down."""
        ...

    def toggle_jobs(self) -> None:
        """Open or close the jobs panel."""
        ...

    def toggle_rail(self) -> None:
        """Narrow or widen the rail."""
        ...

    def switch_theme(self) -> None:
        """Go from light to dark or back."""
        ...

    def focus_next_region(self) -> None:
        """Give the keyboard to the next part of the window."""
        ...

    def focus_previous_region(self) -> None:
        """Give the keyboard to the part before."""
        ...

    def close(self) -> bool:
        """Close the window; False when it stays open."""
        ...


def add_shell_actions(actions: ActionRegistry, window: Shell) -> None:
    """Register what can be done on every page."""
    go, view, app = _tr("Go"), _tr("View"), _tr("Stillroom")
    for number, page in enumerate(window.pages, start=1):
        shortcut = f"Ctrl+{number}" if number <= 9 else ""
        spec = ActionSpec(
            f"go.{page.id}",
            page.title,
            icon=page.icon,
            shortcut=shortcut,
            menu=go,
            keywords=page.keywords,
            is_harmless=True,
        )
        actions.add(spec, partial(window.show_page, page.id))
    rows = (
        ("app.palette", _tr("Search or do"), "search", ("Ctrl+K",), app, window.open_palette, ""),
        ("app.jobs", _tr("Show or hide jobs"), "jobs", ("Ctrl+J",), view, window.toggle_jobs, "progress running log"),
        ("app.rail", _tr("Narrow or widen the rail"), "rail", ("Ctrl+B",), view, window.toggle_rail, "sidebar pages"),
        (
            "app.theme",
            _tr("Switch light and dark"),
            "theme",
            ("Ctrl+Shift+L",),
            view,
            window.switch_theme,
            "theme colours colors mode night appearance",
        ),
        ("app.next_region", _tr("Next region"), "next", ("F6",), view, window.focus_next_region, "focus"),
        (
            "app.previous_region",
            _tr("Previous region"),
            "previous",
            ("Shift+F6",),
            view,
            window.focus_previous_region,
            "focus",
        ),
        ("app.menu", _tr("Open the menu"), "menu", ("F10",), view, window.open_menu, ""),
        ("app.keys", _tr("Show keys"), "keyboard", ("?", "F1"), app, window.open_keys, "shortcuts help keyboard"),
        (
            "app.change_keys",
            _tr("Change keys…"),
            "key",
            (),
            app,
            window.change_keys,
            "shortcuts hotkeys keyboard remap bindings",
        ),
        ("app.quit", _tr("Quit"), "quit", ("Ctrl+Q",), app, window.close, "exit close leave"),
    )
    for id_, text, icon, keys, menu, run, keywords in rows:
        key, is_harmless = next(iter(keys), ""), id_ != "app.quit"
        spec = ActionSpec(id_, text, icon, key, keys[1:], menu=menu, keywords=keywords, is_harmless=is_harmless)
        actions.add(spec, run)


def palette_entries(
    actions: ActionRegistry, icons: Icons, pages: Sequence[PageSpec], current: str
) -> list[PaletteEntry]:
    """Pages and actions that can be done now, those of the shown page first; last what other pages can begin."""
    titles = {page.id: page.title for page in pages}
    deeds = {deed.id: deed for page in pages for deed in page.deeds}
    specs = sorted(actions.specs(usable_only=True), key=lambda spec: not spec.page)
    entries = [
        PaletteEntry(
            id=spec.id,
            text=actions.action(spec.id).text().replace("&&", "&"),
            heading=titles.get(spec.page) or spec.menu,
            keys=next(iter(actions.keys(spec.id)), ""),
            icon=icons.get(spec.icon, "muted") if spec.icon else None,
            keywords=f"{spec.keywords} {spec.help} {deeds[spec.id].keywords if spec.id in deeds else ''}",
        )
        for spec in specs
        if spec.id != "app.palette"
    ]
    elsewhere = [(page, deed) for page in pages if page.id != current for deed in page.deeds]
    return entries + [_deed_entry(icons, page, deed) for page, deed in elsewhere]


def deed_page(pages: Sequence[PageSpec], id_: str) -> str:
    """The page on which something can be begun; empty for what is no deed of any page."""
    return next((page.id for page in pages if any(deed.id == id_ for deed in page.deeds)), "")


def _deed_entry(icons: Icons, page: PageSpec, deed: Deed) -> PaletteEntry:
    icon = icons.get(deed.icon, "muted")
    return PaletteEntry(id=deed.id, text=deed.text, heading=page.title, icon=icon, keywords=deed.keywords)


def key_rows(actions: ActionRegistry, titles: dict[str, str], page: str) -> list[KeyRow]:
    """The keys that are live on the shown page, its own first."""
    specs = [spec for spec in actions.specs() if spec.page in ("", page) and actions.keys(spec.id)]
    specs.sort(key=lambda spec: not spec.page)
    return [KeyRow(titles.get(spec.page) or spec.menu, spec.text, actions.keys(spec.id)) for spec in specs]


def fill_menu(menu: QMenu, actions: ActionRegistry, icons: Icons, titles: dict[str, str]) -> None:
    """Build the menu anew: the shown page's actions, then a submenu for each heading."""
    menu.clear()
    actions.refresh()
    here = [spec for spec in actions.specs() if spec.page and actions.action(spec.id).isEnabled()]
    for spec in here:
        _put(menu, actions, icons, spec)
    if here:
        menu.addSeparator()
    everywhere = [spec for spec in actions.specs() if not spec.page]
    for heading in _headings(everywhere):
        part = menu.addMenu(safe_menu_text(heading))
        for spec in everywhere:
            if spec.menu == heading:
                _put(part, actions, icons, spec)


def _headings(specs: Sequence[ActionSpec]) -> list[str]:
    return list(dict.fromkeys(spec.menu for spec in specs))


def _put(menu: QMenu, actions: ActionRegistry, icons: Icons, spec: ActionSpec) -> None:
    action = actions.action(spec.id)
    if spec.icon:
        action.setIcon(icons.get(spec.icon, "muted"))
    menu.addAction(action)


def _tr(text: str) -> str:
    return QCoreApplication.translate("shell", text)
