# SPDX-License-Identifier: Apache-2.0
"""What judges say of the trace that is read, each score with how far that judge agrees with people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domain.judgements import JudgeFigures, Judgement
from core.domain.reviews import Verdict
from ui.pages.review.judge_words import figure_lines, score_words, trust_words
from ui.safety import TextLabel, calm, safe_tooltip
from ui.theme.icons import Icons
from ui.widgets.labels import IconText


class JudgePart(QWidget):
    """One paragraph a judge, or one sentence where nobody judged."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        """Start without a judgement."""
        super().__init__(parent)
        self._icons = icons
        self._held: tuple[Judgement, ...] = ()
        self._figures: Mapping[str, JudgeFigures] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.setObjectName("review_judges")
        self._draw()

    def show_judgements(self, held: Sequence[Judgement], *, revision: int) -> None:
        """Show what judges say of this revision; words on others are left out."""
        now = tuple(one for one in held if one.revision == revision)
        if now != self._held:
            self._held = now
            self._draw()

    def show_figures(self, figures: Sequence[JudgeFigures]) -> None:
        """Take in how far each judge can be trusted."""
        self._figures = {one.judge: one for one in figures}
        self._draw()

    def _draw(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for held in self._held:
            self._draw_judge(held)
        if not self._held:
            words = self.tr("No judge has scored this revision.")
            self._column.addWidget(TextLabel(words, look="muted", is_wrapping=True))

    def _draw_judge(self, held: Judgement) -> None:
        opinion = held.opinion
        is_accepted = opinion.verdict is Verdict.ACCEPT
        sign = "accept" if is_accepted else "reject"
        line = IconText(self._icons, sign, score_words(held), role=sign)
        line.setObjectName(f"review_judge_{held.judge}")
        self._column.addWidget(line)
        self._column.addWidget(TextLabel(calm(held.judge), look="caption", is_wrapping=True))
        if opinion.reason:
            self._column.addWidget(TextLabel(calm(opinion.reason), is_wrapping=True, is_selectable=True))
        for mark in opinion.elements:
            if not mark.is_there:
                said = self.tr("Does not find {element}: {reason}").format(element=mark.element, reason=mark.reason)
                self._column.addWidget(TextLabel(calm(said.rstrip(": ")), look="caption", is_wrapping=True))
        figures = self._figures.get(held.judge)
        if figures is not None:
            trust = TextLabel(trust_words(figures), look="caption", is_wrapping=True)
            trust.setObjectName(f"review_trust_{held.judge}")
            lines = (f"{name}: {words}" for name, words in figure_lines(figures))
            trust.setToolTip(safe_tooltip("\n".join(lines)))
            self._column.addWidget(trust)
