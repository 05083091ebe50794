# SPDX-License-Identifier: Apache-2.0
"""What a run would send and cost, and to whom, before anything is sent."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from ui.pages.generate.state import Forecast, money
from ui.safety import TextLabel, visible
from ui.theme.icons import Icons
from ui.widgets.cards import Card
from ui.widgets.labels import IconText
from ui.widgets.live_figures import Figure, LiveFigures
from ui.widgets.times import span


class ForecastCard(Card):
    """Figures with their note; where there is no problem to ask about, the step that makes some.

    Signals:
        sampling_requested: problems shall be made.
    """

    sampling_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        """Start without figures."""
        super().__init__("", parent)
        self._figures = LiveFigures()
        self._figures.setObjectName("forecast_figures")
        self._note = TextLabel(look="caption", is_wrapping=True)
        self._host = IconText(icons, "info", "")
        self._host.label.setWordWrap(True)
        self._host.label.setObjectName("forecast_host")
        self._nothing = TextLabel(is_wrapping=True)
        self._nothing.setObjectName("forecast_nothing")
        self._sample = QPushButton(self.tr("Go to tasks"))
        self._sample.setObjectName("forecast_sample")
        self._sample.clicked.connect(self.sampling_requested)
        self._lay_out()

    def show_host(self, host: str) -> None:
        """Say where the problems go; empty means that they stay."""
        if host:
            words = self.tr("The problems, the task's instructions and its tools are sent to {host}.")
            self._host.show_state("warn", words.format(host=visible(host)), "warn")
        else:
            self._host.show_state("done", self.tr("Nothing leaves this machine."), "accept")

    def show_pending(self) -> None:
        """Another teacher was chosen; the figures of the one before mean nothing now."""
        names = (self.tr("Problems"), self.tr("Tokens in"), self.tr("Tokens out"), self.tr("Cost"), self.tr("Time"))
        self._stack.setCurrentIndex(0)
        self._figures.set_figures([Figure(name, "") for name in names])
        self._note.setText(self.tr("Reckoning…"))

    def show_forecast(self, found: Forecast) -> None:
        """Show other figures."""
        self._stack.setCurrentIndex(0 if found.problems else 1)
        if not found.problems:
            self._nothing.setText(self.tr("No problem fits: all are answered, or none is stored yet."))
            return
        requests = self.tr("1 request") if found.requests == 1 else self.tr("{n} requests")
        self._figures.set_figures(
            (
                Figure(self.tr("Problems"), f"{found.problems:,}", requests.format(n=f"{found.requests:,}")),
                Figure(self.tr("Tokens in"), f"~{found.input_tokens:,}"),
                Figure(self.tr("Tokens out"), f"~{found.output_tokens:,}"),
                Figure(self.tr("Cost"), money(found.cost_usd), self._cost_words(found)),
                Figure(self.tr("Time"), *self._time_words(found)),
            )
        )
        self._note.setText(found.note)

    def _cost_words(self, found: Forecast) -> str:
        if found.cost_usd is None or found.dear_usd is None:
            return self.tr("no price known")
        is_dearer = found.dear_usd > found.cost_usd
        return self.tr("{usd} if long").format(usd=money(found.dear_usd)) if is_dearer else ""

    def _time_words(self, found: Forecast) -> tuple[str, str]:
        if found.seconds is None:
            return "–", self.tr("not known yet")
        return span(found.seconds), self.tr("as so far")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(TextLabel(self.tr("Before anything is sent"), look="section"))
        head.addStretch(1)
        head.addWidget(self._host, 2)
        self.body.addLayout(head)
        some = QWidget()
        column = QVBoxLayout(some)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._figures)
        column.addWidget(self._note)
        none = QWidget()
        row = QHBoxLayout(none)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._nothing, 1)
        row.addWidget(self._sample)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(some)
        self._stack.addWidget(none)
        self.body.addWidget(holder)
