# SPDX-License-Identifier: Apache-2.0
"""The left of Review: filters, the queue, and how far the day has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QLocale, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from core.domain.reviews import ReviewCounts
from core.domain.traces import WAITING, TraceFilter, TraceOrder, TraceState
from ui.actions import shown_keys
from ui.models.trace_table import TraceTableModel
from ui.pages.review.more_filters import MoreFilters
from ui.pages.review.search_line import SearchLine
from ui.pages.review.skip_choice import SkipChoice
from ui.pages.review.state import QueueChoices, QueueFilter, QueueProgress
from ui.safety import TextLabel, safe_tooltip
from ui.theme.icons import Icons
from ui.widgets.form_fields import ChoiceBox
from ui.widgets.trace_queue import TraceQueue

SEARCH_MS = 180
_FLAT_WIDTH = 230
_ANY_HEIGHT = 16_777_215
"""No limit, as Qt has it."""


class QueuePanel(QWidget):
    """Filters over the queue, progress under it.

    Signals:
        filter_changed: the QueueFilter that is wanted now.
        trace_chosen: id of a trace that was clicked or walked to.
        left: the keyboard should go back to the trace.
    """

    filter_changed = Signal(object)
    trace_chosen = Signal(int)
    left = Signal()

    def __init__(self, model: TraceTableModel, icons: Icons, parent: QWidget | None = None) -> None:
        """Show the queue of ``model``."""
        super().__init__(parent)
        self._wanted = QueueFilter()
        self._is_told = False
        self.search = SearchLine()
        self.search.setObjectName("review_search")
        self.state = ChoiceBox()
        self.state.setObjectName("review_state")
        self.task = ChoiceBox()
        self.task.setObjectName("review_task")
        self.teacher = ChoiceBox()
        self.teacher.setObjectName("review_teacher")
        self.order = ChoiceBox()
        self.order.setObjectName("review_order")
        self.more = MoreFilters(icons)
        self.flagged = QToolButton()
        self.flagged.setObjectName("review_flagged")
        self.skip_to = SkipChoice()
        self.queue = TraceQueue(model)
        self.queue.setObjectName("review_queue")
        self._place = TextLabel(look="strong")
        self._place.setObjectName("review_place")
        self._pace = TextLabel(look="caption", is_wrapping=True)
        self._pace.setObjectName("review_pace")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_MS)
        self._fill(icons)
        self._lay_out()
        self._connect()

    @property
    def wanted(self) -> QueueFilter:
        """The filter as it stands."""
        return self._wanted

    def lie_flat(self, *, is_flat: bool) -> None:
        """Lie over a table of the queue with the filters in a line, or stand beside a trace with the queue below."""
        self.queue.setVisible(not is_flat)
        way = QBoxLayout.Direction.LeftToRight if is_flat else QBoxLayout.Direction.TopToBottom
        self._filters.setDirection(way)
        self._foot.setDirection(way)
        self._foot.setSpacing(16 if is_flat else 4)
        self.skip_to.setMinimumWidth(_FLAT_WIDTH if is_flat else 60)
        self.setMaximumHeight(self.sizeHint().height() if is_flat else _ANY_HEIGHT)

    def show_filter(self, wanted: QueueFilter) -> None:
        """Show a filter that was set elsewhere, without telling anybody."""
        self._is_told = True
        self._wanted = wanted
        given = wanted.wanted
        self.search.setText(given.text)
        self.flagged.setChecked(bool(given.is_flagged))
        self.state.setCurrentIndex(self._state_place(given))
        self.task.setCurrentIndex(max(0, self.task.findData(_only(given.task_types))))
        self.teacher.setCurrentIndex(max(0, self.teacher.findData(_only(given.teachers))))
        self.order.setCurrentIndex(max(0, self.order.findData(wanted.order)))
        self.more.show_wanted(wanted)
        self._is_told = False

    def show_choices(self, choices: QueueChoices) -> None:
        """Offer other tasks and teachers; what is chosen stays."""
        self._is_told = True
        _offer(self.task, self.tr("Task"), [(name, name.replace("_", " ")) for name in choices.task_types])
        _offer(self.teacher, self.tr("Teacher"), choices.teachers)
        self._is_told = False
        self.more.show_choices(choices)
        self.show_filter(self._wanted)

    def show_counts(self, counts: ReviewCounts) -> None:
        """Put the counts behind the states."""
        number = QLocale().toString
        for place, (states, word) in enumerate(self._states):
            count = sum(counts.by_state.get(state, 0) for state in states or tuple(TraceState))
            count -= counts.kept_away if states == WAITING else 0
            if place != self._drafts_place:
                self.state.setItemText(place, f"{word}  {number(count)}")

    def show_progress(self, progress: QueueProgress) -> None:
        """Say where the reader stands and how the day goes."""
        number = QLocale().toString
        place = number(progress.place) if progress.place else "–"
        self._place.setText(self.tr("{place} of {total}").format(place=place, total=number(progress.total)))
        parts = [
            self.tr("{n} to review").format(n=number(progress.waiting)),
            self.tr("{n} today").format(n=number(progress.today)),
        ]
        if progress.median_seconds is not None:
            seconds = progress.median_seconds
            shown = f"{seconds:.0f}" if seconds >= 10 else f"{seconds:.1f}"
            parts.append(self.tr("{n} s each").format(n=shown))
        self._pace.setText(" · ".join(parts))

    def follow_search_key(self, search: QAction) -> None:
        """Say in the search line which key leads there, whichever it is at the time."""
        self._search = search
        search.changed.connect(self._on_search_key)
        self._on_search_key()

    @Slot()
    def _on_search_key(self) -> None:
        key = next(iter(shown_keys(self._search)), "")
        words = self.tr("Search text")
        self.search.setPlaceholderText(f"{words}  ( {key} )" if key else words)

    def _fill(self, icons: Icons) -> None:
        self._states: tuple[tuple[tuple[TraceState, ...], str], ...] = (
            (WAITING, self.tr("To review")),
            ((), self.tr("All traces")),
            ((TraceState.ACCEPTED,), self.tr("Accepted")),
            ((TraceState.EDITED,), self.tr("Edited")),
            ((TraceState.REJECTED,), self.tr("Rejected")),
            ((TraceState.NEEDS_WORK,), self.tr("Needs work")),
            ((TraceState.SKIPPED,), self.tr("Skipped")),
            ((TraceState.NEEDS_ADJUDICATION,), self.tr("Needs adjudication")),
            ((), self.tr("Drafts")),
        )
        self._drafts_place = len(self._states) - 1
        self.state.addItems([word for _, word in self._states])
        for order, word in (
            (TraceOrder.OLDEST, self.tr("Oldest first")),
            (TraceOrder.RANDOM, self.tr("In random order")),
            (TraceOrder.LEAST_CONFIDENT, self.tr("Least confident first")),
            (TraceOrder.MOST_FINDINGS, self.tr("Most findings first")),
            (TraceOrder.LONGEST_GAP, self.tr("Longest gap first")),
        ):
            self.order.addItem(word, order)
        _offer(self.task, self.tr("Task"), ())
        _offer(self.teacher, self.tr("Teacher"), ())
        for box, name in (
            (self.state, self.tr("State")),
            (self.task, self.tr("Task")),
            (self.teacher, self.tr("Teacher")),
            (self.order, self.tr("Order")),
        ):
            box.setAccessibleName(name)
            box.setToolTip(safe_tooltip(name))
            box.setMinimumWidth(60)
            box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
        self.search.setAccessibleName(self.tr("Search the text of traces"))
        self.search.setClearButtonEnabled(True)
        self.flagged.setCheckable(True)
        self.flagged.setFixedSize(32, 32)
        self.flagged.setToolTip(self.tr("Only flagged traces"))
        self.flagged.setAccessibleName(self.tr("Only flagged traces"))
        icons.put(self.flagged, "flag", "warn")

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.state, 1)
        first.addWidget(self.flagged)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self.task, 1)
        second.addWidget(self.teacher, 1)
        third = QHBoxLayout()
        third.setSpacing(8)
        third.addWidget(self.order, 1)
        third.addWidget(self.more)
        self._foot = foot = QVBoxLayout()
        foot.setContentsMargins(4, 0, 4, 0)
        foot.setSpacing(4)
        foot.addWidget(self._place)
        foot.addWidget(self._pace, 1)
        foot.addWidget(self.skip_to)
        self._filters = filters = QVBoxLayout()
        filters.setSpacing(8)
        filters.addWidget(self.search)
        for row in (first, second, third):
            filters.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(filters)
        column.addWidget(self.queue, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.search.textEdited.connect(self._on_typed)
        self.search.textChanged.connect(self._on_text)
        self.search.left.connect(self.left)
        self._timer.timeout.connect(self._on_filter)
        self.more.filter_changed.connect(self._on_more)
        for box in (self.state, self.task, self.teacher, self.order):
            box.currentIndexChanged.connect(self._on_filter)
        self.flagged.toggled.connect(self._on_filter)
        self.queue.trace_chosen.connect(self.trace_chosen)

    @Slot(str)
    def _on_typed(self, _text: str) -> None:
        """Search when the keys rest for a moment."""
        self._timer.start()

    @Slot(str)
    def _on_text(self, text: str) -> None:
        """A search that was emptied at once shows all again at once."""
        if not text:
            self._on_filter()

    @Slot()
    def _on_filter(self) -> None:
        if self._is_told:
            return
        self._timer.stop()
        task, teacher = self.task.currentData() or "", self.teacher.currentData() or ""
        before, place = self._wanted.wanted, self.state.currentIndex()
        was_drafts = self._state_place(before) == self._drafts_place
        wanted = replace(
            before,
            states=self._states[place][0],
            has_draft=True if place == self._drafts_place else None if was_drafts else before.has_draft,
            task_types=(task,) if task else (),
            teachers=(teacher,) if teacher else (),
            is_flagged=True if self.flagged.isChecked() else None,
            text=self.search.text().strip(),
        )
        self._tell(QueueFilter(wanted, TraceOrder(self.order.currentData())))

    @Slot(object)
    def _on_more(self, wanted: QueueFilter) -> None:
        self._tell(wanted)
        self.show_filter(wanted)

    def _state_place(self, wanted: TraceFilter) -> int:
        """The choice that says which states are wanted."""
        if not wanted.states and wanted.has_draft:
            return self._drafts_place
        return next((place for place, (states, _) in enumerate(self._states) if states == wanted.states), 0)

    def _tell(self, wanted: QueueFilter) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self.more.show_wanted(wanted)
            self.filter_changed.emit(wanted)


def _only(values: tuple[str, ...]) -> str:
    """The one value that a box can show."""
    return values[0] if len(values) == 1 else ""


def _offer(box: ChoiceBox, every: str, choices: Sequence[tuple[str, str]]) -> None:
    """Fill a box with values and their labels, behind the word for all of them."""
    box.clear()
    box.addItem(every, "")
    for value, label in choices:
        box.addItem(label, value)
    box.view().setMinimumWidth(min(420, box.view().sizeHintForColumn(0) + 32))
