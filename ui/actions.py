# SPDX-License-Identifier: Apache-2.0
"""Actions: one list from which menus, buttons, shortcuts, command palette and key sheet come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from core.errors import UnknownName
from ui.safety import safe_tooltip


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


class ActionRegistry(QObject):
    """Every action of the window; knows which page is shown and whether somebody types.

    Signals:
        changed: actions came, went, or their state was refreshed.
    """

    changed = Signal()

    def __init__(self, *, remapped: Mapping[str, Sequence[str]] | None = None, parent: QObject | None = None) -> None:
        """Start empty; ``remapped`` gives other shortcuts to action ids."""
        super().__init__(parent)
        self._specs: dict[str, ActionSpec] = {}
        self._actions: dict[str, QAction] = {}
        self._remapped = dict(remapped or {})
        self._host: QWidget | None = None
        self._page = ""
        self._is_typing = False
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def add(self, spec: ActionSpec, run: Callable[[], object]) -> QAction:
        """Register an action; raises ValueError where its id or one of its keys is taken."""
        if spec.id in self._specs:
            raise ValueError(f"two actions are named {spec.id}")
        self._check_keys(spec)
        action = QAction(spec.text, self)
        action.setObjectName(spec.id)
        action.setCheckable(spec.is_checkable)
        action.triggered.connect(lambda _checked=False: run())
        self._specs[spec.id] = spec
        self._actions[spec.id] = action
        if self._host is not None:
            self._host.addAction(action)
        self._apply(spec)
        self.changed.emit()
        return action

    def remove_page(self, page: str) -> None:
        """Forget the actions of a page that was closed."""
        for id_ in [id_ for id_, spec in self._specs.items() if spec.page == page and page]:
            del self._specs[id_]
            self._actions.pop(id_).deleteLater()
        self.changed.emit()

    def attach(self, host: QWidget) -> None:
        """Let shortcuts work anywhere in the window of ``host``."""
        self._host = host
        for action in self._actions.values():
            host.addAction(action)

    def action(self, id_: str) -> QAction:
        """The QAction to put on a button or into a menu; raises UnknownName."""
        if id_ not in self._actions:
            raise UnknownName("action", id_, tuple(self._actions))
        return self._actions[id_]

    def spec(self, id_: str) -> ActionSpec:
        """What was registered under the id; raises UnknownName."""
        self.action(id_)
        return self._specs[id_]

    def run(self, id_: str) -> None:
        """Do it, if it can be done now."""
        self.refresh()
        action = self.action(id_)
        if action.isEnabled():
            action.trigger()

    def specs(self, *, usable_only: bool = False) -> tuple[ActionSpec, ...]:
        """All actions, or those that could be done when it was last asked, in the order of registration."""
        chosen = (spec for spec in self._specs.values() if not usable_only or self._actions[spec.id].isEnabled())
        return tuple(chosen)

    def keys(self, id_: str) -> tuple[str, ...]:
        """The shortcuts of an action as the user reads them on this system."""
        native = QKeySequence.SequenceFormat.NativeText
        return tuple(QKeySequence(key).toString(native) for key in self._keys(self.spec(id_)))

    def set_page(self, page: str) -> None:
        """Say which page is shown; only its actions and those of everywhere are live."""
        self._page = page
        self.refresh()

    def set_typing(self, is_typing: bool) -> None:
        """Put single-letter shortcuts to sleep while a text field has the focus."""
        if is_typing == self._is_typing:
            return
        self._is_typing = is_typing
        for spec in self._specs.values():
            if any(_is_single(key) for key in self._keys(spec)):
                self._apply(spec)

    def refresh(self) -> None:
        """Ask every action again whether it can be done."""
        for spec in self._specs.values():
            self._apply(spec)
        self.changed.emit()

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        self.set_typing(accepts_text(new))

    def _apply(self, spec: ActionSpec) -> None:
        action = self._actions[spec.id]
        is_here = self._is_here(spec)
        reason = spec.why_not() if spec.why_not is not None and is_here else ""
        action.setEnabled(self._is_usable(spec, reason))
        action.setStatusTip(reason)
        action.setToolTip(safe_tooltip(f"{self._tooltip(spec)}\n{reason}".strip()))
        keys = [key for key in self._keys(spec) if is_here and not (self._is_typing and _is_single(key))]
        sequences = [QKeySequence(key) for key in keys]
        if action.shortcuts() != sequences:
            action.setShortcuts(sequences)

    def _is_here(self, spec: ActionSpec) -> bool:
        return spec.page in ("", self._page)

    def _is_usable(self, spec: ActionSpec, reason: str = "") -> bool:
        if reason or not self._is_here(spec):
            return False
        return spec.enabled_when is None or spec.enabled_when()

    def _keys(self, spec: ActionSpec) -> tuple[str, ...]:
        if spec.id in self._remapped:
            return tuple(self._remapped[spec.id])
        return tuple(key for key in (spec.shortcut, *spec.more) if key)

    def _check_keys(self, new: ActionSpec) -> None:
        wanted = {QKeySequence(key).toString() for key in self._keys(new)}
        for spec in self._specs.values():
            can_meet = not spec.page or not new.page or spec.page == new.page
            shared = wanted & {QKeySequence(key).toString() for key in self._keys(spec)}
            if can_meet and shared:
                raise ValueError(f"{new.id} and {spec.id} share the key {', '.join(sorted(shared))}")

    def _tooltip(self, spec: ActionSpec) -> str:
        native = QKeySequence.SequenceFormat.NativeText
        keys = ", ".join(QKeySequence(key).toString(native) for key in self._keys(spec))
        words = spec.help or spec.text
        return f"{words} ({keys})" if keys else words


def accepts_text(widget: QWidget | None) -> bool:
    """True where a letter key writes a letter."""
    match widget:
        case QLineEdit() | QTextEdit() | QPlainTextEdit():
            return not widget.isReadOnly()
        case QAbstractSpinBox():
            return True
        case QComboBox():
            return widget.isEditable()
        case _:
            return widget is not None and widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def _is_single(key: str) -> bool:
    """True for a key without Ctrl, Alt or Meta that would otherwise write something."""
    combination = QKeySequence(key)[0]  # type: ignore[index]
    held = combination.keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier & ~Qt.KeyboardModifier.KeypadModifier
    is_named = combination.key() >= Qt.Key.Key_Escape and combination.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    is_delete = combination.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
    is_moving = Qt.Key.Key_Home <= combination.key() <= Qt.Key.Key_PageDown
    return held == Qt.KeyboardModifier.NoModifier and (not is_named or is_delete or is_moving)
