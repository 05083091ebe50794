# SPDX-License-Identifier: Apache-2.0
"""Charts as inline SVG: they take their colours from the page's roles, so one drawing serves light and dark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.evaluations import Interval, SubjectRole
from core.evaluation.markup import plain
from core.evaluation.words import bounds, percent, seconds

WIDTH = 880
_LEFT, _RIGHT = 196, 132
_LANE = 17
LAZY_KEY = (
    '<svg class="key" viewBox="0 0 16 16" aria-hidden="true"><line class="lazy" x1="8" x2="8" y1="0" y2="16"/></svg>'
)
"""The mark of the best lazy rule by itself, for the legend."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One subject in one row of a dumbbell chart."""

    label: str
    role: SubjectRole
    interval: Interval


@dataclass(frozen=True, slots=True)
class DumbbellRow:
    """One row: a category with its subjects, and the best lazy rule where there is one."""

    label: str
    note: str
    dots: tuple[Dot, ...]
    rule: float | None = None
    rule_label: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """A line over training steps; ``is_dots`` draws the points of an evaluation on it."""

    label: str
    points: tuple[tuple[float, float], ...]
    is_dots: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """How long one stage of the story took."""

    label: str
    wall_s: float


def dumbbell(rows: Sequence[DumbbellRow], *, title: str) -> str:
    """A row for each category, a lane for each subject: dot, interval, and the figure at the end of the lane."""
    heights = [len(row.dots) * _LANE + 26 for row in rows]
    top, height = 14, sum(heights) + 48
    body = [_axis(top, height - 34)]
    at = float(top)
    for number, (row, own) in enumerate(zip(rows, heights, strict=True)):
        body.append(_dumbbell_row(row, at, own, is_first=number == 0))
        at += own
    return _svg(height, title, body)


def shares(rows: Sequence[tuple[str, Interval, Interval | None]], *, title: str) -> str:
    """Mentioned beside true for each element: an open mark and a full one on the same line."""
    step, top = 34, 14
    height = top + step * len(rows) + 36
    body = [_axis(top, height - 34)]
    for number, (label, mention, value) in enumerate(rows):
        y = top + step * number + step / 2
        body.append(f'<text class="name" x="{_LEFT - 16}" y="{y + 4:.1f}" text-anchor="end">{plain(label)}</text>')
        if value is not None:
            ends = (_x(value.mean), _x(mention.mean))
            body.append(f'<line class="link" x1="{ends[0]:.1f}" x2="{ends[1]:.1f}" y1="{y}" y2="{y}"/>')
            body.append(_bar(value, y, "student") + _mark(SubjectRole.STUDENT, _x(value.mean), y))
        body.append(f'<circle class="open student" cx="{_x(mention.mean):.1f}" cy="{y}" r="5"/>')
        said = f"{percent(value.mean)} of {percent(mention.mean)}" if value is not None else percent(mention.mean)
        body.append(f'<text class="figure" x="{WIDTH - 2}" y="{y + 4:.1f}" text-anchor="end">{said}</text>')
    return _svg(height, title, body)


