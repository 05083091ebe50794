# SPDX-License-Identifier: Apache-2.0
"""Review's view: queue, trace and what is known about it, with a key for everything."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domain.reviews import Verdict
from core.domain.traces import Step, TraceId
from ui.context import UiContext
from ui.pages.advising import Advising
from ui.pages.base import PageView
from ui.pages.review.beside_keys import BesideKeys
from ui.pages.review.board import ReviewBoard
from ui.pages.review.bulk_keys import BulkKeys
from ui.pages.review.judging import Judging
from ui.pages.review.keys import add_review_actions, is_of_widget
from ui.pages.review.modes import ReviewModes
from ui.pages.review.news import ReviewNews
from ui.pages.review.possible import Possible
from ui.pages.review.presenter import ReviewPresenter
from ui.pages.review.remark_keys import RemarkKeys
from ui.pages.review.targets import ReviewTargets
from ui.pages.review.trace_panel import Mode
from ui.pages.review.whole_queue import WholeQueue
from ui.theme.theme import READING_PX


class ReviewView(PageView):
    """The page where people live."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        """Lay out the page; the queue comes with the first show."""
        super().__init__(parent)
        self._context = context
        self._presenter = ReviewPresenter(context, self)
        self._possible = Possible(self._presenter, self)
        self._advising = Advising(context, self)
        self._remarks = RemarkKeys(context, self._presenter, self)
        self._judging = Judging(context, self._presenter, self)
        self._add_actions()
        self.board = ReviewBoard(context, self._presenter.queue.model)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.board)
        self.queue, self.panel, self.side = self.board.queue, self.board.panel, self.board.side
        self._modes = ReviewModes(context, self._presenter, self.board, self)
        self._news = ReviewNews(context, self._presenter, self.board, self._modes, self)
        self._beside = BesideKeys(context, self._presenter, self.board, self._modes, self)
        self._remarks.attach(self.board)
        self._judging.attach(self.board)
        self._whole = WholeQueue(context, self._presenter, self.queue, self)
        self._bulk = BulkKeys(context, self._presenter, self.board, modes=self._modes, whole=self._whole, page=self)
        self._targets = ReviewTargets(self._presenter, self.queue, modes=self._modes, bulk=self._bulk, page=self)
        self._possible.attach(self._modes, self._bulk)
        self._connect()

    @property
    def presenter(self) -> ReviewPresenter:
        """The state of the page."""
        return self._presenter

    def on_shown(self) -> None:
        """Read what may be old."""
        self._scale()
        self._whole.show_settings()
        self._presenter.show()

    def focus_first(self) -> None:
        """Reading begins in the text."""
        if self.board.is_reading:
            self.panel.take_keyboard()
        else:
            super().focus_first()

    def show_target(self, target: object) -> None:
        """Show one trace by its id, or make several of them the queue."""
        self._targets.show(target)

    def event(self, event: QEvent) -> bool:
        """Leave Space and arrows to the buttons, lists and boxes that live by them."""
        if is_of_widget(event):
            event.accept()
            return True
        return super().event(event)

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.progress_changed.connect(self.queue.show_progress)
        presenter.choices_read.connect(self.queue.show_choices)
        presenter.revision_read.connect(self._on_revision)
        presenter.opened.connect(self._judging.read)
        presenter.edits.saved.connect(self._on_saved)
        self.queue.filter_changed.connect(presenter.set_filter)
        self.queue.trace_chosen.connect(self._on_chosen)
        self.queue.left.connect(self.panel.take_keyboard)
        self.panel.revision_chosen.connect(presenter.read_revision)
        self.panel.save_requested.connect(self._on_save_accept)
        self.panel.leave_requested.connect(self._on_leave)
        self.panel.judged.connect(self._on_judged)
        self.side.findings.other_wanted.connect(self._on_chosen)
        self.side.evidence_wanted.connect(self.panel.show_evidence)
        self._modes.foot_changed.connect(self._keep_foot_free)
        self._news.was_shown.connect(self._keep_foot_free)
        self._bulk.changed.connect(self._keep_foot_free)
        self._context.theme.changed.connect(self._scale)

    def _add_actions(self) -> None:
        do: dict[str, Callable[[], object]] = {
            "accept": self._on_accept,
            "edit": self._on_edit,
            "continue": self._on_continue,
            "reject": lambda: self._ask_reasons(Verdict.REJECT),
            "send_back": lambda: self._ask_reasons(Verdict.NEEDS_WORK),
            "bulk": self._on_bulk,
            "skip_chosen": lambda: self._bulk.decide(Verdict.SKIP),
            "skip": lambda: self._decide(Verdict.SKIP),
            "flag": self._presenter.flag,
            **self._remarks.do(),
            **self._judging.do(),
            "decide_all": self._on_decide_all,
            "filters": self._on_filters,
            "improve": self._on_improve,
            "undo": self._presenter.undo,
            "redo": self._presenter.redo,
            "next": lambda: self._step(1),
            "previous": lambda: self._step(-1),
            "next_step": lambda: self.panel.walk(1),
            "previous_step": lambda: self.panel.walk(-1),
            "diff": self._on_diff,
            "beside": self._on_beside,
            "guidelines": self._on_guidelines,
            "search": self._on_search,
            "elements": self._on_elements,
            "save_accept": self._on_save_key,
            "save": self._on_save_draft,
            "leave": self._on_leave,
        }
        possible = self._possible
        others = {**self._remarks.can(possible.has_calm_trace), **self._judging.can(possible.is_calm)}
        add_review_actions(self._context.actions, do=do, can=possible.of(do, others), why_not=possible.why_not())

    # Wishes

    def _decide(self, verdict: Verdict) -> None:
        self._modes.set(Mode.READ)
        self._presenter.decide(verdict)

    @Slot(object, tuple, str)
    def _on_judged(self, verdict: Verdict, reasons: Sequence[str], note: str) -> None:
        self._modes.set(Mode.READ)
        self._presenter.decide(verdict, reasons=reasons, note=note)

    def _on_accept(self) -> None:
        if self._bulk.is_open:
            self._bulk.decide(Verdict.ACCEPT)
        else:
            self._decide(Verdict.ACCEPT)

    def _on_bulk(self) -> None:
        self._bulk.toggle()

    def _step(self, by: int) -> None:
        go = self._bulk.step if self._bulk.is_open else self._presenter.step
        go(by)

    def _on_edit(self) -> None:
        self._modes.edit()

    def _on_continue(self) -> None:
        self._modes.let_teacher_go_on()

    def _on_decide_all(self) -> None:
        self._whole.ask_for_all()

    def _on_filters(self) -> None:
        self.queue.more.open_dialog()

    def _on_improve(self) -> None:
        sheet = self._presenter.sheet
        self._advising.open(sheet.problem.task_type if sheet is not None else "")

    def _on_save_draft(self) -> None:
        self._modes.save_draft()

    def _ask_reasons(self, verdict: Verdict) -> None:
        if self._bulk.is_open:
            self._bulk.ask_reasons(verdict)
            return
        self._modes.set(Mode.REASONS)
        self.panel.reasons.open_with(verdict, self._context.studio.review.reasons())
        self._keep_foot_free()

    def _on_diff(self) -> None:
        self._modes.set(Mode.READ if self.panel.mode is Mode.DIFF else Mode.DIFF)

    def _on_beside(self) -> None:
        self._beside.toggle()

    def _on_guidelines(self) -> None:
        self.board.toggle_guidelines()
        self.panel.take_keyboard()

    def _on_elements(self) -> None:
        self.side.checklist.setFocus()

    def _on_save_key(self) -> None:
        self.panel.editor.save()

    def _on_search(self) -> None:
        self.queue.search.setFocus()
        self.queue.search.selectAll()

    @Slot(object)
    def _on_save_accept(self, steps: tuple[Step, ...]) -> None:
        if self._modes.is_unlike_stored():
            self._modes.save(steps, is_accepted=True)
        else:
            self._decide(Verdict.ACCEPT)

    @Slot()
    def _on_leave(self) -> None:
        if self._bulk.is_asking:
            self._bulk.leave()
        elif not self._modes.continuing.stop():
            self._modes.when_free(lambda: None)

    @Slot()
    def _keep_foot_free(self) -> None:
        """News must not cover the keys."""
        below = self.contentsMargins().bottom()
        foot = self.board.foot_height()
        self.set_foot_room(below + foot + 12 if foot else 20)

    # News

    @Slot(int, object)
    def _on_revision(self, _number: int, steps: tuple[Step, ...]) -> None:
        self.panel.show_steps(steps)

    @Slot(int, bool, object)
    def _on_saved(self, number: int, is_accepted: bool, steps: tuple[Step, ...]) -> None:
        self._modes.on_saved(number, steps, is_accepted=is_accepted)

    @Slot(int)
    def _on_chosen(self, trace_id: int) -> None:
        current = self._presenter.current
        if trace_id == current:
            return
        self._modes.when_free(lambda: self._presenter.choose(TraceId(trace_id)))
        if self._modes.is_editing and current is not None:
            self._news.choose_in_queue(current)

    @Slot()
    def _scale(self) -> None:
        scale = self._context.settings.current.reading_size / READING_PX
        for page in (self.panel.reader, self.panel.editor, self.panel.diff, self.panel.beside.page):
            page.set_scale(scale)
