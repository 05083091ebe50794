# SPDX-License-Identifier: Apache-2.0
"""How one job looks in the jobs panel's list, and the words and icons of its states."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from core.domain.jobs import JobState
from ui.models.job_list import JobLine, JobListModel
from ui.safety import visible
from ui.theme.icons import Icons
from ui.theme.tokens import Tokens, tokens_of
from ui.widgets.times import ago, span

ROW_PX = 48
Index = QModelIndex | QPersistentModelIndex

STATE_ROLES = {
    JobState.QUEUED: "muted",
    JobState.RUNNING: "accent",
    JobState.DONE: "accept",
    JobState.FAILED: "reject",
    JobState.CANCELLED: "muted",
    JobState.LOST: "warn",
}


def state_word(state: JobState) -> str:
    """The state in a word for people."""
    words = {
        JobState.QUEUED: "Waiting",
        JobState.RUNNING: "Running",
        JobState.DONE: "Done",
        JobState.FAILED: "Failed",
        JobState.CANCELLED: "Stopped",
        JobState.LOST: "Lost",
    }
    return QCoreApplication.translate("jobs", words[state])


def progress_words(fraction: float | None, left_s: float | None) -> str:
    """Percent and time left, as far as they are known."""
    parts = []
    if fraction is not None:
        parts.append(f"{fraction * 100:.0f} %")
    if left_s is not None:
        parts.append(QCoreApplication.translate("jobs", "{span} left").format(span=span(left_s)))
    return " · ".join(parts)


class JobRowDelegate(QStyledItemDelegate):
    """Icon, title, and under it the state with a thin bar while it runs."""

    def __init__(self, icons: Icons, parent: QObject | None = None) -> None:
        """Take state icons from ``icons``."""
        super().__init__(parent)
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every row is of one height."""
        return QSize(200, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one job."""
        line = index.data(JobListModel.LINE)
        if not isinstance(line, JobLine):
            return
        tokens = tokens_of(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(0, 1, 0, -1)
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_current or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.color("selected" if is_current else "sunken"))
            painter.drawRoundedRect(box, 6, 6)
        icon = self._icons.get(line.state.value, STATE_ROLES[line.state])
        icon.paint(painter, QRect(box.left() + 10, box.top() + 13, 20, 20))
        words = box.adjusted(40, 6, -12, -6)
        self._paint_words(painter, words, line, tokens)
        painter.restore()

    def _paint_words(self, painter: QPainter, box: QRect, line: JobLine, tokens: Tokens) -> None:
        painter.setPen(tokens.color("text"))
        metrics = painter.fontMetrics()
        title = metrics.elidedText(
            " ".join(visible(line.title[:300]).split()), Qt.TextElideMode.ElideRight, box.width()
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, title)
        font = QFont(painter.font())
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(tokens.color("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, _second_line(line))
        if line.state is JobState.RUNNING and line.fraction is not None:
            _paint_bar(painter, box, line.fraction, tokens)


def _second_line(line: JobLine) -> str:
    if line.state is JobState.RUNNING:
        return progress_words(line.fraction, line.left_s) or state_word(line.state)
    when = ago(line.ended_at) if line.ended_at else ""
    return " · ".join(part for part in (state_word(line.state), when) if part)


def _paint_bar(painter: QPainter, box: QRect, fraction: float, tokens: Tokens) -> None:
    """A thin bar at the right end of the second line."""
    width = min(96, box.width() // 2)
    bar = QRect(box.right() - width, box.bottom() - 9, width, 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.color("line"))
    painter.drawRoundedRect(bar, 2, 2)
    bar.setWidth(max(4, round(width * fraction)))
    painter.setBrush(tokens.color("accent"))
    painter.drawRoundedRect(bar, 2, 2)
