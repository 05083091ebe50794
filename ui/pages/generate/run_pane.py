# SPDX-License-Identifier: Apache-2.0
"""A run while it goes on and when it is over: bar, figures, what failed, and the traces as they are kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSpinBox, QVBoxLayout, QWidget

from core.domain.jobs import JobState
from core.domain.traces import TraceId, TraceRow
from ui.bridge.jobs import JobStatus
from ui.models.trace_table import TraceTableModel
from ui.pages.generate.ended import Ended
from ui.pages.generate.state import money
from ui.safety import ElidedLabel, TextLabel, hard_wrap, visible
from ui.theme.icons import Icons
from ui.widgets.action_button import ActionButton
from ui.widgets.cards import Card
from ui.widgets.job_row import STATE_ROLES, progress_words, state_word
from ui.widgets.labels import IconText
from ui.widgets.trace_table import TraceTable

KEPT_ROWS = 2_000
MOST_AT_ONCE = 256


class RunPane(Card):
    """The watched run.

    Signals:
        rows_wanted: a tuple of TraceId that the table shows and nobody holds any more.
        trace_opened: TraceId of a row that was opened.
        concurrency_wanted: how many requests shall be in flight from now on.
    """

    rows_wanted = Signal(object)
    trace_opened = Signal(int)
    concurrency_wanted = Signal(int)

    def __init__(self, icons: Icons, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        """Offer ``actions`` beside the title."""
        super().__init__("", parent)
        self._rows: OrderedDict[TraceId, TraceRow] = OrderedDict()
        self._model = TraceTableModel(self._fetch, self)
        self.table = TraceTable(self._model)
        self.table.setObjectName("run_rows")
        self.table.set_empty_text(self.tr("Traces stand here as soon as they are kept."))
        self.table.horizontalHeader().setSectionsClickable(False)
        self._title = ElidedLabel(look="section")
        self._state = IconText(icons, "queued", "")
        self._state.label.setObjectName("run_state")
        self._bar = QProgressBar()
        self._bar.setObjectName("run_bar")
        self._bar.setAccessibleName(self.tr("Progress"))
        self._said = TextLabel(is_wrapping=True, is_selectable=True)
        self._said.setObjectName("run_said")
        self._failed = TextLabel(look="muted", is_wrapping=True, is_selectable=True)
        self._failed.setObjectName("run_failed")
        self._report = TextLabel(look="muted", is_wrapping=True, is_selectable=True)
        self._report.setObjectName("run_report")
        self.pace = QSpinBox()
        self.pace.setObjectName("run_pace")
        self.pace.setRange(1, MOST_AT_ONCE)
        self.pace.setKeyboardTracking(False)
        self.pace.lineEdit().setTextMargins(6, 0, 0, 0)
        self.pace.setAccessibleName(self.tr("Requests at once"))
        self._pace_words = TextLabel(self.tr("Requests at once"), look="muted")
        self.show_pace(None)
        self._lay_out(actions)
        self.pace.valueChanged.connect(self.concurrency_wanted)
        self.table.row_activated.connect(self._on_row)

    def begin(self, title: str) -> None:
        """Follow another run, with no row yet."""
        self._title.setText(visible(title))
        self._state.show_state("queued", state_word(JobState.QUEUED), "muted")
        self._bar.setRange(0, 0)
        self._bar.show()
        self.show_pace(None)
        self._said.setText("")
        self._failed.hide()
        self._report.hide()
        self._rows.clear()
        self._model.set_ids(())

    def show_pace(self, count: int | None) -> None:
        """Let a person change how many requests are in flight; None where there is nothing to change."""
        with QSignalBlocker(self.pace):
            self.pace.setValue(count or 1)
        self.pace.setVisible(count is not None)
        self._pace_words.setVisible(count is not None)

    def show_status(self, status: JobStatus) -> None:
        """Say how far it is."""
        self._title.setText(visible(status.title))
        self._state.show_state(status.state.value, state_word(status.state), STATE_ROLES[status.state])
        fraction = status.fraction
        self._bar.setRange(0, 0 if fraction is None else 1_000)
        self._bar.setValue(round((fraction or 0) * 1_000))
        count = f"{status.done:,} / {status.total:,}" if status.total else ""
        parts = (count, visible(status.message[:300]), progress_words(None, status.left_s))
        self._said.setText("  ·  ".join(part for part in parts if part))

    def add_rows(self, rows: Sequence[TraceRow]) -> None:
        """Add kept traces at the end; the view stays at the end if it was there."""
        bar = self.table.verticalScrollBar()
        is_at_end = bar.value() >= bar.maximum() - 4
        self._hold(rows)
        self._model.append_ids([row.id for row in rows])
        if is_at_end:
            self.table.scrollToBottom()

    def put_rows(self, rows: Sequence[TraceRow]) -> None:
        """Take in rows that the table asked for."""
        self._model.put_rows(rows)

    def first_id(self) -> TraceId | None:
        """The first trace that the run kept."""
        return self._model.id_at(0) if self._model.rowCount() else None

    def show_end(self, ended: Ended) -> None:
        """Say what became of it."""
        record = ended.record
        self._title.setText(visible(record.title))
        self._state.show_state(record.state.value, state_word(record.state), STATE_ROLES[record.state])
        self._bar.hide()
        self.show_pace(None)
        self._said.setText(hard_wrap(visible(self._end_words(ended)), width=200))
        reasons = "\n".join(f"{count:,} × {words}" for words, count in ended.failed)
        self._failed.setText(visible(reasons or record.hint))
        self._failed.setVisible(bool(reasons or record.hint))
        self._report.setText(visible("  ·  ".join(ended.report)))
        self._report.setVisible(bool(ended.report))

    def _end_words(self, ended: Ended) -> str:
        record = ended.record
        if record.state is JobState.DONE:
            kept = self.tr("1 trace kept") if ended.kept == 1 else self.tr("{n} traces kept")
            failed = sum(count for _, count in ended.failed)
            parts = [kept.format(n=f"{ended.kept:,}")]
            parts += [self.tr("{n} failed").format(n=f"{failed:,}")] if failed else []
            parts.append(self.tr("cost {usd}").format(usd=money(ended.cost_usd)))
            if ended.ended_by == "budget":
                parts.append(self.tr("ended because the budget is used up"))
            elif ended.ended_by == "smoke":
                parts.append(self.tr("look at them before the other {n} go out").format(n=f"{ended.left:,}"))
            elif ended.ended_by == "paused":
                parts.append(self.tr("paused; {n} were not asked yet").format(n=f"{ended.left:,}"))
            elif ended.ended_by == "closed":
                parts.append(self.tr("ended when Stillroom was closed"))
            return "  ·  ".join(parts)
        kept_so_far = self.tr("What was kept by then stays.")
        return f"{record.error or record.message} {kept_so_far}".strip()

    def _lay_out(self, actions: Sequence[QAction]) -> None:
        self.heading.addWidget(self._title, 1)
        for action in actions:
            self.heading.addWidget(ActionButton(action, look="danger" if action.objectName().endswith(".stop") else ""))
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.insertLayout(0, self.heading)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self._state)
        line.addWidget(self._said, 1)
        line.addWidget(self._pace_words)
        line.addWidget(self.pace)
        self.body.addLayout(line)
        self.body.addWidget(self._bar)
        self.body.addWidget(self._report)
        self.body.addWidget(self._failed)
        self.body.addWidget(self.table, 1)

    def _hold(self, rows: Sequence[TraceRow]) -> None:
        self._rows.update((row.id, row) for row in rows)
        while len(self._rows) > KEPT_ROWS:
            self._rows.popitem(last=False)

    def _fetch(self, ids: tuple[TraceId, ...]) -> Sequence[TraceRow] | None:
        if all(found in self._rows for found in ids):
            return [self._rows[found] for found in ids]
        self.rows_wanted.emit(ids)
        return None

    @Slot(int)
    def _on_row(self, place: int) -> None:
        self.trace_opened.emit(int(self._model.id_at(place)))
