# SPDX-License-Identifier: Apache-2.0
"""The reports as a list to tick: role hue, label, what it stands on and what it came to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.domain.evaluations import Report, ReportId
from ui.pages.evaluate.notes import notes_of, shared_notes
from ui.pages.evaluate.words import ROLE_HUES, report_line
from ui.safety import safe_tooltip
from ui.theme.tokens import Tokens, tokens_of
from ui.widgets.glyphs import draw_glyph
from ui.widgets.ink import letters, measures
from ui.widgets.painted import elided
from ui.widgets.times import ago, exact

_Index = QModelIndex | QPersistentModelIndex
_ROW = 60
_Role = Qt.ItemDataRole


class ReportListModel(QAbstractListModel):
    """Rows of Report that can be ticked; the report itself is the user role, and after it the line under its name."""

    REPORT = _Role.UserRole + 1
    LINE = REPORT + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reports: tuple[Report, ...] = ()
        self._shared: frozenset[str] = frozenset()
        self._ticked: dict[ReportId, None] = {}

    def set_reports(self, reports: Sequence[Report]) -> None:
        """Show other reports; ticks stay."""
        self.beginResetModel()
        self._reports, self._shared = tuple(reports), shared_notes(reports)
        self.endResetModel()

    def ticked(self) -> tuple[ReportId, ...]:
        """The ticked reports in the order in which they were ticked."""
        return tuple(self._ticked)

    def tick(self, reports: Sequence[ReportId]) -> None:
        """Tick these and no other."""
        self._ticked = dict.fromkeys(reports)
        self._say_changed()

    def toggle(self, row: int) -> None:
        """Tick a row, or take its tick away."""
        report = self._reports[row].id
        if report in self._ticked:
            del self._ticked[report]
        else:
            self._ticked[report] = None
        self._say_changed()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._reports)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> object:
        report = self._reports[index.row()]
        if role == self.REPORT:
            return report
        if role == self.LINE:
            return "; ".join(note for note in notes_of(report) if note not in self._shared) or report_line(report)
        if role == _Role.CheckStateRole:
            return Qt.CheckState.Checked if report.id in self._ticked else Qt.CheckState.Unchecked
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return ", ".join(part for part in (report.label, report_line(report), *notes_of(report)) if part)
        if role == _Role.ToolTipRole:
            lines = (report.label, report_line(report), *notes_of(report), report.subject, exact(report.created_at))
            return safe_tooltip("\n".join(line for line in lines if line))
        return None

    def _say_changed(self) -> None:
        if self._reports:
            self.dataChanged.emit(self.index(0), self.index(len(self._reports) - 1))


class ReportRows(QStyledItemDelegate):
    """A tick, the role's hue, the label, and under it what the report stands on."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        report = index.data(ReportListModel.REPORT)
        is_ticked = index.data(_Role.CheckStateRole) == Qt.CheckState.Checked
        tokens = tokens_of(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(0, 1, 0, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_ticked or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(tokens.color("selected" if is_ticked else "sunken"))
            painter.drawRoundedRect(box, 6, 6)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(tokens.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        _paint_tick(painter, QRectF(box.left() + 10, box.top() + 10, 16, 16), tokens, is_ticked=is_ticked)
        inner = box.adjusted(38, 8, -10, -9)
        self._paint_words(painter, inner, report, tokens, is_ticked=is_ticked)
        bottom = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        self._say(painter, inner, index.data(ReportListModel.LINE), "caption", tokens.color("muted"), bottom)
        painter.restore()

    def _paint_words(self, painter: QPainter, box: QRect, report: Report, tokens: Tokens, *, is_ticked: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color(ROLE_HUES[report.role]))
        painter.drawEllipse(QPointF(box.left() + 5, box.top() + 10), 4.5, 4.5)
        top = box.adjusted(18, 0, -70, 0)
        self._say(painter, top, report.label, "strong" if is_ticked else "label", tokens.color("text"))
        self._say(painter, box, ago(report.created_at), "caption", tokens.color("muted"), Qt.AlignmentFlag.AlignRight)

    def _say(
        self,
        painter: QPainter,
        box: QRect,
        text: str,
        use: str,
        color: QColor,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        painter.setFont(letters(use))
        painter.setPen(color)
        painter.drawText(box, align, elided(text, measures(use), box.width()))


class ReportList(QListView):
    """All reports, the newest first; a click, Space or Enter ticks one.

    Signals:
        ticked_changed: ids of the ticked reports.
    """

    ticked_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reports = ReportListModel(self)
        self.setObjectName("report_list")
        self.setProperty("look", "bare")
        self.setModel(self._reports)
        self.setItemDelegate(ReportRows(self))
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Reports"))
        self.clicked.connect(self._on_clicked)

    def show_reports(self, reports: Sequence[Report]) -> None:
        """Show other reports."""
        row = self.currentIndex().row()
        self._reports.set_reports(reports)
        if reports:
            self.setCurrentIndex(self._reports.index(min(max(0, row), len(reports) - 1)))

    def tick(self, reports: Sequence[ReportId]) -> None:
        """Tick these without telling anybody."""
        self._reports.tick(reports)

    def toggle(self, row: int) -> None:
        """Tick a row, or take its tick away."""
        self._reports.toggle(row)
        self.ticked_changed.emit(self._reports.ticked())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.toggle(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.toggle(index.row())


def _paint_tick(painter: QPainter, box: QRectF, tokens: Tokens, *, is_ticked: bool) -> None:
    painter.setPen(QPen(tokens.color("accent" if is_ticked else "control"), 1))
    painter.setBrush(tokens.color("accent" if is_ticked else "surface"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if is_ticked:
        draw_glyph(painter, "check", box.center(), tokens.color("on_accent"), size=12)
