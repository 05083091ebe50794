# SPDX-License-Identifier: Apache-2.0
"""Which keys an action cannot have, and the sentence that says why: what writing, lists and leaving need."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication, Qt

from ui.action_spec import ActionSpec
from ui.key_text import combination_of, said_key

_Held = Qt.KeyboardModifier
_MOVING = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
}
_ERASING = {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}
_TEXT_KEYS = {
    *("Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Y", "Ctrl+Z", "Ctrl+Shift+Z"),
    *("Ctrl+Ins", "Shift+Ins", "Shift+Del", "Ctrl+Backspace", "Ctrl+Del"),
}
_STEP_KEYS = {"Alt+Up", "Alt+Down", "Alt+Return", "Ctrl+Shift+K"}
_EDITING_PAGES = ("", "review")


def why_refused(spec: ActionSpec, key: str, *, used: Collection[str]) -> str:
    """One sentence why an action cannot have a key; empty where it can.

    ``used`` holds the keys that actions of its page come with: there the page knows how to share them with its fields.
    """
    said = said_key(key)
    if key == "Esc":
        words = _tr("{key} leaves what is open, on every page, and does nothing else.")
        return "" if key in spec.default_keys else words.format(key=said)
    if not spec.is_harmless and _erases(key):
        words = _tr("{key} erases, and “{action}” decides or changes something: a slip would cost too much.")
        return words.format(key=said, action=spec.text)
    return "" if key in used else _why_needed(spec, key).format(key=said)


def keeps_escape(spec: ActionSpec) -> bool:
    """True for an action that leaves: Escape stays with it."""
    return "Esc" in spec.default_keys


def _erases(key: str) -> bool:
    found = combination_of(key)
    return found.key() in _ERASING and _is_bare(found.keyboardModifiers())


def _is_bare(held: Qt.KeyboardModifier) -> bool:
    return not held & ~_Held.ShiftModifier & ~_Held.KeypadModifier


def _why_needed(spec: ActionSpec, key: str) -> str:
    """What the key does already, wherever the keyboard is."""
    found = combination_of(key)
    is_plain = not found.keyboardModifiers() & (_Held.AltModifier | _Held.MetaModifier)
    if found.key() == Qt.Key.Key_Tab and is_plain:
        return _tr("{key} takes the keyboard to the next field or tab.")
    if found.key() == Qt.Key.Key_Return and _is_bare(found.keyboardModifiers()):
        return _tr("{key} ends a line in a field and presses the button that has the keyboard.")
    if found.key() == Qt.Key.Key_Space and _is_bare(found.keyboardModifiers()):
        return _tr("{key} presses the button that has the keyboard.")
    if found.key() in _MOVING and is_plain:
        return _tr("{key} moves in lists and in text.")
    if key in _TEXT_KEYS:
        return _tr("{key} belongs to the text that is being written: it copies, pastes, erases or undoes there.")
    if key in _STEP_KEYS and spec.page in _EDITING_PAGES:
        return _tr("{key} belongs to the editor of steps in Review.")
    if not spec.page and Qt.Key.Key_1 <= found.key() <= Qt.Key.Key_9 and _is_bare(found.keyboardModifiers()):
        return _tr("{key} chooses by number in Review, and this action works on every page.")
    return ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("keys", text)
