# SPDX-License-Identifier: Apache-2.0
"""Datasets' presenter: what is frozen, what could be, and the long steps off the main thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from core.changes import Change, ChangeKind
from core.domain.datasets import ExportResult, MixCounts, Selection, Snapshot, SnapshotId
from core.errors import StudioError
from ui.context import UiContext
from ui.pages.base import Presenter
from ui.pages.datasets.state import ExportWish, FreezeWish, MixWish, read_choices, read_detail

T = TypeVar("T")
_WATCHED = (ChangeKind.TRACES, ChangeKind.REVIEWS, ChangeKind.SNAPSHOTS, ChangeKind.TASKS)


class DatasetsPresenter(Presenter):
    """The state of Datasets.

    Signals:
        snapshots_read: all snapshots, newest first.
        choices_read: FreezeChoices.
        counts_read: SelectionCounts of the selection that was asked for last.
        detail_read: SnapshotDetail, or None where no dataset is chosen.
        frozen: the new Snapshot.
        mix_counted: MixCounts, or None where they cannot be told; nothing was written.
        mix_refused: why a mix cannot be counted.
        busy_changed: what is being done, in words; empty for nothing.
    """

    snapshots_read = Signal(object)
    choices_read = Signal(object)
    counts_read = Signal(object)
    detail_read = Signal(object)
    frozen = Signal(object)
    mix_counted = Signal(object)
    mix_refused = Signal(str)
    busy_changed = Signal(str)

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        """Listen for changes; nothing is read before show()."""
        super().__init__(context, parent)
        self._is_shown = False
        self._busy = ""
        self._selection = Selection()
        self.current: SnapshotId | None = None
        context.changes.changed.connect(self._on_changed)

    @property
    def busy(self) -> str:
        """What is being done, in words; empty for nothing."""
        return self._busy

    def show(self) -> None:
        """The page came on screen: read what may be old."""
        self._is_shown = True
        self._read()

    def hide(self) -> None:
        """The page left the screen; changes wait until it comes back."""
        self._is_shown = False

    def count(self, selection: Selection) -> None:
        """Ask what a selection would take."""
        self._selection = selection
        service = self.context.studio.datasets
        self.context.work.ask(self, "count", lambda: service.count(selection), self.counts_read.emit)

    def choose(self, snapshot_id: SnapshotId | None) -> None:
        """Look into a dataset, or into none."""
        self.current = snapshot_id
        if snapshot_id is None:
            self.context.work.cancel(self, "detail")
            self.detail_read.emit(None)
            return
        studio = self.context.studio
        self.context.work.ask(self, "detail", lambda: read_detail(studio, snapshot_id), self.detail_read.emit)

    def freeze(self, wish: FreezeWish) -> None:
        """Freeze what the form says."""
        service = self.context.studio.datasets
        self._do(
            self.tr("Freezing “{name}”…").format(name=wish.name),
            lambda: service.freeze(wish.name, selection=wish.selection, split=wish.split, seed=wish.seed),
            self._on_frozen,
        )

    def export(self, snapshot: Snapshot, wish: ExportWish, path: Path) -> None:
        """Write a dataset in the form that others read."""
        service = self.context.studio.datasets
        self._do(
            self.tr("Exporting “{name}”…").format(name=snapshot.name),
            lambda: service.export(snapshot.id, format=wish.format, path=path, split=wish.split, style=wish.style),
            self._on_exported,
        )

    def count_mix(self, snapshot: Snapshot, wish: MixWish) -> None:
        """Ask what a mix would take; nothing is written."""
        service = self.context.studio.datasets
        self.context.work.ask(
            self,
            "count mix",
            lambda: service.count_mix(
                snapshot.id, wish.existing, ratio=wish.ratio, split=wish.rows.split, on_bad_line=wish.on_bad_line
            ),
            self.mix_counted.emit,
            self._on_mix_refused,
        )

    def mix(self, snapshot: Snapshot, wish: MixWish, out: Path) -> None:
        """Write a mix of an existing file with the rows of a dataset."""
        service = self.context.studio.datasets
        self._do(
            self.tr("Mixing “{name}” with {file}…").format(name=snapshot.name, file=wish.existing.name),
            lambda: service.mix_snapshot(
                snapshot.id,
                wish.existing,
                ratio=wish.ratio,
                seed=wish.seed,
                out=out,
                format=wish.rows.format,
                split=wish.rows.split,
                style=wish.rows.style,
                on_bad_line=wish.on_bad_line,
            ),
            partial(self._on_mixed, out),
        )

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if self._is_shown and change.kind in _WATCHED:
            self._read()

    def _read(self) -> None:
        studio = self.context.studio
        self.context.work.ask(self, "snapshots", studio.datasets.snapshots, self.snapshots_read.emit)
        self.context.work.ask(self, "choices", lambda: read_choices(studio), self.choices_read.emit)
        self.count(self._selection)

    def _do(self, words: str, run: Callable[[], T], then: Callable[[T], object]) -> None:
        """One long step at a time; whoever asks for a second one is told what runs."""
        if self._busy:
            self.context.notify.toast(self._busy)
            return
        self._set_busy(words)

        def done(answer: T) -> None:
            self._set_busy("")
            then(answer)

        self.context.work.ask(self, "long step", run, done, self._on_failed)

    def _set_busy(self, words: str) -> None:
        self._busy = words
        self.busy_changed.emit(words)

    def _on_failed(self, error: BaseException) -> None:
        self._set_busy("")
        self.context.notify.fail(error)

    def _on_frozen(self, snapshot: Snapshot) -> None:
        rows = snapshot.train_count + snapshot.eval_count
        self.context.notify.toast(self.tr("Froze “{name}”: {n} rows").format(name=snapshot.name, n=f"{rows:,}"))
        self.frozen.emit(snapshot)
        self.choose(snapshot.id)

    def _on_exported(self, result: ExportResult) -> None:
        name = Path(result.path).name
        self.context.notify.toast(self.tr("Wrote {n} rows to {file}").format(n=f"{result.rows:,}", file=name))

    def _on_mixed(self, out: Path, counts: MixCounts) -> None:
        self.mix_counted.emit(counts)
        self.context.notify.toast(self.tr("Wrote {n} rows to {file}").format(n=f"{counts.total:,}", file=out.name))

    def _on_mix_refused(self, error: BaseException) -> None:
        if isinstance(error, StudioError):
            self.mix_refused.emit(str(error))
        else:
            self.context.notify.fail(error)
