# SPDX-License-Identifier: Apache-2.0
"""The live chart of training: train loss faint and smoothed, eval loss as points on it, the learning rate below."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from core.domain.runs import MetricPoint
from ui.safety import ElidedLabel
from ui.widgets.empty_note import EmptyNote
from ui.widgets.painted import Painted, text_width
from ui.widgets.run_curve import EVAL_LOSS, LEARNING_RATE, LOSS, RunCurves

if TYPE_CHECKING:
    from ui.widgets.loss_plots import LossPlots

_REDRAW_MS = 100
_ROLES = ("student", "teacher", "edited", "accent", "reject")


class LossChart(QWidget):
    """Curves of one run or several; new points are gathered and drawn at most ten times a second.

    Signals:
        step_hovered: the step under the pointer or the keyboard; -1 for none.
    """

    step_hovered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs: dict[str, RunCurves] = {}
        self._stale: set[str] = set()
        self._plots: LossPlots | None = None
        self._step: int | None = None
        self._is_held = False
        self._empty = EmptyNote(self.tr("No run is chosen. Start a training run to see its loss here."), self)
        self._legend = RunLegend(self)
        self._values = ElidedLabel(parent=self, look="caption")
        self._values.setObjectName("hover_values")
        self._log = QToolButton(self)
        self._timer = QTimer(self)
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Loss of training"))
        self._report()

    def set_empty_text(self, text: str) -> None:
        """The sentence that stands here while there is nothing to draw."""
        self._empty.set_text(text)

    def add_run(self, key: str, label: str, points: Iterable[MetricPoint] = (), *, role: str = "") -> None:
        """Lay the curves of a run over the others; without a role it takes the first hue that is free."""
        self.remove_run(key)
        taken = {run.role for run in self._runs.values()}
        free = next((name for name in _ROLES if name not in taken), "muted")
        self._runs[key] = RunCurves(key, label, role or free)
        self._runs[key].put(points)
        self._note(key)

    def append(self, key: str, points: Iterable[MetricPoint]) -> None:
        """Add points to a run that is shown; points of other runs are left out."""
        if key in self._runs:
            self._runs[key].put(points)
            self._note(key)

    def remove_run(self, key: str) -> None:
        """Take a run away."""
        if self._runs.pop(key, None) is not None:
            self._stale.discard(key)
            if self._plots is not None:
                self._plots.drop(key)
            self._report()

    def clear(self) -> None:
        """Take all runs away."""
        for key in list(self._runs):
            self.remove_run(key)

    def hold(self) -> None:
        """Draw nothing until release(): its owner loads the drawing library off the main thread first."""
        self._is_held = True

    def release(self) -> None:
        """Draw from now on."""
        self._is_held = False
        self._draw()

    def runs(self) -> tuple[RunCurves, ...]:
        """The runs that are shown."""
        return tuple(self._runs.values())

    def is_log(self) -> bool:
        """True while the losses stand on a logarithmic scale."""
        return self._log.isChecked()

    def set_log(self, is_log: bool) -> None:
        """Put the losses on a logarithmic scale, or back."""
        self._log.setChecked(is_log)

    def set_smoothing(self, weight: float) -> None:
        """Smooth the train loss more (towards 1) or not at all (0)."""
        for run in self._runs.values():
            run.curves[LOSS].set_weight(weight)
            self._note(run.key)

    def show_step(self, step: float | None) -> None:
        """Say the values at a step, as hovering does."""
        points = [found for run in self._runs.values() if step is not None and (found := run.curves[LOSS].at(step))]
        shown = points[0][0] if points else None
        if shown == self._step:
            return
        self._step = shown
        if self._plots is not None:
            self._plots.show_hair(shown)
        self._values.setText(self.values_at(shown) if shown is not None else "")
        self.step_hovered.emit(-1 if shown is None else shown)

    def values_at(self, step: int) -> str:
        """The values of all runs at a step as one line."""
        parts = [self.tr("step {step}").format(step=f"{step:,}")]
        names = {LOSS: self.tr("train"), EVAL_LOSS: self.tr("eval"), LEARNING_RATE: self.tr("rate")}
        for run in self._runs.values():
            found = [(names[name], curve.at(step)) for name, curve in run.curves.items()]
            if len(self._runs) == 1:
                parts += [f"{name} {point[1]:.4g}" for name, point in found if point is not None]
            elif found[0][1] is not None:
                parts.append(f"{run.label} {found[0][1][1]:.4g}")
        return "  ·  ".join(parts)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(760, 420)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._plots is not None:
            self._plots.set_palette(self.palette())
            self._stale.update(self._runs)
            self._timer.start()

    def leaveEvent(self, event: QEvent) -> None:
        self.show_step(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
        key = Qt.Key(event.key())
        steps = next((run.curves[LOSS].steps for run in self._runs.values() if run.curves[LOSS].steps), None)
        if key in moves and steps:
            place = (
                steps.index(self._step)
                if self._step is not None and self._step in steps
                else len(steps) - 1 - moves[key]
            )
            self.show_step(steps[max(0, min(len(steps) - 1, place + moves[key]))])
        else:
            super().keyPressEvent(event)

    # Slots

    @Slot()
    def _draw(self) -> None:
        """Draw what is new, if it can be seen."""
        if self._is_held or not self.isVisible() or not self._stale:
            return
        if self._plots is None:
            self._plots = self._make_plots()
        for key in self._stale:
            self._plots.draw(self._runs[key], self.palette())
        self._stale.clear()

    @Slot(bool)
    def _on_log_toggled(self, is_log: bool) -> None:
        if self._plots is not None:
            self._plots.set_log(is_log)

    @Slot(object)
    def _on_mouse_moved(self, place: object) -> None:
        if self._plots is not None:
            self.show_step(self._plots.step_at(place))  # type: ignore[arg-type]

    # Private

    def _note(self, key: str) -> None:
        """Remember that a run has to be drawn, and draw soon."""
        self._stale.add(key)
        self._report()
        if not self._timer.isActive():
            self._timer.start()

    def _report(self) -> None:
        drawn = [run for run in self._runs.values() if not run.is_empty]
        self._stack.setCurrentIndex(1 if drawn else 0)
        self._legend.set_runs(drawn)
        self.setAccessibleDescription(" ".join(self._summary(run) for run in drawn) or self._empty.text())

    def _summary(self, run: RunCurves) -> str:
        values, evals = run.curves[LOSS].values, run.curves[EVAL_LOSS].values
        words = self.tr("{label}: train loss {first:.3g} to {last:.3g} over {count} points.")
        said = words.format(label=run.label, first=values[0], last=values[-1], count=len(values)) if values else ""
        last = self.tr(" Last eval loss {value:.3g}.").format(value=evals[-1]) if evals else ""
        return said + last

    def _make_plots(self) -> LossPlots:
        """Make the plots; importing their library costs half a second once, so it waits for the first run."""
        from ui.widgets.loss_plots import LossPlots

        plots = LossPlots()
        plots.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plots.set_palette(self.palette())
        plots.set_log(self.is_log())
        plots.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self._place.addWidget(plots)
        return plots

    def _lay_out(self) -> None:
        self._log.setText(self.tr("Log scale"))
        self._log.setCheckable(True)
        self._log.toggled.connect(self._on_log_toggled)
        self._values.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REDRAW_MS)
        self._timer.timeout.connect(self._draw)
        page = QWidget(self)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._legend, 3)
        head.addWidget(self._values, 2)
        head.addWidget(self._log)
        self._place = QVBoxLayout(page)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(4)
        self._place.addLayout(head)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(page)


def load_drawing() -> None:
    """Import the drawing library; any thread, so that the main one need not wait for it."""
    importlib.import_module("ui.widgets.loss_plots")


class RunLegend(Painted):
    """One line per run in its hue, and what the marks mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: list[tuple[str, str]] = []
        self.setMinimumSize(120, 28)

    def set_runs(self, runs: Iterable[RunCurves]) -> None:
        """Name other runs."""
        entries = [(run.label, run.role) for run in runs]
        if entries != self._entries:
            self._entries = entries
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        x, y = 8.0, self.height() / 2
        for label, role in self._entries:
            painter.setPen(QPen(self.ink(role), 2))
            painter.drawLine(round(x), round(y), round(x) + 18, round(y))
            x = self._say(painter, x + 24, label, "text", 180)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.ink("muted"))
        painter.drawEllipse(QRectF(x, y - 4, 8, 8))
        self._say(painter, x + 14, self.tr("eval loss"), "muted", 90)
        painter.end()

    def _say(self, painter: QPainter, x: float, text: str, role: str, limit: int) -> float:
        width = min(text_width(text, "caption") + 2, limit)
        self.words(painter, QRectF(x, 0, width, self.height()), text, "caption", role)
        return x + width + 16
