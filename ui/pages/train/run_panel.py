# SPDX-License-Identifier: Apache-2.0
"""One run in full: its settings in a sentence, live figures, the loss, and beneath them what else is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QSplitter, QTabWidget, QVBoxLayout, QWidget

from core.domain.datasets import Snapshot
from core.domain.runs import Adaptation, Run, RunState
from ui.pages.train.checkpoints import CheckpointTable
from ui.pages.train.state import RunFull
from ui.pages.train.words import STATE_ICONS, STATE_ROLES, adaptation_words, figures, settings_sentence, state_word
from ui.safety import ElidedLabel, TextLabel, hard_wrap, visible
from ui.theme.icons import Icons
from ui.widgets.action_button import ActionButton
from ui.widgets.labels import IconText
from ui.widgets.live_figures import LiveFigures
from ui.widgets.loss_chart import LossChart
from ui.widgets.times import ago

_LOG_LINES = 1_000


class RunPanel(QWidget):
    """Shows a run.

    Signals:
        evaluate_requested: step of a checkpoint to evaluate.

    Attributes:
        chart: the loss of the run and of those laid over it.
    """

    evaluate_requested = Signal(int)

    def __init__(self, icons: Icons, actions: Sequence[tuple[QAction, str]], parent: QWidget | None = None) -> None:
        """Offer ``actions``, each with the look of its button."""
        super().__init__(parent)
        self.chart = LossChart()
        self.chart.setObjectName("loss_chart")
        self.chart.set_empty_text(self.tr("The curve begins with the first logged step."))
        self._icons = icons
        self._buttons = [ActionButton(action, look=look) for action, look in actions]
        self._name = ElidedLabel(look="section")
        self._name.setObjectName("run_name")
        self._state = IconText(icons, "queued", "")
        self._state.setObjectName("run_state")
        self._state.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._sentence = TextLabel(look="muted", is_wrapping=True, is_selectable=True)
        self._sentence.setObjectName("run_sentence")
        self._hindrance = TextLabel(look="caption", is_wrapping=True)
        self._hindrance.setObjectName("run_hindrance")
        self._hindrance.hide()
        self._failure = TextLabel(role="reject", is_wrapping=True, is_selectable=True)
        self._failure.setObjectName("run_failure")
        self._figures = LiveFigures()
        self._figures.setObjectName("run_figures")
        self._adapted = _words(self.tr("What this machine changed about the recipe"))
        self._adapted.setObjectName("run_adaptations")
        self._log = _words(self.tr("Log"))
        self._log.setObjectName("run_log")
        self._log.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._log.setPlaceholderText(self.tr("Nothing was logged, or the log is gone."))
        self._checkpoints = CheckpointTable()
        self._checkpoints.evaluate_requested.connect(self.evaluate_requested)
        self._tabs = QTabWidget()
        self._lay_out()

    def show_run(self, run: Run, snapshot: Snapshot | None, latest: Mapping[str, float]) -> None:
        """Show how a run stands."""
        self._name.setText(visible(run.name))
        self._state.show_state(STATE_ICONS[run.state], self._state_words(run), STATE_ROLES[run.state])
        self._sentence.setText(visible(settings_sentence(run, snapshot)))
        self._figures.set_figures(figures(run, latest))
        is_failed = run.state is RunState.FAILED and bool(run.error)
        self._failure.setText(hard_wrap(visible(run.error[:2_000]), width=200) if is_failed else "")
        self._failure.setVisible(is_failed)
        self._show_adaptations(run.adaptations, run.facts.get("warnings", []))

    def show_hindrance(self, words: str) -> None:
        """Say why the run cannot be evaluated; empty where it can, or where that goes without saying."""
        self._hindrance.setText(words)
        self._hindrance.setVisible(bool(words))

    def show_full(self, full: RunFull, log: Sequence[str]) -> None:
        """Show what is known beside the curve."""
        self._checkpoints.set_checkpoints(full.checkpoints)
        self._tabs.setTabText(1, self.tr("Checkpoints ({n})").format(n=len(full.checkpoints)))
        self.show_log(log or full.log)

    def show_log(self, lines: Sequence[str]) -> None:
        """Show another log."""
        text = "\n".join(hard_wrap(visible(line), width=400) for line in lines[-_LOG_LINES:])
        if text != self._log.toPlainText():
            self._log.setPlainText(text)
            self._log.verticalScrollBar().setValue(self._log.verticalScrollBar().maximum())

    def append_log(self, lines: Sequence[str]) -> None:
        """Add lines at the end."""
        self._log.appendPlainText("\n".join(hard_wrap(visible(line), width=400) for line in lines))

    # Private

    def _state_words(self, run: Run) -> str:
        return f"{state_word(run.state)} · {ago(run.ended_at)}" if run.ended_at else state_word(run.state)

    def _show_adaptations(self, adaptations: Sequence[Adaptation], warnings: Sequence[object]) -> None:
        said = [*(str(warning) for warning in warnings), *(adaptation_words(found) for found in adaptations)]
        text = "\n".join(visible(line) for line in said)
        if text != self._adapted.toPlainText():
            self._adapted.setPlainText(text)
        self._tabs.setTabText(0, self.tr("Adapted ({n})").format(n=len(said)))

    def _lay_out(self) -> None:
        self._adapted.setPlaceholderText(self.tr("Nothing was changed: this machine can do all that the recipe asks."))
        self._tabs.setObjectName("run_tabs")
        self._tabs.setDocumentMode(True)
        for widget, title in (
            (self._adapted, self.tr("Adapted")),
            (self._checkpoints, self.tr("Checkpoints")),
            (self._log, self.tr("Log")),
        ):
            self._tabs.addTab(widget, title)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._name, 1)
        head.addWidget(self._state)
        for button in self._buttons:
            head.addWidget(button)
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._sentence)
        column.addWidget(self._hindrance)
        column.addWidget(self._failure)
        column.addSpacing(4)
        column.addWidget(self._figures)
        column.addWidget(self.chart, 1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(top)
        parts.addWidget(self._tabs)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 1)
        parts.setSizes([500, 124])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(parts)


def _words(name: str) -> QPlainTextEdit:
    """A quiet pane of plain text."""
    pane = QPlainTextEdit()
    pane.setReadOnly(True)
    pane.setTabChangesFocus(True)
    pane.setMaximumBlockCount(_LOG_LINES)
    pane.setMinimumHeight(72)
    pane.setAccessibleName(name)
    pane.setProperty("look", "bare")
    return pane
