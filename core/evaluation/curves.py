# SPDX-License-Identifier: Apache-2.0
"""From the metrics of a run to the lines of its loss chart."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.runs import MetricPoint
from core.evaluation.charts_svg import Curve


def loss_curves(label: str, points: Sequence[MetricPoint]) -> tuple[Curve, ...]:
    """The train loss as a line and the evaluations as dots; what has no point is left out."""
    train = tuple((float(point.step), point.value) for point in points if point.name == "loss")
    held = tuple((float(point.step), point.value) for point in points if point.name == "eval_loss")
    found = (Curve(f"train loss of {label}", train), Curve(f"eval loss of {label}", held, is_dots=True))
    return tuple(curve for curve in found if curve.points)
