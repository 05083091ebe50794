# SPDX-License-Identifier: Apache-2.0
"""Tasks' view: problems to sample and what is stored of them, and the task types behind."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from core.domain.tasks import Difficulty, NewProblem, Split, Task
from core.errors import StudioError
from ui.actions import ActionSpec
from ui.context import UiContext
from ui.pages.advising import Advising
from ui.pages.base import PageView
from ui.pages.tasks.presenter import TasksPresenter, outcome_words
from ui.pages.tasks.preview_pane import PreviewPane
from ui.pages.tasks.sample_form import SampleForm
from ui.pages.tasks.state import MOST_PREVIEWED, SampleOutcome, TasksState
from ui.pages.tasks.task_dialog import TaskDialog, TaskParts
from ui.pages.tasks.task_types import TaskTypes
from ui.widgets.cards import Card
from ui.widgets.coverage_grid import Coverage, CoverageGrid

MOST_GRID_PX = 306
"""Height from which on the coverage scrolls, so that many task types leave room for the preview."""


class TasksView(PageView):
    """Two tabs: problems, and task types."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        """Lay out the page; tasks and counts come with the first show."""
        super().__init__(parent)
        self._context = context
        self._presenter = TasksPresenter(context, self)
        self._state: TasksState | None = None
        self._is_busy = False
        self._wanted = ""
        self._advising = Advising(context, self)
        self._add_actions()
        action = context.actions.action
        self.form = SampleForm(action("tasks.preview"))
        self.coverage = CoverageGrid()
        self.coverage.setObjectName("tasks_coverage")
        self.preview = PreviewPane(context.icons)
        self.types = TaskTypes(
            (action("tasks.new"), action("tasks.import")), (action("tasks.edit"), action("tasks.export"))
        )
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tasks_tabs")
        self._lay_out()
        self._connect()
        self.set_primary(action("tasks.sample"))

    def on_shown(self) -> None:
        self._presenter.show()

    def on_hidden(self) -> None:
        self._presenter.hide()

    def focus_first(self) -> None:
        self.tabs.setCurrentIndex(0)
        self.form.count.setFocus()
        self.form.count.selectAll()

    def show_target(self, target: object) -> None:
        """Show a task type by its name."""
        if isinstance(target, str):
            self._wanted = target
            self.tabs.setCurrentIndex(1)
            self.types.list.setFocus()
            if self._state is not None:
                self._show_tasks(self._state)

    def _add_actions(self) -> None:
        add, menu = self._context.actions.add, self.tr("Tasks")

        def why_not() -> str:
            return self.tr("Problems are being made.") if self._is_busy else ""

        add(
            ActionSpec(
                "tasks.sample",
                self.tr("Sample"),
                "add",
                "Ctrl+Return",
                why_not=why_not,
                page="tasks",
                menu=menu,
                help=self.tr("Store the problems that the form asks for"),
            ),
            self._on_sample,
        )
        add(
            ActionSpec(
                "tasks.preview",
                self.tr("Preview"),
                "show",
                "Ctrl+P",
                why_not=why_not,
                page="tasks",
                menu=menu,
                help=self.tr("Make the problems without storing them"),
            ),
            self._on_preview,
        )
        rest = (
            (
                "tasks.improve",
                self.tr("Improve the data"),
                "",
                "",
                self._on_improve,
                self.tr("What would make better traces"),
            ),
            ("tasks.new", self.tr("New"), "add", "Ctrl+N", self._on_new, self.tr("Make a task type of your own")),
            ("tasks.edit", self.tr("Edit"), "edit", "Ctrl+E", self._on_edit, self.tr("Edit as a new version")),
            ("tasks.import", self.tr("Import"), "import", "Ctrl+O", self._on_import, self.tr("Read tasks from TOML")),
            (
                "tasks.export",
                self.tr("Export"),
                "export",
                "Ctrl+S",
                self._on_export,
                self.tr("Write this task as TOML"),
            ),
        )
        for id_, text, icon, key, run, words in rest:
            add(ActionSpec(id_, text, icon, key, page="tasks", menu=menu, help=words), run)

    def _lay_out(self) -> None:
        side = Card(self.tr("Sample problems"))
        side.setFixedWidth(280)
        side_scroll = QScrollArea()
        side_scroll.setWidgetResizable(True)
        side_scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side_scroll.setWidget(self.form)
        side.body.addWidget(side_scroll, 1)
        stored = Card(self.tr("What is stored"))
        wide = QScrollArea()
        wide.setWidgetResizable(True)
        wide.setWidget(self.coverage)
        self._stored_scroll = wide
        stored.body.addWidget(wide)
        made = Card()
        made.body.addWidget(self.preview, 1)
        right = QVBoxLayout()
        right.setSpacing(16)
        right.addWidget(stored)
        right.addWidget(made, 1)
        problems = QWidget()
        row = QHBoxLayout(problems)
        row.setContentsMargins(0, 16, 0, 0)
        row.setSpacing(16)
        row.addWidget(side)
        row.addLayout(right, 1)
        self.tabs.addTab(problems, self.tr("Problems"))
        self.tabs.addTab(self.types, self.tr("Task types"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.tabs)

    def _connect(self) -> None:
        self._presenter.state_read.connect(self._on_state)
        self._presenter.previewed.connect(self._on_previewed)
        self._presenter.sampled.connect(self._on_sampled)
        self._presenter.work_began.connect(self._on_work_began)
        self._presenter.work_moved.connect(self.form.show_count)
        self._presenter.work_ended.connect(self._on_work_ended)
        self._presenter.saved.connect(self._on_saved)
        self._presenter.versions_read.connect(self._on_versions)
        self.form.stop_requested.connect(self._presenter.stop)
        self.coverage.cell_activated.connect(self._on_cell)
        self.types.task_chosen.connect(self._presenter.read_versions)

    @Slot(object)
    def _on_state(self, state: TasksState) -> None:
        self._state = state
        self.form.set_tasks(state.tasks)
        cells = [Coverage(cell.task_type, cell.difficulty, cell.split, cell.count) for cell in state.coverage]
        self.coverage.set_counts(cells, labels={task.type: task.title for task in state.tasks})
        self._stored_scroll.setFixedHeight(min(MOST_GRID_PX, self.coverage.sizeHint().height()))
        self._show_tasks(state)

    def _show_tasks(self, state: TasksState) -> None:
        self.types.show_tasks(state.tasks, state.shipped, wanted=self._wanted)
        self._wanted = ""

    @Slot(str, object)
    def _on_versions(self, task_type: str, versions: tuple[Task, ...]) -> None:
        current = self.types.current()
        if current is not None and current.type == task_type:
            self.types.detail.show_versions(versions)

    @Slot(str, str, str)
    def _on_cell(self, task_type: str, difficulty: str, split: str) -> None:
        self.form.show_cell(task_type, Difficulty(difficulty), Split(split))
        self.form.count.setFocus()
        self.form.count.selectAll()

    def _on_preview(self) -> None:
        self.tabs.setCurrentIndex(0)
        wish = self.form.wish()
        if wish.n > MOST_PREVIEWED:
            words = self.tr("A preview shows at most {n} problems.").format(n=f"{MOST_PREVIEWED:,}")
            self._context.notify.fail(StudioError(words, hint=self.tr("Ask for fewer, or sample them.")))
            return
        self._presenter.preview(wish)

    def _on_sample(self) -> None:
        self.tabs.setCurrentIndex(0)
        self._presenter.sample(self.form.wish())

    @Slot(object)
    def _on_previewed(self, problems: tuple[NewProblem, ...]) -> None:
        self.preview.show_problems(problems)

    @Slot(object)
    def _on_sampled(self, outcome: SampleOutcome) -> None:
        self.form.show_idle(outcome_words(outcome))

    @Slot(int)
    def _on_work_began(self, total: int) -> None:
        self._set_busy(True)
        self.form.show_busy(total)

    @Slot()
    def _on_work_ended(self) -> None:
        self._set_busy(False)
        self.form.show_idle()

    def _set_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._context.actions.refresh()

    @Slot(object)
    def _on_saved(self, task: Task) -> None:
        self._wanted = task.type
        self.tabs.setCurrentIndex(1)
        dialog = self.findChild(TaskDialog)
        if dialog is not None:
            dialog.finish()
        self._presenter.refresh()

    def _on_new(self) -> None:
        self._open_dialog(None)

    def _on_edit(self) -> None:
        self.tabs.setCurrentIndex(1)
        self._open_dialog(self.types.current())

    def _open_dialog(self, task: Task | None) -> None:
        if self._state is None or self.findChild(TaskDialog) is not None:
            return
        parts = TaskParts(self._state.makers, self._state.tools)
        dialog = TaskDialog(self, self._context.icons, parts, task)
        dialog.save_requested.connect(partial(self._on_save_requested, dialog))
        dialog.open()

    def _on_save_requested(self, dialog: TaskDialog, task: Task) -> None:
        def failed(error: BaseException) -> None:
            if isinstance(error, StudioError):
                dialog.show_error(error)
            else:
                self._context.notify.fail(error)

        self._presenter.save(task, failed)

    def _on_import(self) -> None:
        dialog = QFileDialog(self, self.tr("Import tasks"), str(Path.home()), self.tr("Tasks (*.toml)"))
        dialog.setObjectName("tasks_import")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_import_chosen)
        dialog.open()

    @Slot(str)
    def _on_import_chosen(self, path: str) -> None:
        self._presenter.import_toml(Path(path))

    def _on_improve(self) -> None:
        task = self.types.current()
        self._advising.open(task.type if task is not None else "")

    def _on_export(self) -> None:
        task = self.types.current()
        if task is None:
            return
        start = str(Path.home() / f"{task.type}.toml")
        dialog = QFileDialog(self, self.tr("Export task"), start, self.tr("Tasks (*.toml)"))
        dialog.setObjectName("tasks_export")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.selectFile(start)
        dialog.fileSelected.connect(partial(self._on_export_chosen, task.type))
        dialog.open()

    def _on_export_chosen(self, task_type: str, path: str) -> None:
        self._presenter.export_toml(task_type, Path(path))
