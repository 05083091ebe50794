# SPDX-License-Identifier: Apache-2.0
"""Small marks of state, drawn as lines so that they stay crisp at any scale and need no font."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from core.domain.traces import StepLabel, TraceState

STATE_GLYPHS = {
    TraceState.PENDING: ("ring", "muted"),
    TraceState.ACCEPTED: ("check", "accept"),
    TraceState.EDITED: ("pencil", "edited"),
    TraceState.REJECTED: ("cross", "reject"),
    TraceState.NEEDS_WORK: ("warn", "warn"),
    TraceState.SKIPPED: ("skip", "muted"),
    TraceState.NEEDS_ADJUDICATION: ("apart", "warn"),
}
"""State -> (glyph, role)."""

LABEL_GLYPHS = {
    StepLabel.WRONG: ("cross", "reject"),
    StepLabel.UNNECESSARY: ("minus", "muted"),
    StepLabel.MISSING_BEFORE: ("plus", "warn"),
}
"""Mark of a step -> (glyph, role)."""

_LINES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "check": (((3, 8.5), (6.5, 12), (13, 4.5)),),
    "cross": (((4, 4), (12, 12)), ((12, 4), (4, 12))),
    "skip": (((3, 4), (8, 8), (3, 12)), ((8, 4), (13, 8), (8, 12))),
    "pencil": (((3, 13), (4, 9.5), (10.8, 2.7), (13.3, 5.2), (6.5, 12), (3, 13)),),
    "warn": (((8, 2), (14.5, 13.5), (1.5, 13.5), (8, 2)), ((8, 6.4), (8, 9.6)), ((8, 11.4), (8, 11.6))),
    "flag": (((4, 14.5), (4, 2)),),
    "minus": (((3, 8), (13, 8)),),
    "apart": (((6, 3.5), (1.8, 8), (6, 12.5)), ((10, 3.5), (14.2, 8), (10, 12.5))),
    "plus": (((3, 8), (13, 8)), ((8, 3), (8, 13))),
}


def draw_glyph(painter: QPainter, name: str, center: QPointF, color: QColor, *, size: float = 14) -> None:
    """Draw one mark around a place: ring, dot, check, cross, skip, pencil, warn, flag, minus, plus or apart."""
    painter.save()
    painter.translate(center.x() - size / 2, center.y() - size / 2)
    painter.scale(size / 16, size / 16)
    pen = QPen(color, 1.9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if name == "ring":
        painter.drawEllipse(QRectF(3, 3, 10, 10))
    elif name == "dot":
        painter.setBrush(color)
        painter.drawEllipse(QRectF(4, 4, 8, 8))
    for line in _LINES.get(name, ()):
        path = QPainterPath(QPointF(*line[0]))
        for place in line[1:]:
            path.lineTo(QPointF(*place))
        painter.drawPath(path)
    if name == "flag":
        painter.setBrush(color)
        painter.drawPolygon(QPolygonF([QPointF(4, 2.5), QPointF(13, 5.2), QPointF(4, 8.5)]))
    painter.restore()
