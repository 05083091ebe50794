# SPDX-License-Identifier: Apache-2.0
"""Actions: one list from which menus, buttons, shortcuts, command palette and key sheet come."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from core.errors import UnknownName
from ui.action_spec import ActionSpec, can_meet
from ui.key_plan import KeyPlan, plan_keys, used_on
from ui.key_rules import why_refused
from ui.key_text import is_single, said_key
from ui.safety import safe_tooltip

__all__ = ["ActionRegistry", "ActionSpec", "accepts_text", "shown_keys"]

log = logging.getLogger(__name__)

Chosen = Mapping[str, Sequence[str]]
"""Keys of the user's own: action id -> portable key sequences, none for no key at all."""
_KEYS = "stillroom_keys"


class ActionRegistry(QObject):
    """Every action of the window; knows which page is shown and whether somebody types.

    Signals:
        changed: actions came, went, or their state was refreshed.
    """

    changed = Signal()

    def __init__(self, *, remapped: Chosen | None = None, parent: QObject | None = None) -> None:
        """Start empty; ``remapped`` gives keys of the user's own to action ids, also to those that come later."""
        super().__init__(parent)
        self._specs: dict[str, ActionSpec] = {}
        self._actions: dict[str, QAction] = {}
        self._chosen = {id_: tuple(keys) for id_, keys in (remapped or {}).items()}
        self._plan = KeyPlan({})
        self._noted: set[str] = set()
        self._shown: dict[str, tuple[object, ...]] = {}
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
        self._plan_anew()
        self.changed.emit()
        return action

    def remove_page(self, page: str) -> None:
        """Forget the actions of a page that was closed."""
        for id_ in [id_ for id_, spec in self._specs.items() if spec.page == page and page]:
            del self._specs[id_]
            self._shown.pop(id_, None)
            self._actions.pop(id_).deleteLater()
        self._plan_anew()
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
        return tuple(said_key(key) for key in self.key_texts(id_))

    def key_texts(self, id_: str) -> tuple[str, ...]:
        """The shortcuts of an action as portable text."""
        return self._plan.keys[self.spec(id_).id]

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The keys of the user's own, with those of actions that are not here (yet)."""
        return dict(self._chosen)

    def remap(self, chosen: Chosen) -> None:
        """Use these keys of the user's own from now on, and the defaults where there are none."""
        self._chosen = {id_: tuple(keys) for id_, keys in chosen.items()}
        self._plan_anew()
        self._tell_log()
        self.changed.emit()

    def holders(self, id_: str, key: str) -> tuple[ActionSpec, ...]:
        """The other actions that have a key where this one can be live too."""
        spec = self.spec(id_)
        others = (other for other in self._specs.values() if other is not spec and can_meet(spec, other))
        return tuple(other for other in others if key in self._plan.keys[other.id])

    def why_refused(self, id_: str, key: str) -> str:
        """One sentence why an action can never have a key; empty where it can."""
        spec = self.spec(id_)
        return why_refused(spec, key, used=used_on(self.specs(), spec.page))

    def tell_unknown(self) -> None:
        """Write into the log which keys in the settings belong to no action, once every page is built."""
        unknown = sorted(self._chosen.keys() - self._specs.keys())
        self._note(f"there is no action {id_}; what was chosen for it is left as it is" for id_ in unknown)

    def set_page(self, page: str) -> None:
        """Say which page is shown; only its actions and those of everywhere are live."""
        self._page = page
        self._tell_log()
        self.refresh()

    def set_typing(self, is_typing: bool) -> None:
        """Put single-letter shortcuts to sleep while a text field has the focus."""
        if is_typing == self._is_typing:
            return
        self._is_typing = is_typing
        for spec in self._specs.values():
            if any(is_single(key) for key in self._plan.keys[spec.id]):
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
        shown = (reason, is_here, self._is_typing, self._plan.keys[spec.id])
        if self._shown.get(spec.id) == shown:
            return
        self._shown[spec.id] = shown
        action.setStatusTip(reason)
        action.setProperty(_KEYS, list(self.keys(spec.id)))
        action.setToolTip(safe_tooltip(f"{self._tooltip(spec)}\n{reason}".strip()))
        keys = [key for key in self._plan.keys[spec.id] if is_here and not (self._is_typing and is_single(key))]
        sequences = [QKeySequence(key) for key in keys]
        if action.shortcuts() != sequences:
            action.setShortcuts(sequences)

    def _is_here(self, spec: ActionSpec) -> bool:
        return spec.page in ("", self._page)

    def _is_usable(self, spec: ActionSpec, reason: str = "") -> bool:
        if reason or not self._is_here(spec):
            return False
        return spec.enabled_when is None or spec.enabled_when()

    def _plan_anew(self) -> None:
        """Put all keys together again and show those that are new."""
        before = self._plan.keys
        self._plan = plan_keys(self.specs(), self._chosen)
        for spec in self._specs.values():
            if before.get(spec.id) != self._plan.keys[spec.id]:
                self._apply(spec)

    def _tell_log(self) -> None:
        """Say once what could not be followed; not while a page is being built, since then much is unknown."""
        self._note(self._plan.notes)

    def _note(self, notes: Iterable[str]) -> None:
        for note in notes:
            if note not in self._noted:
                self._noted.add(note)
                log.warning("keys: %s", note)

    def _check_keys(self, new: ActionSpec) -> None:
        """Two actions that can meet must not come with one key."""
        for spec in self._specs.values():
            shared = set(new.default_keys) & set(spec.default_keys)
            if shared and can_meet(spec, new):
                raise ValueError(f"{new.id} and {spec.id} share the key {', '.join(sorted(shared))}")

    def _tooltip(self, spec: ActionSpec) -> str:
        keys = ", ".join(self.keys(spec.id))
        words = spec.help or spec.text
        return f"{words} ({keys})" if keys else words


def shown_keys(action: QAction) -> tuple[str, ...]:
    """The keys of a registered action as the user reads them, awake or asleep; none for any other action."""
    return tuple(action.property(_KEYS) or ())


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
