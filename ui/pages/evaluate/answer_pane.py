# SPDX-License-Identifier: Apache-2.0
"""One answer in full, as plain text, with what was expected and what it scored."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.domain.codec import to_json
from core.domain.evaluations import Case, CaseResult, ElementScore
from ui.pages.evaluate.words import category_name, is_right
from ui.safety import TextLabel, cap, hard_wrap, visible
from ui.widgets.labels import Hairline

_LONGEST = 20_000


class AnswerPane(QScrollArea):
    """Shows a CaseResult."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outcome = TextLabel(look="strong", is_wrapping=True)
        self._outcome.setObjectName("answer_outcome")
        self._expected = TextLabel(look="muted", is_wrapping=True, is_selectable=True)
        self._elements = TextLabel(look="muted", is_wrapping=True)
        self._elements.setObjectName("answer_elements")
        self._said = TextLabel(look="reading", is_wrapping=True, is_selectable=True)
        self._said.setObjectName("answer_text")
        self._asked = TextLabel(look="reading", is_wrapping=True, is_selectable=True)
        self._asked.setObjectName("answer_question")
        self._heads = [TextLabel(words, look="caption") for words in (self.tr("Answered"), self.tr("Asked"))]
        self._empty = TextLabel(self.tr("Choose a case to read its answer."), look="muted")
        self._body = QWidget()
        self._lay_out()
        self.clear()

    def clear(self) -> None:
        """Show no answer."""
        self._body.hide()
        self._empty.show()

    def show_result(self, result: CaseResult, case: Case | None) -> None:
        """Show an answer; the case is None where the benchmark has changed since."""
        word, role = (self.tr("Right"), "accept") if is_right(result) else (self.tr("Wrong"), "reject")
        said = result.conclusion or self.tr("no conclusion found")
        self._outcome.setText(_shown(f"{word}: {said}"))
        self._outcome.set_role(role)
        facts = [category_name(result.category), result.case_id, _end_words(result)]
        expected = "" if case is None else self.tr("Expected: {words}").format(words=case.expected_conclusion)
        self._expected.setText(_shown("\n".join((expected, " · ".join(fact for fact in facts if fact))).strip()))
        self._elements.setText("\n".join(_element_words(element) for element in result.scores.elements))
        self._elements.setVisible(bool(result.scores.elements))
        self._said.setText(_shown(_answer(result)))
        self._asked.setText(_shown("" if case is None else case.input))
        for widget in (self._heads[1], self._asked):
            widget.setVisible(case is not None)
        self._empty.hide()
        self._body.show()
        self.verticalScrollBar().setValue(0)

    def _lay_out(self) -> None:
        ground = QWidget()
        outer = QVBoxLayout(ground)
        outer.setContentsMargins(16, 0, 12, 8)
        outer.addWidget(self._empty)
        outer.addWidget(self._body)
        outer.addStretch(1)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self._outcome, self._expected, self._elements, Hairline(), self._heads[0], self._said):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addWidget(self._heads[1])
        column.addWidget(self._asked)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Answer"))
        self.setObjectName("answer_pane")
        self.setWidget(ground)


def _answer(result: CaseResult) -> str:
    """The error, else the text and the calls."""
    calls = (f"{call.name}({json.dumps(to_json(call.arguments), ensure_ascii=False)})" for call in result.calls)
    return result.error or "\n\n".join(part for part in (result.output, *calls) if part) or "(empty answer)"


def _end_words(result: CaseResult) -> str:
    if result.error:
        return "failed, counts as 0"
    return "cut off by the token limit" if result.finish == "length" else ""


def _element_words(element: ElementScore) -> str:
    """An element with a mark and a word, so that the mark is not the only sign."""
    name = category_name(element.element)
    if not element.is_mentioned:
        return f"✗  {name}: not mentioned"
    if element.is_true is None:
        return f"✓  {name}: mentioned"
    return f"✓  {name}: mentioned and true" if element.is_true else f"✗  {name}: mentioned, not true"


def _shown(text: str) -> str:
    """Text of strangers, capped and without hidden characters that obey."""
    kept, left = cap(text, limit=_LONGEST)
    rest = f"\n(and {left:,} more characters)" if left else ""
    return hard_wrap(visible(kept) + rest)
