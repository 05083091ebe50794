# SPDX-License-Identifier: Apache-2.0
"""One previewed problem to read: its situation drawn, its prompt as a teacher gets it, and what is true."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.domain.tasks import NewProblem, Truth
from ui.pages.tasks.state import situation_of, split_name
from ui.safety import TextLabel, cap, hard_wrap, visible
from ui.widgets.labels import Hairline, Pill
from ui.widgets.situation_view import SituationView


class ProblemPane(QScrollArea):
    """Scrolls over the parts of one problem."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a problem."""
        super().__init__(parent)
        self.setObjectName("preview_problem")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Problem"))
        self._kind, self._level, self._split = Pill(), Pill(), Pill()
        self._situation = SituationView()
        self._prompt = TextLabel(look="reading", is_wrapping=True, is_selectable=True)
        self._prompt.setObjectName("preview_prompt")
        self._conclusion = TextLabel(look="strong", is_wrapping=True, is_selectable=True)
        self._conclusion.setObjectName("preview_conclusion")
        self._facts = TextLabel(look="caption", is_wrapping=True, is_selectable=True)
        self._lay_out()

    def show_problem(self, problem: NewProblem) -> None:
        """Show a problem from its top."""
        self._kind.setText(visible(problem.task_type.replace("_", " ")))
        self._level.setText(problem.difficulty.value)
        self._split.setText(split_name(problem.split))
        self._situation.set_situation(situation_of(problem))
        text, left_out = cap(hard_wrap(visible(problem.prompt)))
        self._prompt.setText(text + (self.tr("\n… {n} more characters").format(n=left_out) if left_out else ""))
        truth = problem.truth
        self._conclusion.setText(visible(truth.conclusion) if truth else self.tr("Nothing that a program can check."))
        self._facts.setText(self._facts_of(truth) if truth else "")
        self.verticalScrollBar().setValue(0)

    def _facts_of(self, truth: Truth) -> str:
        said = [self.tr("{n} checkable statements").format(n=len(truth.claims))]
        if len(truth.accepted) > 1:
            said.append(self.tr("{n} conclusions are right").format(n=len(truth.accepted)))
        if truth.call is not None:
            arguments = ", ".join(f"{name}: {value}" for name, value in truth.call.arguments.items())
            said.append(self.tr("tool call {call}").format(call=visible(f"{truth.call.name}({arguments})")))
        return "  ·  ".join(said)

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 4, 8, 8)
        column.setSpacing(8)
        pills = QHBoxLayout()
        pills.setSpacing(6)
        for pill in (self._kind, self._level, self._split):
            pills.addWidget(pill)
        pills.addStretch(1)
        column.addLayout(pills)
        column.addWidget(self._situation)
        column.addSpacing(4)
        column.addWidget(Hairline())
        column.addWidget(TextLabel(self.tr("What the solver proved"), look="caption"))
        column.addWidget(self._conclusion)
        column.addWidget(self._facts)
        column.addSpacing(4)
        column.addWidget(Hairline())
        column.addWidget(TextLabel(self.tr("What a teacher is asked"), look="caption"))
        column.addWidget(self._prompt)
        column.addStretch(1)
        self.setWidget(body)
