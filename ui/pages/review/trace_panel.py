# SPDX-License-Identifier: Apache-2.0
"""The middle of Review: the problem, the reasoning to read, edit or compare, and the keys under it."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from core.domain.traces import Step
from ui.actions import ActionRegistry
from ui.pages.review.beside import BesidePage
from ui.pages.review.reading_keys import ReadingKeys
from ui.pages.review.reasons_bar import ReasonsBar
from ui.pages.review.signs import step_signs, word_signs
from ui.pages.review.state import TraceSheet
from ui.pages.review.trace_head import TraceHead
from ui.safety import TextLabel, safe_tooltip
from ui.theme.icons import Icons
from ui.widgets.call_form import CallForm
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import Hairline
from ui.widgets.reasoning_editor import ReasoningEditor
from ui.widgets.revision_diff import RevisionDiff
from ui.widgets.trace_view import Evidence, TraceView


class Mode(Enum):
    """What the reviewer is at."""

    READ = "read"
    REASONS = "reasons"
    EDIT = "edit"
    DIFF = "diff"
    BESIDE = "beside"


LOW = {Mode.REASONS: 600, Mode.EDIT: 760}
"""Below these heights reasons, or steps and the form of a call, need the room of the situation."""


class TracePanel(QFrame):
    """One trace, in the mode that the reviewer is in.

    Signals:
        revision_chosen: number of the revision to look at.
        save_requested: the steps to keep and accept.
        leave_requested: the reviewer wants to stop editing or choosing reasons.
        judged: the verdict with its reasons and note.
    """

    revision_chosen = Signal(int)
    save_requested = Signal(object)
    leave_requested = Signal()
    judged = Signal(object, tuple, str)

    def __init__(self, actions: ActionRegistry, icons: Icons, parent: QWidget | None = None) -> None:
        """Start in reading mode without a trace."""
        super().__init__(parent)
        self.setProperty("look", "card")
        self._mode = Mode.READ
        self.sheet: TraceSheet | None = None
        self._steps: tuple[Step, ...] = ()
        self.head = TraceHead(icons, self._button(actions, "flag", self.tr("Flag")))
        self.reader = TraceView()
        self.reader.setObjectName("review_reader")
        self.editor = ReasoningEditor(has_save_key=False)
        self.editor.setObjectName("review_editor")
        self.diff = RevisionDiff()
        self.diff.setObjectName("review_diff")
        self.beside = BesidePage()
        self.note = QLineEdit()
        self.note.setObjectName("review_edit_note")
        self._diff_words = TextLabel(look="caption")
        self._pages = QStackedWidget()
        self._bars = QStackedWidget()
        self.reasons = ReasonsBar(actions.action("review.leave"))
        self.call_form = CallForm(icons)
        self.editor.add_call_form(self.call_form)
        self.editor.add_action(actions.action("review.continue"), self.tr("Continue…"))
        self._lay_out(actions)
        self._connect()

    @property
    def mode(self) -> Mode:
        """What the reviewer is at."""
        return self._mode

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are read: those of the revision that is looked at."""
        return self._steps

    def show_sheet(self, sheet: TraceSheet, state_word: str) -> None:
        """Show a trace; the same trace with news keeps its place and whatever is being edited."""
        before = self.sheet.trace if self.sheet is not None else None
        self.sheet = sheet
        self.head.show_sheet(sheet, state_word)
        if before is None or before.id != sheet.trace.id:
            self.call_form.set_tools(sheet.tools)
        if (
            before is None
            or before.id != sheet.trace.id
            or (before.head != sheet.trace.head and self._steps != sheet.trace.steps)
        ):
            self.show_steps(sheet.trace.steps)
        self._show_signs()

    def _show_signs(self) -> None:
        """Signs speak of the current revision; beside an older one they would stand at the wrong steps."""
        if self.sheet is not None and self.is_current_revision():
            self.reader.show_signs(step_signs(self.sheet), word_signs(self.sheet))

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Show the steps of another revision."""
        self._steps = steps
        self.reader.set_steps(steps)
        self._show_signs()
        if self._mode is Mode.DIFF:
            self._compare()

    def show_evidence(self, evidence: tuple[Evidence, ...]) -> None:
        """Tint what speaks for a required element."""
        self.reader.show_evidence(evidence)

    def set_mode(self, mode: Mode) -> None:
        """Read, give reasons, edit or compare; the keyboard goes where the mode needs it."""
        self._mode = mode
        pages = {Mode.EDIT: self.editor, Mode.DIFF: self._diff_page, Mode.BESIDE: self.beside}
        self._pages.setCurrentWidget(pages.get(mode, self.reader))
        bars = {Mode.REASONS: self.reasons, Mode.EDIT: self._edit_bar}
        self._bars.setCurrentWidget(bars.get(mode, self._read_bar))
        for bar in (self._read_bar, self.reasons, self._edit_bar):
            self._fit_bar(bar, is_shown=bar is self._bars.currentWidget())
        is_editing = mode is Mode.EDIT
        self.head.revision.setEnabled(not is_editing)
        why_not = self.tr("Save the edit or leave it to look at another revision.")
        self.head.revision.setToolTip(safe_tooltip(why_not if is_editing else ""))
        self.head.give_way(is_giving=self.height() < LOW.get(mode, 0))
        if mode is Mode.EDIT and self.sheet is not None:
            self.note.clear()
            self.editor.set_steps(self._steps, current=max(0, self.reader.current()))
        if mode is Mode.DIFF:
            self._compare()

    def take_keyboard(self) -> None:
        """Give the keyboard to what the mode is about."""
        if self._mode is Mode.REASONS:
            self.reasons.chips.setFocus()
        elif self._mode is Mode.EDIT:
            self.editor.setFocus()
        elif self._mode is Mode.DIFF:
            self.diff.setFocus()
        elif self._mode is Mode.BESIDE:
            self.beside.page.setFocus()
        else:
            self.reader.setFocus()

    def walk(self, by: int) -> None:
        """Make a step further on (or before) the current one."""
        self.reader.set_current(max(0, self.reader.current() + by))

    def is_current_revision(self) -> bool:
        """True while the steps that are read are those of the trace as it stands."""
        return self.sheet is not None and self._steps == self.sheet.trace.steps

    def foot_height(self) -> int:
        """Pixels that the keys of this mode take at the foot."""
        return self._foot.sizeHint().height()

    def _compare(self) -> None:
        if self.sheet is not None:
            self.diff.set_revisions(self.sheet.trace.original.steps, self._steps)
            self._diff_words.setText(self.tr("Compared with the original: {words}").format(words=self.diff.summary()))

    @staticmethod
    def _fit_bar(bar: QWidget, *, is_shown: bool) -> None:
        """Let only the shown bar ask for room."""
        policy = bar.sizePolicy()
        vertical = policy.Policy.Preferred if is_shown else policy.Policy.Ignored
        policy.setVerticalPolicy(vertical)
        bar.setSizePolicy(policy)

    def _lay_out(self, actions: ActionRegistry) -> None:
        self._diff_page = QWidget()
        self._diff_words.setContentsMargins(20, 8, 20, 0)
        compared = QVBoxLayout(self._diff_page)
        compared.setContentsMargins(0, 0, 0, 0)
        compared.setSpacing(0)
        compared.addWidget(self._diff_words)
        compared.addWidget(self.diff, 1)
        for page in (self.reader, self.editor, self._diff_page, self.beside):
            self._pages.addWidget(page)
        self._read_bar = self._reading_keys(actions)
        self._edit_bar = self._editing_keys(actions)
        for bar in (self._read_bar, self.reasons, self._edit_bar):
            self._bars.addWidget(bar)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(16, 10, 16, 12)
        foot.addWidget(self._bars)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.head)
        body = QVBoxLayout()
        body.setContentsMargins(8, 4, 4, 0)
        body.addWidget(self._pages)
        column.addLayout(body, 1)
        column.addWidget(Hairline())
        column.addWidget(self._foot)
        self.set_mode(Mode.READ)

    def _reading_keys(self, actions: ActionRegistry) -> QWidget:
        looks = {"accept": "primary", "reject": "danger"}
        words = {
            "accept": self.tr("Accept"),
            "edit": self.tr("Edit"),
            "send_back": self.tr("Send back"),
            "reject": self.tr("Reject"),
            "skip": self.tr("Skip"),
            "undo": self.tr("Undo"),
        }
        return ReadingKeys(
            {name: self._button(actions, name, said, looks.get(name, "")) for name, said in words.items()}
        )

    def _editing_keys(self, actions: ActionRegistry) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.note.setPlaceholderText(self.tr("Note"))
        self.note.setMinimumWidth(24)
        self.note.setAccessibleName(self.tr("Note about the edit"))
        row.addWidget(self._button(actions, "save_accept", self.tr("Save and accept"), "primary"))
        row.addWidget(self._button(actions, "save", self.tr("Save")))
        row.addWidget(self.note, 1)
        row.addWidget(self._button(actions, "leave", self.tr("Leave")))
        return bar

    @staticmethod
    def _button(actions: ActionRegistry, name: str, words: str, look: str = "") -> KeyButton:
        button = KeyButton(actions.action(f"review.{name}"), words, look=look)
        button.setObjectName(f"review_{name}")
        return button

    def _connect(self) -> None:
        self.head.revision_chosen.connect(self.revision_chosen)
        self.editor.save_requested.connect(self.save_requested)
        self.editor.leave_requested.connect(self.leave_requested)
        self.reasons.confirmed.connect(self.judged)
        self.reasons.cancelled.connect(self.leave_requested)
        self.note.returnPressed.connect(self._on_note_done)

    @Slot()
    def _on_note_done(self) -> None:
        self.editor.setFocus()
