# SPDX-License-Identifier: Apache-2.0
"""What a trace answers: its problem's situation drawn, the question, and the exact prompt on request."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from core.domain.traces import TraceState
from ui.pages.review.state import TraceSheet
from ui.safety import ElidedLabel, safe_tooltip
from ui.theme.icons import Icons
from ui.widgets.form_fields import ChoiceBox
from ui.widgets.glyphs import STATE_GLYPHS
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import Hairline, Pill
from ui.widgets.prompt_text import PromptText
from ui.widgets.situation_view import SituationView


class TraceHead(QWidget):
    """The upper part of the page that is read.

    Signals:
        revision_chosen: number of the revision to look at; 0 is the original.
    """

    revision_chosen = Signal(int)

    def __init__(self, icons: Icons, flag: KeyButton, parent: QWidget | None = None) -> None:
        """Start empty and unfolded; ``flag`` is the button that flags the trace."""
        super().__init__(parent)
        self._icons = icons
        self._sheet: TraceSheet | None = None
        self._title = ElidedLabel(look="section")
        self._title.setObjectName("review_title")
        self._state = Pill()
        self._state.setObjectName("review_state_pill")
        self._flag_button = flag
        self._flag = Pill(role="warn")
        self._is_open = True
        self._is_giving = False
        self._facts = ElidedLabel(look="caption")
        self._facts.setObjectName("review_facts")
        self.revision = ChoiceBox()
        self.revision.setObjectName("review_revision")
        self.revision.setAccessibleName(self.tr("Revision"))
        self.revision.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.fold = QToolButton()
        self.fold.setObjectName("review_fold")
        self.whole = QToolButton()
        self.whole.setObjectName("review_whole_prompt")
        self.situation = SituationView()
        self._question = PromptText()
        self._question.setObjectName("review_question")
        self._question.setAccessibleName(self.tr("Question"))
        self._lay_out()
        self._connect()

    def show_sheet(self, sheet: TraceSheet, state_word: str) -> None:
        """Show another trace, or news of the same one: an older revision that is looked at stays."""
        before = self._sheet.trace if self._sheet is not None else None
        is_news = before is not None and (before.id, before.head) == (sheet.trace.id, sheet.trace.head)
        shown = self.revision.currentData() if is_news else None
        self._sheet = sheet
        made = sheet.problem.made
        self._title.setText(_first_line(sheet.question) or made.task_type)
        parts = (made.task_type.replace("_", " "), made.difficulty.value, made.split.value.replace("_", " "))
        self._facts.setText("  ·  ".join((*parts, self.tr("trace {id}").format(id=sheet.trace.id))))
        self.show_state(sheet.trace.state, state_word)
        self._flag.setText(self.tr("Flagged"))
        self._flag.setVisible(sheet.trace.is_flagged)
        has_situation = sheet.situation is not None
        self.situation.setVisible(has_situation)
        self.fold.setVisible(has_situation)
        self.whole.setVisible(has_situation)
        self.situation.set_situation(sheet.situation)
        self._show_question()
        self._show_revisions(sheet, sheet.trace.head if shown is None else int(shown))

    def give_way(self, *, is_giving: bool) -> None:
        """Fold the situation for as long as something below needs its room; who wants to see it can still open it."""
        self._is_giving = is_giving
        self._show_fold()

    def _show_fold(self) -> None:
        is_folded = self._is_giving or not self._is_open
        self.situation.set_folded(is_folded)
        self._icons.put(self.fold, "next" if is_folded else "down", "muted")

    def show_state(self, state: TraceState, word: str) -> None:
        """Show where the trace stands."""
        role = STATE_GLYPHS[state][1]
        self._state.setText(word)
        self._state.set_role("" if role == "muted" else role)

    def _show_question(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        is_whole = self.whole.isChecked() or sheet.situation is None
        text = sheet.problem.prompt if is_whole else sheet.question
        # The title says a question of one line already.
        self._question.setVisible(is_whole or "\n" in text.strip())
        self._question.show_text(text)

    def _show_revisions(self, sheet: TraceSheet, shown: int) -> None:
        self.revision.blockSignals(True)
        self.revision.clear()
        count = len(sheet.revisions)
        self.revision.addItem(self.tr("Original"), 0)
        for made in sheet.revisions:
            words = self.tr("Revision {n} of {m}").format(n=made.number, m=count)
            self.revision.addItem(words, made.number)
        self.revision.setCurrentIndex(max(0, self.revision.findData(shown)))
        self.revision.blockSignals(False)
        self.revision.setVisible(count > 0)

    def _lay_out(self) -> None:
        for button, words, tip in (
            (self.fold, self.tr("Situation"), self.tr("Fold the situation away, or show it again")),
            (self.whole, self.tr("Whole prompt"), self.tr("Show the prompt exactly as the teacher got it")),
        ):
            button.setText(words)
            button.setToolTip(safe_tooltip(tip))
        self.whole.setCheckable(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._icons.put(self.fold, "down", "muted")
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._title, 1)
        first.addWidget(self.revision)
        first.addWidget(self._flag)
        first.addWidget(self._state)
        first.addWidget(self._flag_button)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self._facts, 1)
        second.addWidget(self.whole)
        second.addWidget(self.fold)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 0)
        column.setSpacing(6)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.situation)
        column.addWidget(self._question)
        column.addSpacing(6)
        column.addWidget(Hairline())

    def _connect(self) -> None:
        self.fold.clicked.connect(self._on_fold)
        self.whole.toggled.connect(self._on_whole)
        self.revision.currentIndexChanged.connect(self._on_revision)

    @Slot()
    def _on_fold(self) -> None:
        self._is_open = self._is_giving or not self._is_open
        self._is_giving = False
        self._show_fold()

    @Slot(bool)
    def _on_whole(self, _is_on: bool) -> None:
        self._show_question()

    @Slot(int)
    def _on_revision(self, place: int) -> None:
        if place >= 0:
            self.revision_chosen.emit(self.revision.itemData(place))


def _first_line(text: str) -> str:
    return next((line.strip() for line in text[:2_000].splitlines() if line.strip()), "")
