# SPDX-License-Identifier: Apache-2.0
"""The right of Review: required elements with their evidence, the decision, how the trace was made, its history."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.domain.reviews import ElementEvidence
from ui.pages.review.judge_part import JudgePart
from ui.pages.review.opinion_words import blind_words, dispute_words, own_words
from ui.pages.review.side_lines import FactLines, HistoryLines
from ui.pages.review.signs import finding_rows
from ui.pages.review.state import TraceSheet
from ui.pages.review.words import checklist_rows, fact_rows, missing_words, tints
from ui.safety import TextLabel, calm, safe_tooltip
from ui.theme.icons import Icons
from ui.widgets.checklist import Checklist
from ui.widgets.finding_list import FindingList
from ui.widgets.labels import Hairline, IconText
from ui.widgets.times import ago, exact


class SidePanel(QScrollArea):
    """Everything beside the text.

    Signals:
        evidence_wanted: a tuple of Evidence to tint; empty takes the tints away.
    """

    evidence_wanted = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._evidence: tuple[ElementEvidence, ...] = ()
        self.checklist = Checklist()
        self.checklist.setObjectName("review_checklist")
        self.findings = FindingList(icons)
        self.findings.setObjectName("review_findings")
        self.judges = JudgePart(icons)
        self._missing = TextLabel(look="caption", is_wrapping=True, is_selectable=True)
        self._verdict = TextLabel(is_wrapping=True, look="strong")
        self._verdict.setObjectName("review_verdict")
        self._verdict_note = TextLabel(is_wrapping=True, look="caption")
        self._note = TextLabel(is_wrapping=True, is_selectable=True)
        self._note.setObjectName("review_note")
        self._concluded = TextLabel(is_wrapping=True, is_selectable=True)
        self._concluded.setObjectName("review_concluded")
        self._solver = IconText(icons, "accept", "")
        self._solver.setObjectName("review_solver")
        self._solver.label.setWordWrap(True)
        self._facts = FactLines()
        self._history = HistoryLines()
        self._lay_out()
        self.checklist.element_focused.connect(self._on_element)

    def show_sheet(self, sheet: TraceSheet, state_word: str) -> None:
        """Show what is known about a trace."""
        self._evidence = sheet.evidence
        self.checklist.set_rows(checklist_rows(sheet.evidence))
        self._missing.hide()
        self.findings.set_rows(finding_rows(sheet))
        self.judges.show_judgements(sheet.judgements, revision=sheet.trace.head)
        self._show_decision(sheet, state_word)
        self._show_conclusion(sheet)
        self._facts.show_facts(fact_rows(sheet))
        self._history.show_history(sheet.history)

    def _show_decision(self, sheet: TraceSheet, state_word: str) -> None:
        decided = next((entry for entry in reversed(sheet.history) if entry.verdict and not entry.is_undone), None)
        stars = self.tr("rated {n} of 5").format(n=sheet.rating) if sheet.rating else ""
        self._verdict.setText("  ·  ".join(filter(None, (state_word, stars))))
        self._note.setText(calm(sheet.note))
        self._note.setVisible(bool(sheet.note))
        if sheet.double is not None and sheet.double.is_blind:
            self._verdict.setText(own_words(sheet.double))
            self._verdict_note.setText(blind_words(sheet.double))
            return
        if sheet.opinions:
            self._verdict_note.setText(calm(dispute_words(sheet.opinions)))
            return
        if decided is None:
            self._verdict_note.setText(self.tr("Nobody has decided yet."))
            return
        parts = [self.tr("{who}, {when}").format(who=decided.reviewer, when=ago(decided.at))]
        parts += [", ".join(decided.reasons)] if decided.reasons else []
        parts += [f"“{decided.note}”"] if decided.note else []
        self._verdict_note.setText(calm("\n".join(parts)))
        self._verdict_note.setToolTip(safe_tooltip(exact(decided.at)))

    def _show_conclusion(self, sheet: TraceSheet) -> None:
        self._concluded.setText(calm(sheet.trace.original.conclusion) or self.tr("No conclusion was found."))
        truth = sheet.problem.truth
        found = next((one for one in sheet.evidence if one.element == "conclusion"), None)
        if truth is None or found is None:
            self._solver.show_state("info", self.tr("No program can check this one."), "muted")
        elif found.is_true:
            self._solver.show_state("accept", self.tr("The solver agrees."), "accept")
        else:
            words = self.tr("The solver says: {truth}").format(truth=calm(truth.conclusion))
            self._solver.show_state("reject", words, "reject")

    def _lay_out(self) -> None:
        self.setObjectName("review_side")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._missing.hide()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(4, 0, 8, 0)
        column.setSpacing(6)
        column.addWidget(TextLabel(self.tr("Requires"), look="section"))
        column.addWidget(self.checklist)
        column.addWidget(self._missing)
        self._part(column, self.tr("Findings"), self.findings)
        self._part(column, self.tr("Conclusion"), self._concluded, self._solver)
        self._part(column, self.tr("Judges"), self.judges)
        self._part(column, self.tr("Decision"), self._verdict, self._verdict_note, self._note)
        self._part(column, self.tr("How it was made"), self._facts)
        self._part(column, self.tr("History"), self._history)
        column.addStretch(1)
        self.setWidget(body)

    @staticmethod
    def _part(column: QVBoxLayout, title: str, *widgets: QWidget) -> None:
        column.addSpacing(8)
        column.addWidget(Hairline())
        column.addSpacing(6)
        column.addWidget(TextLabel(title, look="section"))
        for widget in widgets:
            column.addWidget(widget)

    @Slot(str)
    def _on_element(self, element: str) -> None:
        found = next((one for one in self._evidence if one.element == element), None)
        words = missing_words(found) if found is not None else ""
        self._missing.setText(calm(words))
        self._missing.setVisible(bool(words))
        self.evidence_wanted.emit(tints(found) if found is not None else ())