def lines(curves: Sequence[Curve], *, title: str, x_label: str, y_label: str) -> str:
    """Curves over steps on a linear scale from zero; evaluations are dots."""
    height, top, left, right, bottom = 300, 34, 56, 20, 46
    points = [point for curve in curves for point in curve.points if all(math.isfinite(part) for part in point)]
    most_x = max((x for x, _ in points), default=1.0) or 1.0
    ticks = _ticks(max((y for _, y in points), default=1.0) or 1.0)
    scale_x = (WIDTH - left - right) / most_x
    scale_y = (height - top - bottom) / ticks[-1]
    floor = height - bottom
    body = []
    for tick in ticks:
        y = floor - tick * scale_y
        body.append(f'<line class="grid" x1="{left}" x2="{WIDTH - right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        body.append(f'<text class="tick" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
    for tick in _ticks(most_x):
        if tick <= most_x:
            x = left + tick * scale_x
            body.append(f'<text class="tick" x="{x:.1f}" y="{floor + 18}" text-anchor="middle">{tick:g}</text>')
    for curve in curves:
        places = [(left + x * scale_x, floor - y * scale_y) for x, y in curve.points if math.isfinite(x + y)]
        body.append(_curve(places, is_dots=curve.is_dots))
    body.append(f'<text class="tick" x="{WIDTH - right}" y="{height - 8}" text-anchor="end">{plain(x_label)}</text>')
    body.append(f'<text class="tick" x="{left}" y="14">{plain(y_label)}</text>')
    return _svg(height, title, body)


def stage_bars(stages: Sequence[Stage], *, title: str) -> str:
    """One bar for each stage, as long as it took."""
    step, top = 30, 6
    most = max((stage.wall_s for stage in stages), default=0.0) or 1.0
    room = WIDTH - _LEFT - _RIGHT
    body = []
    for number, stage in enumerate(stages):
        y = top + step * number
        width = max(2.0, room * stage.wall_s / most)
        body.append(f'<text class="name" x="{_LEFT - 16}" y="{y + 17}" text-anchor="end">{plain(stage.label)}</text>')
        body.append(f'<rect class="stage" x="{_LEFT}" y="{y + 5}" width="{width:.1f}" height="16" rx="3"/>')
        body.append(f'<text class="figure" x="{_LEFT + width + 8:.1f}" y="{y + 17}">{seconds(stage.wall_s)}</text>')
    return _svg(top + step * len(stages) + 6, title, body)


def legend_mark(role: SubjectRole) -> str:
    """The mark of a role by itself, for the legend."""
    return f'<svg class="key" viewBox="0 0 16 16" aria-hidden="true">{_mark(role, 8, 8)}</svg>'


def _dumbbell_row(row: DumbbellRow, top: float, height: float, *, is_first: bool) -> str:
    middle = top + height / 2
    parts = []
    if not is_first:
        parts.append(f'<line class="rule" x1="0" x2="{WIDTH}" y1="{top:.1f}" y2="{top:.1f}"/>')
    parts.append(f'<text class="name" x="0" y="{middle:.1f}">{plain(row.label)}</text>')
    parts.append(f'<text class="note" x="0" y="{middle + 16:.1f}">{plain(row.note)}</text>')
    if row.rule is not None:
        x = _x(row.rule)
        parts.append(f'<line class="lazy" x1="{x:.1f}" x2="{x:.1f}" y1="{top + 6:.1f}" y2="{top + height - 6:.1f}"/>')
    lanes = [top + 13 + _LANE * (number + 0.5) for number in range(len(row.dots))]
    places = [(_x(dot.interval.mean), lane) for dot, lane in zip(row.dots, lanes, strict=True)]
    if len(places) > 1:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline class="link" points="{path}"/>')
    for dot, (x, y) in zip(row.dots, places, strict=True):
        said = f"{percent(dot.interval.mean)} {bounds(dot.interval)}"
        parts.append(f"<g><title>{plain(dot.label)}: {said}, n {dot.interval.n}</title>")
        parts.append(_bar(dot.interval, y, dot.role.value) + _mark(dot.role, x, y))
        parts.append(
            f'<text class="figure {dot.role.value}" x="{WIDTH}" y="{y + 4:.1f}" text-anchor="end">{said}</text>'
        )
        parts.append("</g>")
    return "".join(parts)


def _mark(role: SubjectRole, x: float, y: float) -> str:
    """A shape for each role, because colour is never the only sign."""
    match role:
        case SubjectRole.TEACHER:
            shape = f'<circle class="dot teacher" cx="{x:.1f}" cy="{y:.1f}" r="5.5"/>'
        case SubjectRole.STUDENT:
            shape = f'<rect class="dot student" x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" rx="2"/>'
        case SubjectRole.BASE:
            shape = f'<circle class="open base" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'
        case SubjectRole.OTHER:
            path = f"M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6z"
            shape = f'<path class="dot other" d="{path}"/>'
    return shape


def _bar(interval: Interval, y: float, name: str) -> str:
    low, high = _x(interval.low), _x(interval.high)
    return f'<line class="bar {name}" x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'


def _axis(top: float, bottom: float) -> str:
    parts = []
    for tick in range(0, 101, 25):
        x = _x(tick / 100)
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom:.1f}"/>')
        parts.append(f'<text class="tick" x="{x:.1f}" y="{bottom + 18:.1f}" text-anchor="middle">{tick} %</text>')
    return "".join(parts)


def _curve(places: Sequence[tuple[float, float]], *, is_dots: bool) -> str:
    if is_dots:
        return "".join(f'<circle class="dot accent" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>' for x, y in places)
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f'<polyline class="curve student" points="{path}"/>' if places else ""


def _ticks(most: float) -> list[float]:
    """Round values from zero to the first one at or above ``most``."""
    step = 10 ** math.floor(math.log10(most / 4))
    step = next(step * factor for factor in (1, 2, 2.5, 5, 10) if step * factor * 5 >= most)
    return [round(step * number, 10) for number in range(math.ceil(most / step - 1e-9) + 1)]


def _x(share: float) -> float:
    return _LEFT + (WIDTH - _LEFT - _RIGHT) * min(1.0, max(0.0, share))


def _svg(height: float, title: str, body: Sequence[str]) -> str:
    head = f'<svg class="chart" viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{plain(title)}">'
    return head + "".join(body) + "</svg>"
