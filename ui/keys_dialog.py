# SPDX-License-Identifier: Apache-2.0
"""The dialog in which every key can be changed, by keyboard alone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from ui.context import UiContext
from ui.dialogs.question import Answer, Question
from ui.key_changes import Keys, KeyWish, all_default, granted, wish_default, wish_for, without_keys
from ui.key_lines import key_lines, matching
from ui.key_text import said_key
from ui.key_words import about_action, about_holders, about_outcome
from ui.keys_foot import KeysFoot
from ui.own_keys import OwnKeys
from ui.widgets.empty_note import EmptyNote
from ui.widgets.key_list import KeyLine, KeyList
from ui.widgets.labels import Hairline

_SIZE = (760, 640)
_WALK = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class Stage(Enum):
    """What the dialog is at."""

    CHOOSING = "choosing"
    RECORDING = "recording"
    ASKING = "asking"


class KeysDialog(QDialog):
    """All actions with their keys; a key that is pressed is in use at once."""

    def __init__(self, context: UiContext, own: OwnKeys, titles: Mapping[str, str], page: str, parent: QWidget) -> None:
        """Show the actions of ``page`` first; ``titles`` are those of the pages, in their order."""
        super().__init__(parent)
        self.setObjectName("keys_dialog")
        self.setWindowTitle(self.tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(min(_SIZE[0], parent.width() - 80), min(_SIZE[1], parent.height() - 80))
        self._actions = context.actions
        self._own = own
        self._titles = {page: titles[page], **titles} if page in titles else dict(titles)
        self._stage = Stage.CHOOSING
        self._is_complete = False
        self._is_adding = False
        self._waiting_key = ""
        self._wish: KeyWish | None = None
        self._came_from: QWidget | None = None
        self._lines: tuple[KeyLine, ...] = ()
        self._lay_out()
        self._connect()
        self._read()
        self.search.setFocus()

    @property
    def is_complete(self) -> bool:
        """True once the actions of every page are known."""
        return self._is_complete

    @Slot()
    def show_all(self) -> None:
        """Every page is built: what is still unknown belongs to nobody."""
        self._is_complete = True
        self._actions.tell_unknown()
        self._read()
        if self._stage is Stage.RECORDING and self._waiting_key:
            self._on_recorded(self._waiting_key)

    def reject(self) -> None:
        """Escape first leaves what is going on, then the dialog."""
        if self._stage is Stage.CHOOSING:
            super().reject()
        else:
            self._choose_again()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk the list while the search line keeps the keyboard."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in _WALK:
                self.list.step(_WALK[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_change()
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.search = QLineEdit()
        self.search.setObjectName("keys_search")
        self.search.setPlaceholderText(self.tr("Search actions, pages and keys"))
        self.search.setAccessibleName(self.tr("Search actions, pages and keys"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.list = KeyList()
        self._empty = EmptyNote(self.tr("No action is called that, and none has such a key. Try fewer letters."))
        self._empty.setObjectName("keys_empty")
        self._middle = QStackedWidget()
        self._middle.addWidget(self.list)
        self._middle.addWidget(self._empty)
        self.foot = KeysFoot()
        top = QVBoxLayout()
        top.setContentsMargins(24, 16, 24, 12)
        top.addWidget(self.search)
        middle = QVBoxLayout()
        middle.setContentsMargins(12, 0, 12, 4)
        middle.addWidget(self._middle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Hairline())
        column.addLayout(middle, 1)
        column.addWidget(Hairline())
        column.addWidget(self.foot)

    def _connect(self) -> None:
        foot = self.foot
        self.search.textChanged.connect(self._show)
        self.list.change_wanted.connect(self._on_change)
        self.list.current_changed.connect(self._on_current)
        foot.change_wanted.connect(self._on_change)
        foot.add_wanted.connect(self._on_add)
        foot.clear_wanted.connect(self._on_clear)
        foot.default_wanted.connect(self._on_default)
        foot.all_default_wanted.connect(self._on_all_default)
        foot.close_wanted.connect(self.accept)
        foot.swap_wanted.connect(self._on_swap)
        foot.take_wanted.connect(self._on_take)
        foot.cancelled.connect(self._choose_again)
        foot.recorder.recorded.connect(self._on_recorded)
        foot.recorder.left.connect(self._on_recorder_left)
        self._actions.changed.connect(self._read)
        self._own.failed.connect(self._on_failed)

    # What is shown

    @Slot()
    def _read(self) -> None:
        lines = key_lines(self._actions, self._titles)
        if lines != self._lines:
            self._lines = lines
            self._show()

    @Slot()
    def _show(self) -> None:
        shown = matching(self._lines, self.search.text())
        self.list.show_lines(shown)
        self._middle.setCurrentWidget(self.list if shown else self._empty)
        self._offer()

    def _offer(self) -> None:
        """Offer what can be done with the current action."""
        if self._stage is Stage.CHOOSING:
            id_ = self.list.current_id()
            line = self.list.line(id_) if id_ else None
            self.foot.show_choosing(
                has_action=line is not None,
                has_keys=line is not None and bool(line.keys),
                is_own=line is not None and line.is_own,
                has_own=any(found.is_own for found in self._lines),
            )

    @Slot(str)
    def _on_current(self, id_: str) -> None:
        if self._wish is not None and id_ != self._wish.id:
            self._choose_again()
        if self._stage is Stage.CHOOSING:
            self._offer()
            self.foot.say(about_action(self._actions, id_) if id_ else "")

    # What is wanted

    @Slot()
    def _on_change(self) -> None:
        self._record(is_adding=False)

    @Slot()
    def _on_add(self) -> None:
        self._record(is_adding=True)

    def _record(self, *, is_adding: bool) -> None:
        id_ = self.list.current_id()
        if not id_:
            return
        self._came_from = self.search if self.search.hasFocus() else self.list
        self._is_adding = is_adding
        self._waiting_key = ""
        self._stage = Stage.RECORDING
        words = (
            self.tr("Press one more key for “{action}”.") if is_adding else self.tr("Press the new key for “{action}”.")
        )
        self.foot.say(words.format(action=self._actions.spec(id_).text))
        self.foot.show_recording()

    @Slot(str)
    def _on_recorded(self, key: str) -> None:
        if not self._is_complete:
            # Who else has it is known in a moment.
            self._waiting_key = key
            return
        id_ = self.list.current_id()
        reason = self._actions.why_refused(id_, key)
        if reason:
            self.foot.say(reason, role="reject")
            return
        self._ask_or_use(wish_for(self._actions, id_, key, is_added=self._is_adding))

    @Slot()
    def _on_recorder_left(self) -> None:
        if self._stage is Stage.RECORDING:
            self._choose_again()

    @Slot()
    def _on_clear(self) -> None:
        id_ = self.list.current_id()
        self._use(without_keys(self._actions, id_), id_)

    @Slot()
    def _on_default(self) -> None:
        self._came_from = self.list
        self._ask_or_use(wish_default(self._actions, self.list.current_id()))

    @Slot()
    def _on_all_default(self) -> None:
        question = Question(
            self,
            self.tr("Give every action its own key back?"),
            self.tr("Every key is as it came then. What you chose is forgotten."),
            (Answer("default", self.tr("All to default"), "primary"),),
            self._on_all_default_sure,
        )
        question.open()

    def _on_all_default_sure(self, _answer: str) -> None:
        self._own.use(all_default(self._actions))
        self._choose_again()
        self.foot.say(self.tr("Every key is as it came."))

    @Slot()
    def _on_swap(self) -> None:
        if self._wish is not None:
            self._use(granted(self._actions, self._wish, is_swapped=True), self._wish.id)

    @Slot()
    def _on_take(self) -> None:
        if self._wish is not None:
            self._use(granted(self._actions, self._wish), self._wish.id)

    # What comes of it

    def _ask_or_use(self, wish: KeyWish) -> None:
        if not wish.holders:
            self._use(granted(self._actions, wish), wish.id)
            return
        self._wish = wish
        self._stage = Stage.ASKING
        self.foot.say(about_holders(wish, self._titles), role="warn")
        swap = self.tr("Swap: it gets {key}").format(key=said_key(wish.swapped)) if wish.swapped else ""
        self.foot.show_asking(swap=swap)

    def _use(self, chosen: Mapping[str, Keys], id_: str) -> None:
        self._own.use(chosen)
        self._choose_again()
        self.foot.say(about_outcome(self._actions, id_))

    @Slot()
    def _on_failed(self) -> None:
        self.foot.say(self.tr("The keys could not be kept, so the old ones are back."), role="reject")

    @Slot()
    def _choose_again(self) -> None:
        """Back to the list, with the keyboard where it was."""
        was_choosing, self._stage, self._wish = self._stage is Stage.CHOOSING, Stage.CHOOSING, None
        self._offer()
        if not was_choosing:
            (self._came_from or self.list).setFocus()
            self._on_current(self.list.current_id())
