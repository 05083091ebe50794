# SPDX-License-Identifier: Apache-2.0
"""People's presenter: the figures, and what is dealt out, sent and taken in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from core.changes import Change, ChangeKind
from core.domain.merging import Merge, MergeReport
from core.domain.packets import PacketHeader, PacketReport, ReplyDecision, ReplyHeader
from core.domain.reviews import Act
from core.domain.traces import TraceFilter
from ui.context import UiContext
from ui.pages.base import Presenter
from ui.pages.people.state import AssignWish, PacketWish, PeopleState, read_people

T = TypeVar("T")


class PeoplePresenter(Presenter):
    """The state of People.

    Signals:
        state_read: PeopleState.
        conflicts_found: the path of a reply and its Merge; nothing was changed yet.
        busy_changed: what is being done, in words; empty for nothing.
    """

    state_read = Signal(object)
    conflicts_found = Signal(object, object)
    busy_changed = Signal(str)

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        """Listen for changes; nothing is read before show()."""
        super().__init__(context, parent)
        self.state: PeopleState | None = None
        self.busy = ""
        self._is_shown = False
        self._is_reading = False
        self._is_stale = False
        context.changes.changed.connect(self._on_changed)

    def show(self) -> None:
        """The page came on screen: read what may be old."""
        self._is_shown = True
        self._read()

    def hide(self) -> None:
        """The page left the screen; changes wait until it comes back."""
        self._is_shown = False

    def assign(self, wish: AssignWish) -> None:
        """Deal traces out."""
        people, reviewer = self.context.studio.people, self.context.reviewer
        self._do(
            self.tr("Assigning…"),
            lambda: people.assign(
                wish.wanted, wish.reviewers, share_twice=wish.share_twice, seed=wish.seed, reviewer=reviewer
            ),
            self._on_act,
        )

    def unassign(self, reviewers: Sequence[str]) -> None:
        """Take assignments back; nobody named means all."""
        people, reviewer = self.context.studio.people, self.context.reviewer
        self._do(
            self.tr("Taking back…"),
            lambda: people.unassign(TraceFilter(), reviewers, reviewer=reviewer),
            self._on_act,
        )

    def export_packet(self, wish: PacketWish, path: Path) -> None:
        """Write a packet."""
        people, reviewer = self.context.studio.people, self.context.reviewer
        self._do(
            self.tr("Writing the packet…"),
            lambda: people.export_packet(path, wish.wanted, reviewer=reviewer, is_blind=wish.is_blind),
            partial(self._on_written, path),
        )

    def export_reply(self, path: Path) -> None:
        """Write what was decided on the packet that was read last."""
        people, reviewer = self.context.studio.people, self.context.reviewer
        self._do(
            self.tr("Writing the reply…"),
            lambda: people.export_reply(path, reviewer=reviewer),
            partial(self._on_replied, path),
        )

    def take_in(self, path: Path) -> None:
        """Read a packet, or look what a reply would do; one without conflicts is merged at once."""
        people = self.context.studio.people
        self._do(
            self.tr("Reading “{name}”…").format(name=path.name),
            lambda: people.compare_reply(path) if people.is_reply(path) else people.import_packet(path),
            partial(self._on_taken_in, path),
        )

    def merge(self, path: Path, theirs: Sequence[ReplyDecision], *, is_all_theirs: bool) -> None:
        """Apply a reply; of a conflict what is here stays, but for ``theirs``."""
        people, reviewer = self.context.studio.people, self.context.reviewer
        self._do(
            self.tr("Merging “{name}”…").format(name=path.name),
            lambda: people.merge_reply(path, reviewer=reviewer, theirs=theirs, is_all_theirs=is_all_theirs),
            self._on_merged,
        )

    def undo(self) -> None:
        """Take back the newest act of this reviewer."""
        review, reviewer = self.context.studio.review, self.context.reviewer
        self._do(self.tr("Undoing…"), lambda: review.undo(reviewer), self._on_undone)

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if self._is_shown and change.kind in (ChangeKind.TRACES, ChangeKind.REVIEWS):
            self._read()

    def _read(self) -> None:
        """Read everything; what changes meanwhile is read once more after it, not once for each change."""
        if self._is_reading:
            self._is_stale = True
            return
        self._is_reading, self._is_stale = True, False
        studio = self.context.studio
        self.context.work.ask(self, "people", lambda: read_people(studio), self._on_read, self._on_lost)

    def _on_read(self, state: PeopleState) -> None:
        self._is_reading = False
        self.state = state
        self.state_read.emit(state)
        if self._is_stale and self._is_shown:
            self._read()

    def _on_lost(self, error: BaseException) -> None:
        self._is_reading = False
        self.context.notify.fail(error)

    def _do(self, words: str, run: Callable[[], T], then: Callable[[T], object]) -> None:
        """One step at a time; whoever asks for a second one is told what runs."""
        if self.busy:
            self.context.notify.toast(self.busy)
            return
        self._set_busy(words)

        def done(answer: T) -> None:
            self._set_busy("")
            then(answer)

        self.context.work.ask(self, "step", run, done, self._on_failed)

    def _set_busy(self, words: str) -> None:
        self.busy = words
        self.busy_changed.emit(words)

    def _on_failed(self, error: BaseException) -> None:
        self._set_busy("")
        self.context.notify.fail(error)

    def _on_act(self, act: Act) -> None:
        self.context.notify.toast(act.label, undo=self.undo)

    def _on_undone(self, act: Act | None) -> None:
        if act is not None:
            self.context.notify.toast(act.label)

    def _on_written(self, path: Path, header: PacketHeader) -> None:
        told = self.tr("Wrote {n} traces to {file}") if header.count != 1 else self.tr("Wrote 1 trace to {file}")
        self.context.notify.toast(told.format(n=f"{header.count:,}", file=path.name))

    def _on_replied(self, path: Path, header: ReplyHeader) -> None:
        told = self.tr("Wrote {n} decisions to {file}") if header.count != 1 else self.tr("Wrote 1 decision to {file}")
        self.context.notify.toast(told.format(n=f"{header.count:,}", file=path.name))

    def _on_taken_in(self, path: Path, found: Merge | PacketReport) -> None:
        if isinstance(found, PacketReport):
            self.context.notify.toast(found.sentence)
        elif found.conflicts:
            self.conflicts_found.emit(path, found)
        else:
            self.merge(path, (), is_all_theirs=False)

    def _on_merged(self, report: MergeReport) -> None:
        self.context.notify.toast(report.sentence, undo=None if report.act is None else self.undo)
