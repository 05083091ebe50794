# SPDX-License-Identifier: Apache-2.0
"""The jobs panel: running and past jobs, the end of a log, stop and resume."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListView, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from core.changes import Change, ChangeKind
from core.domain.jobs import JobId, JobRecord, JobState
from ui.bridge.jobs import JobStatus
from ui.context import UiContext
from ui.models.job_list import JobLine, JobListModel
from ui.safety import TextLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.job_row import JobRowDelegate
from ui.widgets.job_view import JobView
from ui.widgets.labels import Hairline

KEPT = 100
LOG_BYTES = 64_000


class JobsPanel(QWidget):
    """Opens above the jobs line.

    Signals:
        close_requested: the user wants it closed.
    """

    close_requested = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        """Show the jobs of ``context.studio``; reads the store only while it is visible."""
        super().__init__(parent)
        self.setObjectName("jobs_panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._context = context
        self._records: tuple[JobRecord, ...] = ()
        self._shown: JobId | None = None
        self._model = JobListModel(self)
        self._list = QListView()
        self._list.setObjectName("jobs_list")
        self._list.setProperty("look", "bare")
        self._list.setModel(self._model)
        self._list.setItemDelegate(JobRowDelegate(context.icons, self._list))
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        self._list.setAccessibleName(self.tr("Jobs"))
        self._view = JobView(context.icons)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self._show_lines()

    def refresh(self) -> None:
        """Read what the store kept."""
        studio = self._context.studio
        self._context.work.ask(self, "jobs", lambda: studio.recent_jobs(limit=KEPT), self._on_records)

    def select(self, job: JobId) -> None:
        """Show one job in full."""
        row = self._model.row_of(job)
        if row >= 0:
            self._list.setCurrentIndex(self._model.index(row))

    def _lay_out(self) -> None:
        close = QToolButton()
        close.setAccessibleName(self.tr("Close jobs"))
        close.setToolTip(self.tr("Close jobs"))
        close.clicked.connect(self.close_requested)
        self._context.icons.put(close, "down", "muted")
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 0)
        head.addWidget(TextLabel(self.tr("Jobs"), look="section"), 1)
        head.addWidget(close)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(4)
        left.addLayout(head)
        inner = QVBoxLayout()
        inner.setContentsMargins(8, 0, 8, 8)
        inner.addWidget(self._list)
        left.addLayout(inner, 1)
        side = QWidget()
        side.setLayout(left)
        side.setFixedWidth(320)
        sentence = self.tr("Generating, training and evaluating run here; the window stays free meanwhile.")
        empty = EmptyState(self._context.icons, "jobs", self.tr("No jobs yet"), sentence)
        self._stack.addWidget(empty)
        self._stack.addWidget(self._view)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(Hairline(is_vertical=True))
        row.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._list.selectionModel().currentChanged.connect(self._on_current)
        self._model.modelReset.connect(self._on_reset)
        self._view.stop_requested.connect(self._on_stop)
        self._view.resume_requested.connect(self._on_resume)
        self._context.jobs.changed.connect(self._on_jobs_changed)
        self._context.jobs.logged.connect(self._on_logged)
        self._context.changes.changed.connect(self._on_change)

    @Slot()
    def _on_jobs_changed(self) -> None:
        if self.isVisible():
            self._show_lines()

    @Slot(object)
    def _on_change(self, change: Change) -> None:
        if change.kind is ChangeKind.JOBS and self.isVisible():
            self.refresh()

    @Slot(object)
    def _on_records(self, records: tuple[JobRecord, ...]) -> None:
        self._records = records
        self._show_lines()

    @Slot(int, object)
    def _on_logged(self, job: int, lines: tuple[str, ...]) -> None:
        if self.isVisible() and job == self._shown:
            self._view.append_log(lines)

    @Slot()
    def _on_reset(self) -> None:
        """Keep the job that was shown; else show the first."""
        row = self._model.row_of(self._shown) if self._shown is not None else -1
        if self._model.rowCount():
            self._list.setCurrentIndex(self._model.index(max(0, row)))

    @Slot(QModelIndex)
    def _on_current(self, index: QModelIndex) -> None:
        line = self._model.line(index.row())
        if line is None:
            return
        is_other = line.id != self._shown
        self._shown = line.id
        self._show_line(line)
        if is_other:
            self._show_log(line)

    @Slot(int)
    def _on_stop(self, job: int) -> None:
        self._context.studio.jobs.cancel(JobId(job))
        self._context.notify.toast(self.tr("Stopping. What was kept so far stays."))

    @Slot(int)
    def _on_resume(self, job: int) -> None:
        studio = self._context.studio
        self._context.work.ask(self, "resume", lambda: studio.resume(JobId(job)), self._on_resumed)

    def _on_resumed(self, job: JobId) -> None:
        self._shown = job
        self.refresh()

    def _show_lines(self) -> None:
        lines = _joined(self._records, self._context.jobs.statuses())
        self._stack.setCurrentIndex(1 if lines else 0)
        self._model.show_lines(lines)
        current = self._model.line(self._list.currentIndex().row())
        if current is not None:
            self._show_line(current)

    def _show_line(self, line: JobLine) -> None:
        can_resume = line.state in (JobState.FAILED, JobState.CANCELLED, JobState.LOST)
        self._view.show_line(line, can_resume=can_resume)

    def _show_log(self, line: JobLine) -> None:
        """Show what was said in this session, else the end of the file in the run folder."""
        said = self._context.jobs.log_tail(line.id)
        self._view.show_log(said)
        if said or line.folder is None:
            return
        path = self._context.studio.workspace.resolve(line.folder) / "log.txt"
        self._context.work.ask(self, "log", lambda: read_tail(path), self._view.show_log)


def read_tail(path: Path, *, limit: int = LOG_BYTES) -> list[str]:
    """The last lines of a log file; empty where there is none. Any thread."""
    try:
        with path.open("rb") as file:
            file.seek(0, 2)
            start = max(0, file.tell() - limit)
            file.seek(start)
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return []
    lines = text.split("\n")
    return [line.rstrip("\r") for line in (lines[1:] if start else lines)]


def _joined(records: Iterable[JobRecord], statuses: Iterable[JobStatus]) -> list[JobLine]:
    """What the store kept, overlaid by what the jobs of this session say now."""
    lines = {record.id: _line_of(record) for record in records}
    for status in statuses:
        known = lines.get(status.id)
        if known is not None and known.state.is_over:
            continue
        lines[status.id] = JobLine(
            id=status.id,
            kind=status.kind,
            title=status.title,
            state=status.state,
            fraction=status.fraction,
            message=status.message,
            hint=status.hint,
            left_s=status.left_s,
            started_at=known.started_at if known else None,
            ended_at=known.ended_at if known else None,
            folder=known.folder if known else None,
        )
    return list(lines.values())


def _line_of(record: JobRecord) -> JobLine:
    return JobLine(
        id=record.id,
        kind=record.kind,
        title=record.title,
        state=record.state,
        fraction=min(1.0, record.done / record.total) if record.total > 0 else None,
        message=record.error or record.message,
        hint=record.hint,
        started_at=record.started_at,
        ended_at=record.ended_at,
        folder=record.folder,
    )
