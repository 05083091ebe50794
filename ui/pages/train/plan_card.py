# SPDX-License-Identifier: Apache-2.0
"""The plan beside the form: what the training will take, what is adapted and what to beware of, before it starts."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.pages.train.state import PlanShown
from ui.pages.train.words import adaptation_words, number
from ui.safety import TextLabel, visible
from ui.theme.icons import Icons
from ui.widgets.cards import Card, Figure
from ui.widgets.labels import IconText
from ui.widgets.times import span


class PlanCard(Card):
    """Shows a plan, or why there is none."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Before it starts"), parent)
        self.setObjectName("plan")
        self._icons = icons
        self._steps = Figure("–", self.tr("steps"))
        self._tokens = Figure("–", self.tr("tokens, estimated"))
        self._memory = Figure("–", self.tr("memory, estimated"))
        self._time = Figure("–", self.tr("time"))
        self._trouble = TextLabel(look="muted", is_wrapping=True, is_selectable=True)
        self._trouble.setObjectName("plan_trouble")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self._lay_out()

    def show_plan(self, plan: PlanShown) -> None:
        """Say what the training will be."""
        self._steps.show_value(number(plan.steps))
        self._tokens.show_value(_short(plan.tokens))
        self._memory.show_value(plan.memory.removeprefix("about "))
        known = plan.minutes is not None
        self._time.show_value(
            span((plan.minutes or 0) * 60) if known else self.tr("unknown"),
            self.tr("at the pace of the last run") if known else self.tr("time, until a run was done"),
        )
        self._trouble.hide()
        self._clear()
        for warning in plan.warnings:
            self._lines.addWidget(self._line("warn", warning, "warn"))
        if plan.adaptations:
            self._lines.addWidget(TextLabel(self.tr("Adapted to this machine"), look="strong"))
        for adaptation in plan.adaptations:
            self._lines.addWidget(TextLabel(visible(adaptation_words(adaptation)), look="muted", is_wrapping=True))

    def show_trouble(self, message: str, hint: str = "") -> None:
        """Say why there is no plan."""
        for figure in (self._steps, self._tokens, self._memory, self._time):
            figure.show_value("–")
        self._clear()
        self._trouble.setText(visible(f"{message} {hint}".strip()))
        self._trouble.show()

    def _line(self, icon: str, text: str, role: str) -> IconText:
        line = IconText(self._icons, icon, visible(text), role=role)
        line.label.setWordWrap(True)
        return line

    def _clear(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(16)
        for place, figure in enumerate((self._steps, self._tokens, self._memory, self._time)):
            grid.addWidget(figure, place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
        self.body.addLayout(grid)
        self.body.addSpacing(8)
        self.body.addWidget(self._trouble)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)


def _short(count: int) -> str:
    """A large count in three digits: ``310 k``, ``4.2 M``."""
    if count < 10_000:
        return number(count)
    if count < 1_000_000:
        return f"{count / 1_000:.0f} k"
    return f"{count / 1_000_000:.3g} M" if count < 1_000_000_000 else f"{count / 1_000_000_000:.3g} G"
