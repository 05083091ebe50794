# SPDX-License-Identifier: Apache-2.0
"""Keys as words: read from a file, taken from what was pressed, and said as this system names them.

A key is kept as portable text such as ``Ctrl+Return``, one stroke each.
"""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from ui.safety import visible

_Portable = QKeySequence.SequenceFormat.PortableText
_Native = QKeySequence.SequenceFormat.NativeText
_Held = Qt.KeyboardModifier
_ONLY_HELD = {
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_Super_L,
    Qt.Key.Key_Super_R,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
    Qt.Key.Key_ScrollLock,
}
_WRITERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_RETURN = re.compile(r"\bReturn\b")


@lru_cache(maxsize=1_024)
def read_key(text: str) -> str:
    """The key as it is kept; empty for what is no key, or more than one stroke."""
    sequence = QKeySequence.fromString(text, _Portable)
    return sequence.toString(_Portable) if sequence.count() == 1 else ""


@lru_cache(maxsize=1_024)
def said_key(key: str) -> str:
    """The key as people read it here, such as ``Ctrl+Enter``."""
    return visible(_RETURN.sub("Enter", QKeySequence.fromString(key, _Portable).toString(_Native)))


def combination_of(key: str) -> QKeyCombination:
    """Which key it is, and what is held with it; of a key that ``read_key`` knows."""
    return QKeySequence.fromString(key, _Portable)[0]  # type: ignore[index]


def pressed_key(event: QKeyEvent) -> str:
    """The key that was pressed; empty while only Ctrl, Shift or the like are held."""
    key = Qt.Key(event.key())
    if key in _ONLY_HELD or key in (Qt.Key.Key_unknown, Qt.Key(0)):
        return ""
    held = event.modifiers() & ~_Held.KeypadModifier & ~_Held.GroupSwitchModifier
    if key == Qt.Key.Key_Backtab:
        key, held = Qt.Key.Key_Tab, held | _Held.ShiftModifier
    if key == Qt.Key.Key_Enter:
        key = Qt.Key.Key_Return
    text = event.text()
    if text[:1].isprintable() and text and not text[0].isalnum() and not text[0].isspace():
        # Shift is how this keyboard writes the sign, and not a part of the key.
        held &= ~_Held.ShiftModifier
    return read_key(QKeySequence(QKeyCombination(held, key)).toString(_Portable))


def said_held(event: QKeyEvent) -> str:
    """What is held down so far, such as ``Ctrl+Shift+``."""
    held = event.modifiers() & ~_Held.KeypadModifier & ~_Held.GroupSwitchModifier
    return QKeySequence(QKeyCombination(held, Qt.Key.Key_A)).toString(_Native).removesuffix("A")


@lru_cache(maxsize=1_024)
def is_single(key: str) -> bool:
    """True for a key without Ctrl, Alt or Meta that would otherwise write, erase or move in a text."""
    combination = combination_of(key)
    held = combination.keyboardModifiers() & ~_Held.ShiftModifier & ~_Held.KeypadModifier
    is_named = combination.key() >= Qt.Key.Key_Escape and combination.key() not in _WRITERS
    is_delete = combination.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
    is_moving = Qt.Key.Key_Home <= combination.key() <= Qt.Key.Key_PageDown
    return held == _Held.NoModifier and (not is_named or is_delete or is_moving)
