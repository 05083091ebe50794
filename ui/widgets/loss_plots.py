# SPDX-License-Identifier: Apache-2.0
"""The drawing half of the loss chart; importing this module imports pyqtgraph, so only the chart does it, when shown.

Lines are one pixel wide: pyqtgraph takes ten times as long for two.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame

from ui.widgets.ink import ink, letters
from ui.widgets.run_curve import EVAL_LOSS, LEARNING_RATE, LOSS, RunCurves

ROOM_FOR_BOTH = 240
_RATE_HEIGHTS = (72, 112)


class _StepAxis(pg.AxisItem):
    """An axis of steps, which are whole numbers however near one looks."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The whole ones; what lies between two steps has no name."""
        return [f"{round(value):,}" if float(value).is_integer() else "" for value in values]


class LossPlots(pg.GraphicsLayoutWidget):
    """Loss above, learning rate below, one axis of steps for both; a low chart shows the loss alone."""

    _is_made = False

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[str, dict[str, Any]] = {}
        self.setAntialiasing(True)
        self.setBackground(None)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.ci.setContentsMargins(0, 0, 8, 0)
        self.ci.setSpacing(4)
        self.loss = self._add_plot(0)
        self.rate = self._add_plot(1)
        self.rate.setXLink(self.loss)
        self.rate.setMinimumHeight(_RATE_HEIGHTS[0])
        self.rate.setMaximumHeight(_RATE_HEIGHTS[1])
        self.ci.layout.setRowStretchFactor(0, 4)
        self.ci.layout.setRowStretchFactor(1, 1)
        self.loss.getAxis("bottom").setStyle(showValues=False)
        self.hair = [pg.InfiniteLine(angle=90, movable=False) for _ in range(2)]
        for plot, hair in zip((self.loss, self.rate), self.hair, strict=True):
            plot.addItem(hair, ignoreBounds=True)
            hair.hide()
        self._is_made = True

    def set_palette(self, palette: QPalette) -> None:
        """Take the colours of a theme."""
        for plot, name in ((self.loss, self.tr("Loss")), (self.rate, self.tr("Learning rate"))):
            plot.setTitle(name, color=ink("muted", palette), size="12px", justify="left")
            plot.titleLabel.setMaximumHeight(22)
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(pg.mkPen(ink("line", palette), width=1))
                axis.setTextPen(ink("muted", palette))
                axis.setTickFont(letters("caption"))
        for hair in self.hair:
            hair.setPen(pg.mkPen(ink("muted", palette), width=1, style=Qt.PenStyle.DotLine))

    def draw(self, run: RunCurves, palette: QPalette) -> None:
        """Bring the items of one run up to date."""
        items = self._items.get(run.key) or self._make(run)
        hue = ink(run.role, palette)
        faint = QColor(hue)
        faint.setAlpha(80)
        loss, evals, rate = (run.curves[name] for name in (LOSS, EVAL_LOSS, LEARNING_RATE))
        items["raw"].setData(np.array(loss.steps), np.array(loss.values), pen=pg.mkPen(faint, width=1))
        items["smooth"].setData(np.array(loss.steps), np.array(loss.smooth), pen=pg.mkPen(hue, width=1))
        edge = pg.mkPen(ink("surface", palette), width=1.5)
        items["eval"].setData(np.array(evals.steps), np.array(evals.values), pen=None, symbolBrush=hue, symbolPen=edge)
        items["rate"].setData(np.array(rate.steps), np.array(rate.values), pen=pg.mkPen(hue, width=1))

    def drop(self, key: str) -> None:
        """Take the items of a run away."""
        for name, item in self._items.pop(key, {}).items():
            (self.rate if name == "rate" else self.loss).removeItem(item)

    def set_log(self, is_log: bool) -> None:
        """Draw the losses on a logarithmic scale."""
        self.loss.setLogMode(x=False, y=is_log)

    def step_at(self, place: QPointF) -> float | None:
        """The step under a place of the scene; None outside of the plots."""
        for plot in (self.loss, self.rate):
            if plot.sceneBoundingRect().contains(place):
                return float(plot.vb.mapSceneToView(place).x())
        return None

    def show_hair(self, step: float | None) -> None:
        """Put the upright line at a step, or take it away."""
        for hair in self.hair:
            hair.setVisible(step is not None)
            if step is not None:
                hair.setPos(step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the loss where there is little."""
        super().resizeEvent(event)
        has_room = self.height() >= ROOM_FOR_BOTH
        # The base class resizes once before the plots are made.
        if self._is_made and self.rate.isVisible() != has_room:
            self.rate.setVisible(has_room)
            self.rate.setMinimumHeight(_RATE_HEIGHTS[0] if has_room else 0)
            self.rate.setMaximumHeight(_RATE_HEIGHTS[1] if has_room else 0)
            self.loss.getAxis("bottom").setStyle(showValues=not has_room)

    def _add_plot(self, row: int) -> Any:
        plot = self.addPlot(row=row, col=0, enableMenu=False, axisItems={"bottom": _StepAxis("bottom")})
        # Made all the same; without a parent it would outlive the window, and as a plain child it would be shown.
        plot.ctrlMenu.setParent(self, plot.ctrlMenu.windowFlags())
        plot.hideButtons()
        plot.setMouseEnabled(x=True, y=False)
        plot.showGrid(x=False, y=True, alpha=0.14)
        plot.getAxis("left").setWidth(64)
        plot.setDownsampling(auto=True, mode="peak")
        plot.setClipToView(True)
        return plot

    def _make(self, run: RunCurves) -> dict[str, Any]:
        look = {"connect": "all", "skipFiniteCheck": True}
        items = {
            "raw": self.loss.plot(**look),
            "smooth": self.loss.plot(**look),
            "eval": self.loss.plot(symbol="o", symbolSize=9, pen=None),
            "rate": self.rate.plot(**look),
        }
        items["eval"].setZValue(10)
        items["eval"].setDownsampling(auto=False)
        self._items[run.key] = items
        return items
