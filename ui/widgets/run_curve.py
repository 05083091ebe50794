# SPDX-License-Identifier: Apache-2.0
"""The metrics of one run as curves: points in order of their step, the last one written for a step wins."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable

from core.domain.runs import MetricPoint

LOSS = "loss"
EVAL_LOSS = "eval_loss"
LEARNING_RATE = "learning_rate"
SMOOTHING = 0.7
METRICS = (LOSS, EVAL_LOSS, LEARNING_RATE)


class Curve:
    """Steps and values of one metric, and the values smoothed.

    The smoothing is an exponential mean without its bias towards the first value; appending costs one step of it.
    """

    def __init__(self, weight: float = SMOOTHING) -> None:
        self.steps = array("q")
        self.values = array("d")
        self.smooth = array("d")
        self._weight = weight
        self._mean = 0.0

    def put(self, step: int, value: float) -> None:
        """Add a point; an earlier step is written over, as a resumed run does it. What is no number is left out.

        A point that is there already costs nothing, so that a run that is found again may tell all of its curve again.
        """
        if not math.isfinite(value):
            return
        if not self.steps or step > self.steps[-1]:
            self.steps.append(step)
            self.values.append(value)
            self._smooth_one(value)
            return
        place = bisect_left(self.steps, step)
        if self.steps[place] == step:
            if self.values[place] == value:
                return
            self.values[place] = value
        else:
            self.steps.insert(place, step)
            self.values.insert(place, value)
        self.set_weight(self._weight)

    def set_weight(self, weight: float) -> None:
        """Smooth anew; 0 leaves the values as they are."""
        self._weight, self._mean, self.smooth = weight, 0.0, array("d")
        for value in self.values:
            self._smooth_one(value)

    def at(self, step: float) -> tuple[int, float] | None:
        """The point nearest to a step."""
        if not self.steps:
            return None
        place = bisect_left(self.steps, step)
        near = [spot for spot in (place - 1, place) if 0 <= spot < len(self.steps)]
        best = min(near, key=lambda spot: abs(self.steps[spot] - step))
        return self.steps[best], self.values[best]

    def _smooth_one(self, value: float) -> None:
        self._mean = self._weight * self._mean + (1 - self._weight) * value
        self.smooth.append(self._mean / (1 - self._weight ** (len(self.smooth) + 1)))


class RunCurves:
    """The three curves of one run.

    Attributes:
        role: hue of the run, ``student`` for the first one and ``teacher`` or ``edited`` for those laid over it.
    """

    def __init__(self, key: str, label: str, role: str, *, weight: float = SMOOTHING) -> None:
        self.key = key
        self.label = label
        self.role = role
        self.curves = {name: Curve(weight if name == LOSS else 0.0) for name in METRICS}

    def put(self, points: Iterable[MetricPoint]) -> None:
        """Take in points; metrics that the chart does not draw are left out."""
        for point in points:
            if point.name in self.curves:
                self.curves[point.name].put(point.step, point.value)

    @property
    def is_empty(self) -> bool:
        """True while there is nothing to draw."""
        return not any(curve.steps for curve in self.curves.values())
