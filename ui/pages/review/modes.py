# SPDX-License-Identifier: Apache-2.0
"""What the reviewer is at, and how a mode is left without losing what was typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from core.domain.reviews import Draft, Verdict
from core.domain.traces import Step, TraceId
from core.errors import InvalidInput
from ui.context import UiContext
from ui.dialogs.question import Answer, Question
from ui.pages.review.board import ReviewBoard
from ui.pages.review.call_checks import CallChecks
from ui.pages.review.continuing import Continuing
from ui.pages.review.drafts import DraftKeeper
from ui.pages.review.presenter import ReviewPresenter
from ui.pages.review.state import TraceSheet
from ui.pages.review.trace_panel import Mode
from ui.widgets.times import ago

_CALM = (Mode.READ, Mode.DIFF, Mode.BESIDE)


class ReviewModes(QObject):
    """Reading, giving reasons, editing and comparing, one at a time.

    Signals:
        foot_changed: the keys at the foot of the trace take another height.
    """

    foot_changed = Signal()

    def __init__(self, context: UiContext, presenter: ReviewPresenter, board: ReviewBoard, page: QWidget) -> None:
        """Switch the panel of ``board``; dialogs float over the window of ``page``."""
        super().__init__(page)
        self._context = context
        self._presenter = presenter
        self._panel = board.panel
        self._page = page
        self._base = 0
        self._calls = CallChecks(context, presenter, self._panel.call_form, self)
        self.continuing = Continuing(context, self._panel.editor, page, self)
        self.drafts = DraftKeeper(context, self._panel.editor, self._panel.note, self, continued=self.continuing.made)
        self._is_leaving_asked = False
        self._kept: TraceId | None = None
        self._waits_for_acceptance: bool | None = None
        presenter.edits.failed.connect(self._on_save_failed)

    @property
    def mode(self) -> Mode:
        """What the reviewer is at."""
        return self._panel.mode

    @property
    def is_calm(self) -> bool:
        """True while nothing is half done."""
        return self.mode in _CALM

    @property
    def is_editing(self) -> bool:
        """True while steps are being edited."""
        return self.mode is Mode.EDIT

    def set(self, mode: Mode, *, takes_keyboard: bool = True) -> None:
        """Begin something else; the keyboard goes where that needs it."""
        if mode is self.mode:
            return
        if self.is_editing:
            self.continuing.end()
            self.drafts.end()
            self.continuing.forget()
        had_keyboard = self._has_keyboard()
        self._presenter.hold(mode is Mode.EDIT)
        self._panel.set_mode(mode)
        if takes_keyboard and (had_keyboard or mode is not Mode.READ or self._has_keyboard()):
            self._panel.take_keyboard()
        self.foot_changed.emit()
        self._context.actions.refresh()

    def edit(self) -> None:
        """Begin to edit the trace that is read, or go on with the draft of it."""
        sheet = self._presenter.sheet
        if sheet is None:
            return
        draft = self.drafts.latest(sheet)
        self._base = sheet.trace.head
        self.set(Mode.EDIT)
        if draft is not None:
            self._take_up(sheet, draft)
        self.drafts.begin(sheet.trace.id, self._base)

    def let_teacher_go_on(self) -> None:
        """Let a teacher go on behind the current step, in the editor."""
        sheet = self._presenter.sheet
        if sheet is None:
            return
        if not self.is_editing:
            place = self._panel.reader.current()
            self.edit()
            self._panel.editor.page().set_current(place)
        self.continuing.ask(sheet)

    def go_on(self) -> None:
        """Go on with the draft of the trace that came on screen, if there is one; the queue keeps the keyboard."""
        sheet = self._presenter.sheet
        draft = self.drafts.latest(sheet) if sheet is not None else None
        if sheet is None or draft is None:
            return
        focused = QApplication.focusWidget()
        self.set(Mode.EDIT, takes_keyboard=focused is not None and self._panel.isAncestorOf(focused))
        self._take_up(sheet, draft)
        self.drafts.begin(sheet.trace.id, self._base)

    def save_draft(self) -> None:
        """Keep the edit as a revision and go on editing; what cannot be kept says why."""
        self._save_newest(is_accepted=False)

    def save(self, steps: tuple[Step, ...], *, is_accepted: bool) -> None:
        """Keep the edit as a revision of the one that it began with.

        While one is on its way into the store, another wish waits for it and then takes the words as they are by then.
        """
        if self._presenter.edits.is_busy:
            self._waits_for_acceptance = is_accepted or bool(self._waits_for_acceptance)
            return
        self._kept = self.drafts.edited
        note = self._panel.note.text().strip()
        continued = self.continuing.made()
        self._presenter.edits.keep(steps, base=self._base, note=note, is_accepted=is_accepted, continued=continued)

    def is_unlike_stored(self) -> bool:
        """True where accepting the editor's steps is more than accepting the trace."""
        sheet = self._panel.sheet
        stored = sheet.trace.steps if sheet is not None else ()
        return self._panel.editor.has_unsaved() or self._panel.steps != stored

    def on_saved(self, number: int, steps: tuple[Step, ...], *, is_accepted: bool) -> None:
        """The steps are stored as revision ``number``: leave the editor, or go on from there.

        What was typed while they were being stored is not in them: it goes on as an edit of that revision, which is
        kept at once where that was wished meanwhile.
        """
        wish, self._waits_for_acceptance = self._waits_for_acceptance, None
        if self.is_editing and self.drafts.edited == self._kept:
            self._go_on_from(number, steps, is_accepted=is_accepted)
        if self.is_editing and wish is not None:
            self._save_newest(is_accepted=wish)

    def when_free(self, then: Callable[[], object]) -> None:
        """Do something else once nothing would be lost by it."""
        if self.is_editing and self._panel.editor.has_unsaved():
            self._ask_to_leave(then)
        else:
            self._leave("leave", then)

    def _go_on_from(self, number: int, steps: tuple[Step, ...], *, is_accepted: bool) -> None:
        """Leave the editor once its edit is accepted, or go on editing what is stored now."""
        self.continuing.forget()
        self._base = number
        editor, edited = self._panel.editor, self.drafts.edited
        is_behind = not editor.holds(steps)
        if is_behind:
            editor.set_stored(steps)
        self.drafts.drop()
        if is_behind and edited is not None:
            self.drafts.begin(edited, number, is_behind=True)
        if is_accepted:
            self.set(Mode.READ)
        elif not is_behind:
            editor.set_steps(steps, current=editor.page().current())
            if edited is not None:
                self.drafts.begin(edited, number)

    def _save_newest(self, *, is_accepted: bool) -> None:
        """Keep what the editor holds now, where that is new; what cannot be kept says why."""
        editor = self._panel.editor
        if editor.has_unsaved() and editor.is_valid() and editor.steps():
            self.save(editor.steps(), is_accepted=is_accepted)
        elif editor.has_unsaved():
            editor.save()
        elif is_accepted:
            self.set(Mode.READ)
            self._presenter.decide(Verdict.ACCEPT)

    def _take_up(self, sheet: TraceSheet, draft: Draft) -> None:
        """Put a draft into the editor, and say whether it can still be saved."""
        self._base = draft.base
        self._panel.editor.set_steps(draft.steps, stored=sheet.trace.steps)
        self._panel.note.setText(draft.note)
        self.continuing.take_up(draft.continued)
        self._context.notify.toast(self.tr("Your edit of {when} goes on.").format(when=ago(draft.at)))
        if draft.base != sheet.trace.head:
            self._context.notify.fail(
                InvalidInput(
                    self.tr("Trace {id} was changed since you began this edit.").format(id=sheet.trace.id),
                    hint=self.tr("Copy out what you want to keep, leave the edit, and edit the trace as it is now."),
                )
            )

    def _has_keyboard(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self._page.isAncestorOf(focused)

    def _ask_to_leave(self, then: Callable[[], object]) -> None:
        if self._is_leaving_asked:
            return
        self._is_leaving_asked = True
        question = Question(
            self._page.window(),
            self.tr("Leave without saving?"),
            self.tr("The changes to this trace would be lost."),
            (
                Answer("keep", self.tr("Keep as a draft")),
                Answer("leave", self.tr("Leave without saving"), "danger"),
            ),
            lambda answer: self._leave(answer, then),
        )
        question.finished.connect(self._on_leaving_answered)
        question.open()

    def _leave(self, answer: str, then: Callable[[], object]) -> None:
        """Stop what is being done; only a draft that somebody wants to keep stays."""
        if answer == "leave":
            self.drafts.drop()
        self.set(Mode.READ)
        then()

    @Slot()
    def _on_save_failed(self) -> None:
        """Nothing that waited would fare better: it began at the same revision."""
        self._waits_for_acceptance = None

    @Slot()
    def _on_leaving_answered(self) -> None:
        self._is_leaving_asked = False
