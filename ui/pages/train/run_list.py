# SPDX-License-Identifier: Apache-2.0
"""The runs as a list: state, name, steps, loss and when; several can be chosen to lay their curves over one another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.domain.runs import Run, RunId
from ui.pages.train.words import STATE_ICONS, STATE_ROLES, is_live, state_word, steps_words
from ui.safety import safe_tooltip
from ui.theme.icons import Icons
from ui.theme.tokens import tokens_of
from ui.widgets.ink import letters, measures
from ui.widgets.painted import elided
from ui.widgets.times import ago, exact

_Index = QModelIndex | QPersistentModelIndex
_ROW = 56


class RunListModel(QAbstractListModel):
    """Rows of Run; the run itself is the user role."""

    RUN = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: tuple[Run, ...] = ()

    def set_runs(self, runs: Sequence[Run]) -> None:
        """Show other runs; the selection stays where only their contents are new."""
        is_same = [run.id for run in runs] == [run.id for run in self._runs]
        if not is_same:
            self.beginResetModel()
        self._runs = tuple(runs)
        if not is_same:
            self.endResetModel()
        elif runs:
            self.dataChanged.emit(self.index(0), self.index(len(runs) - 1))

    def row_of(self, run_id: RunId) -> int:
        """The row of a run, or -1."""
        return next((row for row, run in enumerate(self._runs) if run.id == run_id), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._runs)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        run = self._runs[index.row()]
        if role == self.RUN:
            return run
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{run.name}, {second_line(run)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return safe_tooltip(f"{run.name}\n{second_line(run)}\n{exact(run.created_at)}")
        return None


class RunRows(QStyledItemDelegate):
    """Icon and name, and under them the state in a word with steps, loss and when."""

    def __init__(self, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        run = index.data(RunListModel.RUN)
        tokens = tokens_of(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(0, 1, 0, -1)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(tokens.color("selected" if is_chosen else "sunken"))
            painter.drawRoundedRect(box, 6, 6)
        if option.state & QStyle.StateFlag.State_HasFocus and option.state & QStyle.StateFlag.State_KeyboardFocusChange:
            painter.setPen(tokens.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), 6, 6)
        icon = self._icons.get(STATE_ICONS[run.state], STATE_ROLES[run.state])
        icon.paint(painter, QRect(box.left() + 10, box.top() + 9, 18, 18))
        words = box.adjusted(38, 8, -10, -8)
        self._say(painter, words, run.name, "strong" if is_chosen else "label", tokens.color("text"), is_top=True)
        self._say(painter, words, second_line(run), "caption", tokens.color("muted"), is_top=False)
        painter.restore()

    def _say(self, painter: QPainter, box: QRect, text: str, use: str, color: QColor, *, is_top: bool) -> None:
        painter.setFont(letters(use))
        painter.setPen(color)
        side = Qt.AlignmentFlag.AlignTop if is_top else Qt.AlignmentFlag.AlignBottom
        painter.drawText(box, side | Qt.AlignmentFlag.AlignLeft, elided(text, measures(use), box.width()))


class RunList(QListView):
    """All runs, the newest first.

    Signals:
        chosen: ids of the chosen runs, the one that the keyboard is on first.
    """

    chosen = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = RunListModel(self)
        self.setObjectName("run_list")
        self.setProperty("look", "bare")
        self.setModel(self._runs)
        self.setItemDelegate(RunRows(icons, self))
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Runs"))
        self.selectionModel().selectionChanged.connect(self._on_selection)

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Show other runs; what was chosen stays chosen, else the newest is."""
        kept = self.chosen_runs()
        is_new = [run.id for run in runs] != [self._run(row).id for row in range(self._runs.rowCount())]
        self._runs.set_runs(runs)
        if is_new and runs:
            self.choose([run_id for run_id in kept if self._runs.row_of(run_id) >= 0] or [runs[0].id])

    def choose(self, runs: Sequence[RunId]) -> None:
        """Choose these runs; those that are not there are passed over."""
        rows = [row for run in runs if (row := self._runs.row_of(run)) >= 0]
        if not rows:
            return
        wanted = QItemSelection()
        for row in rows:
            wanted.select(self._runs.index(row), self._runs.index(row))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self._runs.index(rows[0]), flags.NoUpdate)
        self.selectionModel().select(wanted, flags.ClearAndSelect)

    def chosen_runs(self) -> tuple[RunId, ...]:
        """The chosen runs, the one that the keyboard is on first."""
        current = self.currentIndex().row()
        rows = sorted((index.row() for index in self.selectedIndexes()), key=lambda row: (row != current, row))
        return tuple(self._run(row).id for row in rows)

    @Slot()
    def _on_selection(self) -> None:
        runs = self.chosen_runs()
        if runs:
            self.chosen.emit(runs)

    def _run(self, row: int) -> Run:
        run = self._runs.index(row).data(RunListModel.RUN)
        assert isinstance(run, Run)
        return run


def second_line(run: Run) -> str:
    """The state in a word, how far it is, its loss, and when it began."""
    loss = "" if run.final_loss is None or is_live(run) else f"loss {run.final_loss:.3f}"
    return " · ".join(part for part in (state_word(run.state), steps_words(run), loss, ago(run.created_at)) if part)
