# SPDX-License-Identifier: Apache-2.0
"""One frozen dataset: its facts, its first rows, and the ways out of the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.domain.json import JsonObject
from ui.models.snapshot_table import SHORT_HASH
from ui.pages.datasets.export_form import ExportForm, FormatChoice
from ui.pages.datasets.mix_form import MixForm
from ui.pages.datasets.state import EVAL, TRAIN, SnapshotDetail, turns_of
from ui.safety import ElidedLabel, TextLabel, hard_wrap, safe_tooltip, visible
from ui.theme.icons import Icons
from ui.widgets.cards import Card
from ui.widgets.chat_reader import ChatReader
from ui.widgets.form_fields import ChoiceBox
from ui.widgets.live_figures import Figure, LiveFigures
from ui.widgets.times import ago
from ui.widgets.upright_scroll import upright_scroll


class DetailPanel(Card):
    """A dataset to look into.

    Signals:
        export_wanted: ask where to write the rows.
    """

    export_wanted = Signal()

    def __init__(self, formats: Sequence[FormatChoice], icons: Icons, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent=parent)
        self.detail: SnapshotDetail | None = None
        self._place = 0
        self._name = ElidedLabel(look="section")
        self._name.setObjectName("dataset_name")
        self._figures = LiveFigures()
        self._figures.setObjectName("dataset_figures")
        self._busy = TextLabel(look="muted")
        self._side = ChoiceBox()
        self._side.setObjectName("rows_side")
        self._where = TextLabel(look="caption")
        self._where.setObjectName("rows_place")
        self._previous, self._next = QToolButton(), QToolButton()
        self.reader = ChatReader()
        self.reader.setObjectName("rows_reader")
        self._facts = QGridLayout()
        self.export_form = ExportForm(formats)
        self.mix_form = MixForm(icons)
        self.export = QPushButton(self.tr("Export…"))
        self.export.setObjectName("export_write")
        self.tabs = QTabWidget()
        self.tabs.setObjectName("dataset_tabs")
        self._lay_out(icons)
        self._connect()
        self._on_form()

    def show_detail(self, detail: SnapshotDetail) -> None:
        """Show another dataset."""
        is_other = self.detail is None or self.detail.snapshot.id != detail.snapshot.id
        self.detail = detail
        snapshot, number = detail.snapshot, QLocale().toString
        self._name.setText(visible(snapshot.name))
        self._figures.set_figures(
            (
                Figure(self.tr("Train"), number(snapshot.train_count), self.tr("rows")),
                Figure(self.tr("Eval"), number(snapshot.eval_count), self.tr("rows")),
                Figure(self.tr("Hash"), snapshot.sha256[:SHORT_HASH], "SHA-256"),
                Figure(self.tr("Frozen"), ago(snapshot.created_at), ""),
            )
        )
        self._show_facts(detail)
        if is_other:
            self._place = 0
            self._side.setCurrentIndex(0)
            self.mix_form.clear_counts()
        self._show_row()

    def show_busy(self, words: str) -> None:
        """Say what is being done; one step at a time."""
        self._busy.setText(words)
        self._busy.setVisible(bool(words))
        self.export.setEnabled(not words)
        self.export.setToolTip(safe_tooltip(words))

    def _show_row(self) -> None:
        detail = self.detail
        if detail is None:
            return
        is_train = self._side.currentData() == TRAIN
        rows = detail.train if is_train else detail.eval
        count = detail.snapshot.train_count if is_train else detail.snapshot.eval_count
        self._place = max(0, min(self._place, len(rows) - 1))
        self.reader.set_turns(turns_of(rows[self._place]) if rows else ())
        words = self.tr("Row {n} of the first {shown}, {total} in all")
        self._where.setText(
            words.format(n=self._place + 1, shown=len(rows), total=f"{count:,}") if rows else self.tr("No rows here")
        )
        self._offer(self._previous, self.tr("Previous row"), self.tr("This is the first row."), self._place > 0)
        last = self.tr("This is the last row that is shown here.")
        self._offer(self._next, self.tr("Next row"), last, self._place + 1 < len(rows))

    @staticmethod
    def _offer(button: QToolButton, name: str, why_not: str, is_there: bool) -> None:
        button.setEnabled(is_there)
        button.setToolTip(safe_tooltip(name if is_there else f"{name}\n{why_not}"))

    def _show_facts(self, detail: SnapshotDetail) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, (name, value) in enumerate(_fact_rows(detail)):
            label = TextLabel(name, look="caption")
            self._facts.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(TextLabel(visible(value[:2_000]), is_wrapping=True, is_selectable=True), row, 1)

    def _lay_out(self, icons: Icons) -> None:
        self._busy.hide()
        self._facts.setHorizontalSpacing(16)
        self._facts.setVerticalSpacing(8)
        self._facts.setColumnMinimumWidth(0, 96)
        self._facts.setColumnStretch(1, 1)
        self._side.addItem(self.tr("Train"), TRAIN)
        self._side.addItem(self.tr("Eval"), EVAL)
        self._side.setAccessibleName(self.tr("Side"))
        for button, icon, name in (
            (self._previous, "previous", self.tr("Previous row")),
            (self._next, "next", self.tr("Next row")),
        ):
            button.setAccessibleName(name)
            button.setFixedSize(32, 32)
            icons.put(button, icon, "muted")
        self._previous.setObjectName("rows_previous")
        self._next.setObjectName("rows_next")
        facts = QWidget()
        column = QVBoxLayout(facts)
        column.addLayout(self._facts)
        column.addStretch(1)
        export = QWidget()
        out = QVBoxLayout(export)
        out.setSpacing(16)
        out.addWidget(self.export_form)
        out.addWidget(self.export, 0, Qt.AlignmentFlag.AlignLeft)
        out.addStretch(1)
        mix = QWidget()
        mixed = QVBoxLayout(mix)
        mixed.addWidget(self.mix_form)
        for page in (column, out, mixed):
            page.setContentsMargins(0, 12, 8, 0)
        self.tabs.addTab(self._rows_page(), self.tr("Rows"))
        self.tabs.addTab(upright_scroll(facts), self.tr("Manifest"))
        self.tabs.addTab(upright_scroll(export), self.tr("Export"))
        self.tabs.addTab(upright_scroll(mix), self.tr("Mix"))
        self.tabs.setDocumentMode(True)
        self.body.addWidget(self._name)
        self.body.addWidget(self._figures)
        self.body.addWidget(self._busy)
        self.body.addWidget(self.tabs, 1)

    def _rows_page(self) -> QWidget:
        page = QWidget()
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self._side)
        bar.addWidget(self._where, 1)
        bar.addWidget(self._previous)
        bar.addWidget(self._next)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        column.addLayout(bar)
        column.addWidget(self.reader, 1)
        return page

    def _connect(self) -> None:
        self._side.currentIndexChanged.connect(self._on_side)
        self._previous.clicked.connect(self._on_previous)
        self._next.clicked.connect(self._on_next)
        self.export_form.changed.connect(self._on_form)
        self.export.clicked.connect(self.export_wanted)

    @Slot()
    def _on_form(self) -> None:
        self.mix_form.show_rows(self.export_form.words())

    @Slot()
    def _on_side(self) -> None:
        self._place = 0
        self._show_row()

    @Slot()
    def _on_previous(self) -> None:
        self._place -= 1
        self._show_row()

    @Slot()
    def _on_next(self) -> None:
        self._place += 1
        self._show_row()


def _fact_rows(detail: SnapshotDetail) -> list[tuple[str, str]]:
    """The facts of a dataset by name; where the manifest cannot be read, those that the workspace itself keeps."""
    snapshot, recipe = detail.snapshot, detail.snapshot.recipe
    by_task = recipe.get("by_task")
    rows = [("Hash", hard_wrap(snapshot.sha256, width=32)), ("Folder", snapshot.path)]
    if isinstance(by_task, Mapping):
        rows.append(("By task", ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in by_task.items())))
    share = recipe.get("split")
    if isinstance(share, int | float):
        rows.append(("Split", f"{share * 100:.0f} % train, seed {recipe.get('seed', '?')}"))
    if left_out := recipe.get("left_out_as_tests"):
        rows.append(("Left out", f"{left_out} with the prompt of a test"))
    if detail.manifest is None:
        rows.append(("Manifest", detail.fault))
        return rows
    return rows + _manifest_rows(detail.manifest)


def _manifest_rows(manifest: JsonObject) -> list[tuple[str, str]]:
    rows = []
    teachers = manifest.get("teachers")
    if isinstance(teachers, Mapping):
        for name, teacher in teachers.items():
            rows.append(("Teacher", _teacher(str(name), teacher)))
    prompts = manifest.get("system_prompts")
    if isinstance(prompts, Mapping):
        rows += [("System prompt", text) for text in dict.fromkeys(str(text) for text in prompts.values())]
    versions = manifest.get("versions")
    if isinstance(versions, Mapping):
        rows.append(("Written by", ", ".join(f"{name} {version}" for name, version in versions.items())))
    return rows


def _teacher(name: str, teacher: object) -> str:
    if not isinstance(teacher, Mapping):
        return name
    rows = f"{teacher.get('rows', '?')} rows"
    if teacher.get("kind") == "planner":
        return f"{name}: built-in planner, not a language model  ·  {rows}"
    parts = [
        name,
        ", ".join(str(model) for model in teacher.get("models") or ()),
        rows,
        str(teacher.get("terms") or ""),
    ]
    return "  ·  ".join(part for part in parts if part)
