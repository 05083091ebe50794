# SPDX-License-Identifier: Apache-2.0
"""Review's presenter: the trace that is read, what the reviewer does to it, and where reading goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.domain.reviews import Act, SkipTo, Verdict
from core.domain.traces import Step, TraceFilter, TraceId
from ui.context import UiContext
from ui.pages.base import Presenter
from ui.pages.review.act_line import ActLine
from ui.pages.review.check_starter import CheckStarter
from ui.pages.review.edit_keeping import EditKeeping
from ui.pages.review.many import ManyDecisions
from ui.pages.review.queue import ReviewQueue
from ui.pages.review.remarks import TraceRemarks
from ui.pages.review.renewal import MANY, Renewal
from ui.pages.review.sheets import Sheets
from ui.pages.review.standing import Standing
from ui.pages.review.state import QueueFilter, TraceSheet, progress_of, read_choices
from ui.pages.review.words import decided_words


class ReviewPresenter(Presenter):
    """The state of Review.

    A decision is shown at once and stored behind it; where storing fails the trace comes back and nothing is lost.

    Signals:
        sheet_shown: a TraceSheet, or None where there is no trace to read.
        progress_changed: QueueProgress.
        choices_read: QueueChoices.
        revision_read: number and steps of a revision that was asked for.
        opened: the first trace is on screen, or there is none; what nobody waits for is asked for now.
    """

    sheet_shown = Signal(object)
    progress_changed = Signal(object)
    choices_read = Signal(object)
    revision_read = Signal(int, object)
    opened = Signal()

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        """Listen for changes; nothing is read before show()."""
        super().__init__(context, parent)
        self.queue = ReviewQueue(context, self)
        self.standing = Standing(context, self)
        self._checks = CheckStarter(context, self.queue, self)
        self._acts = ActLine(context.work, self)
        self.remarks = TraceRemarks(
            context, self._acts, sheet=lambda: self.sheet, failed=self._on_decision_failed, parent=self
        )
        self.many = ManyDecisions(context, self._acts, self.queue, undo=self.undo, parent=self)
        self._current: TraceId | None = None
        self._shown: TraceSheet | None = None
        self._sheets = Sheets(context, self)
        self._renewal = Renewal(
            context, self.queue, self._sheets, self.standing, current=lambda: self._current, parent=self
        )
        self.edits = EditKeeping(
            context,
            self._acts,
            self.queue,
            self._sheets,
            current=lambda: self._current,
            undo=self.undo,
            go_to=self._go_to,
            parent=self,
        )
        self._is_held = False
        self._is_opening = False
        self._connect()

    # What the page asks

    @property
    def current(self) -> TraceId | None:
        """The trace that is read."""
        return self._current

    @property
    def sheet(self) -> TraceSheet | None:
        """The trace on screen; None while it is on its way."""
        return self._shown if self._shown is not None and self._shown.trace.id == self._current else None

    @property
    def is_idle(self) -> bool:
        """True when everything that was decided is in the store."""
        return self._acts.is_idle

    # Wishes

    def show(self) -> None:
        """The page came on screen."""
        self._is_opening = True
        if not self._renewal.is_begun or self._current is None:
            self._renewal.begin()
            self.queue.read()
        else:
            self._open()

    @Slot()
    def _open(self) -> None:
        if self._is_opening:
            self._is_opening = False
            self.standing.read()
            self.read_choices()
            self.opened.emit()

    def read_choices(self) -> None:
        """Ask anew what the filters can offer."""
        studio = self.context.studio
        self.context.work.ask(self, "choices", lambda: read_choices(studio), self.choices_read.emit)

    def hold(self, is_held: bool) -> None:
        """Stay at the trace that is read, whatever comes back, while its text is being edited."""
        self._is_held = is_held

    def set_filter(self, wanted: QueueFilter) -> None:
        """Read another queue."""
        if wanted != self.queue.wanted:
            self.queue.wanted = wanted
            self.queue.read()

    def show_only(self, ids: Sequence[TraceId]) -> None:
        """Let exactly these traces be the queue."""
        self._current = None
        self.queue.wanted = QueueFilter(TraceFilter(), chosen=tuple(ids))
        self.queue.read()

    def choose(self, trace_id: TraceId) -> None:
        """Read a trace, in the queue or not."""
        self._go_to(trace_id)

    def show_again(self, trace_id: TraceId | None) -> None:
        """Read a trace, and tell of it once more where it is on screen already."""
        if self._shown is not None and trace_id == self._current == self._shown.trace.id:
            self.sheet_shown.emit(self._shown)
        else:
            self._go_to(trace_id)

    def step(self, by: int) -> None:
        """Read the trace before or behind."""
        found = self.queue.neighbour(self._current, by)
        if found is not None:
            self._go_to(found)

    def decide(self, verdict: Verdict, *, reasons: Sequence[str] = (), note: str = "") -> None:
        """Give a verdict on the trace that is read, and go on to the next."""
        trace_id, sheet = self._current, self.sheet
        if trace_id is None or sheet is None:
            return
        skip_to = SkipTo(self.context.settings.current.skip_to)
        self.queue.show_verdict(trace_id, verdict, is_edited=sheet.trace.is_edited, skip_to=skip_to)
        service, reviewer = self.context.studio.review, self.context.reviewer
        self._acts.add(
            lambda: service.decide(
                (trace_id,), verdict, reasons=reasons, note=note, reviewer=reviewer, skip_to=skip_to
            ),
            partial(self._on_decided, verdict, skip_to),
            partial(self._on_decision_failed, trace_id),
        )
        following = self.queue.after(trace_id)
        is_back = verdict is Verdict.SKIP and skip_to is SkipTo.ME
        self._go_to(trace_id if following is None and is_back else following)

    def flag(self) -> None:
        """Flag the trace that is read, or take the flag off it."""
        sheet = self.sheet
        if sheet is None:
            return
        trace_id, wanted = sheet.trace.id, not sheet.trace.is_flagged
        self.queue.show_flag(trace_id, is_flagged=wanted)
        service, reviewer = self.context.studio.review, self.context.reviewer
        self._acts.add(
            lambda: service.flag((trace_id,), wanted, reviewer),
            lambda _act: None,
            partial(self._on_decision_failed, trace_id),
        )

    def undo(self) -> None:
        """Take back the newest act of this reviewer and show its trace."""
        service, reviewer = self.context.studio.review, self.context.reviewer
        self._acts.add(lambda: service.undo(reviewer), self._on_undone, self.context.notify.fail)

    def redo(self) -> None:
        """Do again what was taken back last."""
        service, reviewer = self.context.studio.review, self.context.reviewer
        self._acts.add(lambda: service.redo(reviewer), self._on_redone, self.context.notify.fail)

    def read_revision(self, number: int) -> None:
        """Ask for the steps of a revision; 0 is the original."""
        trace_id = self._current
        if trace_id is not None:
            review = self.context.studio.review
            then: Callable[[tuple[Step, ...]], None] = partial(self.revision_read.emit, number)
            self.context.work.ask(self, "revision", lambda: review.steps_at(trace_id, number), then)

    @Slot()
    def _on_queue_read(self) -> None:
        if self.queue.place_of(self._current) < 0 and not self._is_held:
            self._go_to(self.queue.first())
        else:
            self._tell_progress()

    @Slot()
    def _on_queue_grown(self) -> None:
        if self._current is None:
            self._go_to(self.queue.after(None))
        self._tell_progress()

    # Where reading goes

    def _go_to(self, trace_id: TraceId | None) -> None:
        """Read a trace: at once where it was read ahead, else as soon as it comes."""
        self._current = trace_id
        self._sheets.cancel()
        self.context.work.cancel(self, "revision")
        self._tell_progress()
        if trace_id is None:
            self._shown = None
            self.sheet_shown.emit(None)
            self._open()
        elif (held := self._sheets.get(trace_id)) is not None:
            self._show(held)
        else:
            self._sheets.ask(trace_id)
            # The trace before is still on screen: a key would be about another one than it seems.
            self.context.actions.refresh()

    @Slot()
    def _on_painted(self) -> None:
        """The trace is on screen: what comes next is read now, and not beside its painting, which it would hold up."""
        sheet = self.sheet
        if sheet is None:
            return
        self._open()
        self._checks.look_at(sheet)
        following = self.queue.after(sheet.trace.id)
        if following is not None:
            self._sheets.ask_ahead(following)

    @Slot(object)
    def _on_sheet(self, sheet: TraceSheet) -> None:
        if sheet.trace.id == self._current:
            self._show(sheet)

    @Slot(object)
    def _on_sheet_lost(self, error: BaseException) -> None:
        self.context.notify.fail(error)
        self._open()
        if self._shown is not None:
            self._current = self._shown.trace.id
            self._tell_progress()

    def _show(self, sheet: TraceSheet) -> None:
        self._shown = sheet
        self.sheet_shown.emit(sheet)
        QTimer.singleShot(0, self, self._on_painted)

    # What came back

    def _on_decided(self, verdict: Verdict, skip_to: SkipTo, act: Act) -> None:
        self.context.notify.toast(decided_words(verdict, act.trace_ids[0], skip_to), undo=self.undo)

    def _on_decision_failed(self, trace_id: TraceId, error: BaseException) -> None:
        self.queue.take_back((trace_id,))
        if not self._is_held:
            self._go_to(trace_id)
        self.context.notify.fail(error)

    def _on_undone(self, act: Act | None) -> None:
        if act is not None:
            self.queue.take_back(act.trace_ids)
            self._look_at(act)

    def _on_redone(self, act: Act | None) -> None:
        if act is not None:
            self.queue.read_rows(act.trace_ids[:MANY])
            self._look_at(act)

    def _look_at(self, act: Act) -> None:
        """Say what was done, and show its trace where it was one."""
        self.context.notify.toast(act.label)
        self._sheets.forget(act.trace_ids)
        if len(act.trace_ids) == 1 and not self._is_held:
            self._go_to(act.trace_ids[0])

    @Slot()
    def _tell_progress(self) -> None:
        place = self.queue.place_of(self._current) + 1
        self.progress_changed.emit(progress_of(self.standing.counts, place=place, total=len(self.queue)))

    def _connect(self) -> None:
        self.queue.was_read.connect(self._on_queue_read)
        self.queue.has_grown.connect(self._on_queue_grown)
        self.standing.was_read.connect(self._tell_progress)
        self._sheets.was_read.connect(self._on_sheet)
        self._sheets.was_lost.connect(self._on_sheet_lost)
