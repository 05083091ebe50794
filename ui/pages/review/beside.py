# SPDX-License-Identifier: Apache-2.0
"""A trace side by side with another one of the same problem: which one, how both stand, and their steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from core.domain.traces import StepKind, Trace, TraceId, TraceRow, TraceState
from ui.safety import ElidedLabel, TextLabel
from ui.widgets.empty_note import EmptyNote
from ui.widgets.form_fields import ChoiceBox
from ui.widgets.labels import Hairline
from ui.widgets.side_by_side import SideBySide
from ui.widgets.step_pairs import MOST_STEPS, StepPair, pairs_between
from ui.widgets.step_reader import step_text

if TYPE_CHECKING:
    from core.studio import Studio


@dataclass(frozen=True, slots=True)
class BesideSheet:
    """A trace with all others of its problem, and the one that stands beside it.

    Attributes:
        other: None where the problem has no other trace.
    """

    trace: Trace
    others: tuple[TraceRow, ...]
    other: Trace | None
    pairs: tuple[StepPair, ...]

    @property
    def is_same(self) -> bool:
        """True where both say the same step by step, all of them; ids of calls may differ."""
        return self.other is not None and _said(self.trace) == _said(self.other)


def read_beside(studio: Studio, trace_id: TraceId, chosen: TraceId | None = None) -> BesideSheet:
    """Read a trace and the chosen other one, else the first of another teacher; any thread. Raises UnknownName."""
    trace, others = studio.review.trace(trace_id), studio.review.beside(trace_id)
    ids = [row.id for row in others]
    of_another = next((row.id for row in others if row.teacher != trace.original.teacher), None)
    wanted = chosen if chosen in ids else of_another or next(iter(ids), None)
    if wanted is None:
        return BesideSheet(trace, others, None, ())
    other = studio.review.trace(wanted)
    return BesideSheet(trace, others, other, pairs_between(trace.steps, other.steps))


class BesidePage(QStackedWidget):
    """Two heads over one page of pairs, or a sentence where there is nothing to set beside the trace.

    Signals:
        other_chosen: id of the trace that should stand at the right.
    """

    other_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without traces."""
        super().__init__(parent)
        self.setObjectName("review_beside")
        self.sheet: BesideSheet | None = None
        self._title = ElidedLabel(look="strong")
        self._title.setObjectName("beside_title")
        self._own = ElidedLabel(look="caption")
        self._own.setObjectName("beside_own")
        self._theirs = ElidedLabel(look="caption")
        self._theirs.setObjectName("beside_theirs")
        self._same = TextLabel(self.tr("The steps are the same."), look="muted")
        self._same.setObjectName("beside_same")
        self._same.setContentsMargins(14, 0, 14, 8)
        self.other = ChoiceBox()
        self.other.setObjectName("beside_other")
        self.other.setAccessibleName(self.tr("The trace beside it"))
        self.other.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.other.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.page = SideBySide()
        self.page.setObjectName("beside_page")
        self._nothing = EmptyNote(self.tr("This problem has only this trace. Ask another teacher on Generate."))
        self._nothing.setObjectName("beside_nothing")
        self._both = QWidget()
        self._lay_out()
        self.other.activated.connect(self._on_activated)

    def show_sheet(self, sheet: BesideSheet, state_word: Callable[[TraceState], str]) -> None:
        """Show two traces; the words of their states come from ``state_word``."""
        self.sheet = sheet
        if sheet.other is None:
            self.setCurrentWidget(self._nothing)
            return
        self._title.setText(self.tr("Trace {id}, {teacher}").format(id=sheet.trace.id, teacher=_teacher(sheet.trace)))
        self._own.setText(self._standing(sheet.trace, state_word))
        self._theirs.setText(self._standing(sheet.other, state_word))
        self.other.clear()
        for row in sheet.others:
            self.other.addItem(self.tr("Trace {id}, {teacher}").format(id=row.id, teacher=row.teacher), row.id)
        self.other.setCurrentIndex(self.other.findData(sheet.other.id))
        self._same.setVisible(sheet.is_same)
        self.page.set_pairs(sheet.pairs)
        self.setCurrentWidget(self._both)

    def _standing(self, trace: Trace, state_word: Callable[[TraceState], str]) -> str:
        parts = [state_word(trace.state)]
        if trace.is_edited:
            parts.append(self.tr("revision {n}").format(n=trace.head))
        parts.append(self.tr("concludes: {words}").format(words=trace.original.conclusion or "–"))
        if len(trace.steps) > MOST_STEPS:
            parts.append(self.tr("the first {n} of {m} steps").format(n=MOST_STEPS, m=len(trace.steps)))
        return "  ·  ".join(parts)

    def _lay_out(self) -> None:
        heads = QHBoxLayout()
        heads.setContentsMargins(14, 8, 14, 8)
        heads.setSpacing(24)
        for first, second in ((self._title, self._own), (self.other, self._theirs)):
            first.setFixedHeight(32)
            head = QVBoxLayout()
            head.setSpacing(4)
            head.addWidget(first)
            head.addWidget(second)
            heads.addLayout(head, 1)
        column = QVBoxLayout(self._both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(heads)
        column.addWidget(self._same)
        column.addWidget(Hairline())
        column.addWidget(self.page, 1)
        self.addWidget(self._both)
        self.addWidget(self._nothing)

    @Slot(int)
    def _on_activated(self, place: int) -> None:
        self.other_chosen.emit(self.other.itemData(place))


def _said(trace: Trace) -> list[tuple[StepKind, str]]:
    return [(step.kind, step_text(step)) for step in trace.steps]


def _teacher(trace: Trace) -> str:
    made = trace.original
    return made.teacher if made.model in ("", made.teacher) else f"{made.teacher} ({made.model})"
