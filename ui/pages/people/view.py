# SPDX-License-Identifier: Apache-2.0
"""People's view: figures on the left, what waits to be settled on the right, and what goes out and comes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from core.domain.merging import Merge
from ui.actions import ActionSpec
from ui.context import UiContext
from ui.models.grid import GridModel
from ui.pages.base import PageView
from ui.pages.people.actions import action_specs
from ui.pages.people.conflict_dialog import ConflictDialog
from ui.pages.people.dialogs import AssignDialog, PacketDialog, UnassignDialog
from ui.pages.people.figures import PeopleFigures
from ui.pages.people.presenter import PeoplePresenter
from ui.pages.people.state import PacketWish, PeopleState
from ui.pages.people.words import dispute_words
from ui.safety import TextLabel
from ui.widgets.action_button import ActionButton
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.upright_scroll import upright_scroll


class PeopleView(PageView):
    """Everybody who reviews here, and those who do it elsewhere."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        """Lay out the page; the figures come with the first show."""
        super().__init__(parent)
        self._context = context
        self._presenter = PeoplePresenter(context, self)
        self._disputes = GridModel(self)
        self.disputes = DataTable()
        self.figures = PeopleFigures()
        self._pages = QStackedWidget()
        self._add_actions()
        self._lay_out()
        self._connect()
        self.set_primary(context.actions.action("people.assign"))

    @property
    def presenter(self) -> PeoplePresenter:
        """The state of the page."""
        return self._presenter

    def on_shown(self) -> None:
        """Read what may be old."""
        self._presenter.show()

    def on_hidden(self) -> None:
        """Changes wait until the page comes back."""
        self._presenter.hide()

    def focus_first(self) -> None:
        """Work begins with what waits to be settled."""
        if self._disputes.rowCount():
            self.disputes.setFocus()
        else:
            super().focus_first()

    def _add_actions(self) -> None:
        do: dict[str, Callable[[], object]] = {
            "assign": self._on_assign,
            "unassign": self._on_unassign,
            "export": self._on_export,
            "import": self._on_import,
            "reply": self._on_reply,
        }
        why_not = {
            "assign": lambda: self._why_not("has_traces"),
            "unassign": lambda: self._why_not("workloads"),
            "export": lambda: self._why_not("has_traces"),
            "import": lambda: self._presenter.busy,
            "reply": lambda: self._why_not("packets"),
        }
        for spec in action_specs(why_not=why_not):
            self._context.actions.add(spec, do[spec.id.removeprefix("people.")])

    def _why_not(self, needed: str) -> str:
        """Why something cannot be done; empty where it can."""
        state = self._presenter.state
        if self._presenter.busy or state is None:
            return self._presenter.busy or self.tr("The figures are on their way.")
        lacking = {
            "has_traces": (state.has_traces, self.tr("There is no trace yet.")),
            "workloads": (bool(state.workloads), self.tr("Nothing is assigned.")),
            "packets": (bool(state.packets), self.tr("No packet was read here.")),
        }
        is_there, words = lacking[needed]
        return "" if is_there else words

    def _lay_out(self) -> None:
        actions = self._context.actions
        self.disputes.setObjectName("people_disputes")
        self.disputes.setAccessibleName(self.tr("Traces that need adjudication"))
        self.disputes.setModel(self._disputes)
        self.disputes.set_empty_text(self.tr("Nothing to settle: nobody differs."))
        self._disputes.show_grid((self.tr("Trace and what they say"),), ())
        self.disputes.set_widths({}, stretch=0)
        row = QHBoxLayout()
        row.setSpacing(8)
        for name in ("export", "import", "reply"):
            row.addWidget(ActionButton(actions.action(f"people.{name}")))
        row.addStretch(1)
        row.addWidget(ActionButton(actions.action("people.unassign")))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(17)
        splitter.setStyleSheet("QSplitter::handle { background: transparent; }")
        for part, least in ((upright_scroll(self.figures), 600), (self._settling(), 260)):
            part.setMinimumWidth(least)
            splitter.addWidget(part)
        splitter.setStretchFactor(0, 5)
        splitter.setStretchFactor(1, 3)
        splitter.setSizes([680, 340])
        whole = QWidget()
        inner = QVBoxLayout(whole)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(16)
        inner.addLayout(row)
        inner.addWidget(splitter, 1)
        self._pages.addWidget(whole)
        self._pages.addWidget(self._nobody_yet(has_traces=True))
        self._pages.addWidget(self._nobody_yet(has_traces=False))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    def _settling(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(TextLabel(self.tr("Needs adjudication"), look="section"))
        column.addWidget(self.disputes, 1)
        words = self.tr("Enter opens one in Review. Your verdict there settles it.")
        column.addWidget(TextLabel(words, look="caption", is_wrapping=True))
        return part

    def _nobody_yet(self, *, has_traces: bool) -> QWidget:
        """What stands here before anybody has decided: the one next step, and the way in for a packet."""
        sentence = self.tr(
            "Deal traces out to reviewers, some to two at once, and see here how far they agree. "
            "A packet that somebody sent you is read with Import."
        )
        empty = EmptyState(
            self._context.icons,
            "people",
            self.tr("Nobody has reviewed anything yet") if has_traces else self.tr("Nothing to review yet"),
            sentence,
            action=self._context.actions.action("people.assign") if has_traces else self._to_generate(),
        )
        empty.setObjectName("people_empty" if has_traces else "people_no_traces")
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(ActionButton(self._context.actions.action("people.import")))
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(empty, 1)
        return part

    def _to_generate(self) -> QAction:
        words = self.tr("Go to generate")
        spec = ActionSpec("people.to_generate", words, "next", page="people", menu=self.tr("People"))
        return self._context.actions.add(spec, partial(self._context.navigator.go, "generate"))

    def _connect(self) -> None:
        self._presenter.state_read.connect(self._on_state)
        self._presenter.conflicts_found.connect(self._on_conflicts)
        self._presenter.busy_changed.connect(self._on_busy)
        self.disputes.row_activated.connect(self._on_dispute)

    # Wishes

    def _on_assign(self) -> None:
        if self._presenter.state is not None:
            dialog = AssignDialog(self.window(), self._context.icons, self._presenter.state)
            dialog.wished.connect(self._presenter.assign)
            dialog.open()

    def _on_unassign(self) -> None:
        if self._presenter.state is not None:
            dialog = UnassignDialog(self.window(), self._context.icons, self._presenter.state)
            dialog.wished.connect(self._presenter.unassign)
            dialog.open()

    def _on_export(self) -> None:
        if self._presenter.state is not None:
            dialog = PacketDialog(self.window(), self._context.icons, self._presenter.state)
            dialog.wished.connect(self._ask_where_packet)
            dialog.open()

    @Slot(object)
    def _ask_where_packet(self, wish: PacketWish) -> None:
        self._ask_file(self.tr("Export packet"), "packet.jsonl", partial(self._presenter.export_packet, wish))

    def _on_reply(self) -> None:
        self._ask_file(self.tr("Write reply"), "reply.jsonl", self._presenter.export_reply)

    def _on_import(self) -> None:
        self._ask_file(self.tr("Import packet or reply"), "", self._presenter.take_in)

    def _ask_file(self, title: str, name: str, then: Callable[[Path], object]) -> None:
        """Ask for a file to write, or to read where no name is given; nothing waits meanwhile."""
        dialog = QFileDialog(self.window(), title, str(Path.home()), self.tr("JSON lines (*.jsonl);;All (*)"))
        dialog.setObjectName("people_file")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if name:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setFileMode(QFileDialog.FileMode.AnyFile)
            dialog.setDefaultSuffix("jsonl")
            dialog.selectFile(name)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: then(Path(path)))
        dialog.open()

    # News

    @Slot(object)
    def _on_state(self, state: PeopleState) -> None:
        self.figures.show_state(state)
        current = self.disputes.currentIndex().row()
        self._disputes.show_grid(
            (self.tr("Trace and what they say"),), [(dispute_words(dispute),) for dispute in state.disputes]
        )
        if state.disputes and current >= 0:
            self.disputes.setCurrentIndex(self._disputes.index(min(current, len(state.disputes) - 1), 0))
        self._pages.setCurrentIndex(0 if not state.is_empty else 1 if state.has_traces else 2)
        self._context.actions.refresh()

    @Slot(object, object)
    def _on_conflicts(self, path: Path, found: Merge) -> None:
        dialog = ConflictDialog(self.window(), found)
        dialog.chosen.connect(lambda theirs, is_all: self._presenter.merge(path, theirs, is_all_theirs=is_all))
        dialog.open()

    @Slot(str)
    def _on_busy(self, _words: str) -> None:
        self._context.actions.refresh()

    @Slot(int)
    def _on_dispute(self, place: int) -> None:
        state = self._presenter.state
        if state is not None and place < len(state.disputes):
            self._context.navigator.go("review", state.disputes[place].trace_id)
