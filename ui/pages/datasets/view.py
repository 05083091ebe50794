# SPDX-License-Identifier: Apache-2.0
"""Datasets' view: what is frozen on the left; on the right a dataset to look into, or the form of a new one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QFileDialog, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from core.domain.datasets import MixCounts, Selection, SelectionCounts, Snapshot, SnapshotId
from core.errors import StudioError
from ui.actions import ActionSpec
from ui.context import UiContext
from ui.models.snapshot_table import SnapshotTableModel
from ui.pages.base import PageView
from ui.pages.datasets.detail_panel import DetailPanel
from ui.pages.datasets.export_form import FormatChoice
from ui.pages.datasets.freeze_form import FreezeForm
from ui.pages.datasets.names import file_stem, free_name
from ui.pages.datasets.presenter import DatasetsPresenter
from ui.pages.datasets.snapshot_list import SnapshotList
from ui.pages.datasets.state import SnapshotDetail
from ui.widgets.empty_state import EmptyState


class DatasetsView(PageView):
    """Frozen datasets and how they come and go."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        """Lay out the page; the list comes with the first show."""
        super().__init__(parent)
        self._context = context
        self._presenter = DatasetsPresenter(context, self)
        self._model = SnapshotTableModel(self)
        self._is_read = False
        self._counts: SelectionCounts | None = None
        self.table = SnapshotList()
        self.table.setObjectName("datasets_table")
        self.form = FreezeForm(context.icons)
        self.detail = DetailPanel(self._formats(), context.icons)
        self._right = QStackedWidget()
        self._whole = QStackedWidget()
        self._freeze = context.actions.add(
            ActionSpec(
                "datasets.freeze",
                self.tr("Freeze"),
                "add",
                "Ctrl+Return",
                why_not=self._why_not_freeze,
                page="datasets",
                menu=self.tr("Datasets"),
                help=self.tr("Make a frozen dataset of what was kept"),
            ),
            self._on_freeze,
        )
        self._lay_out()
        self._connect()
        self.set_primary(self._freeze)

    @property
    def presenter(self) -> DatasetsPresenter:
        """The state of the page."""
        return self._presenter

    def on_shown(self) -> None:
        """Read what may be old."""
        self._presenter.show()

    def on_hidden(self) -> None:
        """Changes wait until the page comes back."""
        self._presenter.hide()

    def show_target(self, target: object) -> None:
        """Look into a dataset by its id, or into a Snapshot."""
        if isinstance(target, Snapshot):
            self._presenter.choose(target.id)
        elif isinstance(target, int):
            self._presenter.choose(SnapshotId(target))

    def focus_first(self) -> None:
        """Work begins in the list, or in the form where there is none."""
        if self._model.rowCount():
            self.table.setFocus()
        else:
            self.form.form.field("name").setFocus()

    def _formats(self) -> tuple[FormatChoice, ...]:
        return tuple(
            FormatChoice(
                kind.name,
                kind.label,
                kind.help,
                kind.losses,
                next((spec.choices for spec in kind.params if spec.name == "style"), ()),
            )
            for kind in self._context.studio.datasets.kinds()
        )

    def _lay_out(self) -> None:
        self.table.setModel(self._model)
        self.table.setAccessibleName(self.tr("Frozen datasets"))
        self.table.set_empty_text(self.tr("Nothing is frozen yet. The form on the right makes the first dataset."))
        self.table.set_widths({1: 64, 2: 56, 3: 84, 4: 132}, stretch=0)
        self._right.addWidget(self.form)
        self._right.addWidget(self.detail)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(17)
        splitter.setStyleSheet("QSplitter::handle { background: transparent; }")
        for part, least in ((self.table, 380), (self._right, 420)):
            part.setMinimumWidth(least)
            splitter.addWidget(part)
        splitter.setStretchFactor(0, 4)
        splitter.setStretchFactor(1, 5)
        splitter.setSizes([430, 560])
        step = ActionSpec(
            "datasets.to_review", self.tr("Go to review"), "next", page="datasets", menu=self.tr("Datasets")
        )
        review = self._context.actions.add(step, self._on_to_review)
        sentence = self.tr("Datasets are made of traces that a person accepted. Nothing else is ever exported.")
        title = self.tr("Nothing to freeze yet")
        empty = EmptyState(self._context.icons, "datasets", title, sentence, action=review)
        empty.setObjectName("datasets_empty")
        self._whole.addWidget(splitter)
        self._whole.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._whole)

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.snapshots_read.connect(self._on_snapshots)
        presenter.choices_read.connect(self.form.show_choices)
        presenter.counts_read.connect(self._on_counts)
        presenter.detail_read.connect(self._on_detail)
        presenter.frozen.connect(self._on_frozen)
        presenter.mix_counted.connect(self._on_mix_counted)
        presenter.mix_refused.connect(self.detail.mix_form.show_refusal)
        presenter.busy_changed.connect(self._on_busy)
        self.form.selection_changed.connect(presenter.count)
        self.form.validity_changed.connect(self._on_validity)
        self.table.current_row_changed.connect(self._on_row)
        self.table.clicked.connect(self._on_clicked)
        self.detail.export_wanted.connect(self._on_export)
        self.detail.export_form.changed.connect(self._on_count_mix)
        self.detail.mix_form.counts_wanted.connect(self._on_count_mix)
        self.detail.mix_form.mix_wanted.connect(self._on_mix)

    # Freezing

    def _is_form_shown(self) -> bool:
        return self._right.currentWidget() is self.form

    def _why_not_freeze(self) -> str:
        return self._presenter.busy or (self.form.missing() if self._is_form_shown() else "")

    def _on_freeze(self) -> None:
        if not self._is_form_shown():
            self._show_form()
            return
        try:
            self._presenter.freeze(self.form.wish())
        except StudioError as error:
            self._context.notify.fail(error)

    def _show_form(self) -> None:
        self.table.clearSelection()
        self.table.setCurrentIndex(self._model.index(-1, -1))
        self._presenter.choose(None)
        self.form.form.field("name").setFocus()

    def _on_to_review(self) -> None:
        self._context.navigator.go("review")

    @Slot(object)
    def _on_frozen(self, _snapshot: Snapshot) -> None:
        self.form.clear_name()

    @Slot(object)
    def _on_counts(self, counts: SelectionCounts) -> None:
        self._counts = counts
        self.form.show_counts(counts)
        self._show_parts()

    @Slot(bool)
    def _on_validity(self, _is_ready: bool) -> None:
        self._context.actions.refresh()

    # The list and what it shows

    @Slot(object)
    def _on_snapshots(self, snapshots: tuple[Snapshot, ...]) -> None:
        is_first, self._is_read = not self._is_read, True
        self._model.set_snapshots(snapshots)
        self.form.suggest(free_name(snapshots))
        if is_first and snapshots and self._presenter.current is None:
            self._presenter.choose(snapshots[0].id)
        self._mark_current()
        self._show_parts()

    @Slot(object)
    def _on_detail(self, detail: SnapshotDetail | None) -> None:
        if detail is not None:
            self.detail.show_detail(detail)
        was_typing = self.form.isAncestorOf(QApplication.focusWidget() or self)
        self._right.setCurrentWidget(self.form if detail is None else self.detail)
        if was_typing and detail is not None:
            self.table.setFocus()
        self._freeze.setText(self.tr("Freeze") if detail is None else self.tr("New dataset"))
        self._mark_current()
        self._context.actions.refresh()

    def _mark_current(self) -> None:
        current = self._presenter.current
        place = self._model.place_of(current) if current is not None else -1
        if place >= 0 and place != self.table.currentIndex().row():
            self.table.setCurrentIndex(self._model.index(place, 0))

    def _show_parts(self) -> None:
        """Where nothing is frozen and nothing could be, say where datasets come from."""
        has_nothing = self._is_read and not self._model.rowCount()
        counts = self._counts
        is_untouched = self.form.selection() == Selection()
        is_empty = has_nothing and is_untouched and counts is not None and not counts.total
        self._whole.setCurrentIndex(1 if is_empty else 0)

    @Slot(int)
    def _on_row(self, place: int) -> None:
        if place >= 0:
            self._look_into(self._model.snapshot_at(place))

    @Slot(object)
    def _on_clicked(self, _index: object) -> None:
        self._on_row(self.table.currentIndex().row())

    def _look_into(self, snapshot: Snapshot) -> None:
        if snapshot.id != self._presenter.current:
            self._presenter.choose(snapshot.id)

    @Slot(str)
    def _on_busy(self, words: str) -> None:
        self.form.show_busy(words)
        self.detail.show_busy(words)
        self._context.actions.refresh()

    # Out of the house

    @Slot()
    def _on_export(self) -> None:
        detail = self.detail.detail
        if detail is not None:
            wish = self.detail.export_form.wish()
            self._ask_where(
                self.tr("Export to"),
                f"{file_stem(detail.snapshot.name)}.jsonl",
                lambda path: self._presenter.export(detail.snapshot, wish, path),
            )

    @Slot()
    def _on_count_mix(self) -> None:
        detail, form = self.detail.detail, self.detail.mix_form
        if detail is not None and form.has_file:
            self._presenter.count_mix(detail.snapshot, form.wish(self.detail.export_form.wish()))

    @Slot(object)
    def _on_mix_counted(self, counts: MixCounts) -> None:
        self.detail.mix_form.show_counts(counts)

    @Slot()
    def _on_mix(self) -> None:
        detail = self.detail.detail
        if detail is not None:
            wish = self.detail.mix_form.wish(self.detail.export_form.wish())
            self._ask_where(
                self.tr("Write the mix to"),
                f"{file_stem(detail.snapshot.name)}-mixed.jsonl",
                lambda path: self._presenter.mix(detail.snapshot, wish, path),
            )

    def _ask_where(self, title: str, name: str, then: Callable[[Path], object]) -> None:
        """Ask for a file to write, then go on; nothing waits meanwhile."""
        dialog = QFileDialog(self.window(), title, name, self.tr("JSON lines (*.jsonl);;All (*)"))
        dialog.setObjectName("dataset_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix("jsonl")
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda path: then(Path(path)))
        dialog.open()
