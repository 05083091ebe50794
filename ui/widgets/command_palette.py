# SPDX-License-Identifier: Apache-2.0
"""The command palette: type a few letters of any page or action, press Return."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QIcon, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.safety import TextLabel
from ui.theme.tokens import tokens_of
from ui.widgets.labels import Hairline

Index = QModelIndex | QPersistentModelIndex
ROW_PX = 36
SHOWN_ROWS = 9
WORST_SCORE = 60
_ID = Qt.ItemDataRole.UserRole + 1
_HEADING = Qt.ItemDataRole.UserRole + 2
_KEYS = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One thing that can be done.

    Attributes:
        heading: page or menu that it belongs to, searched too.
        keywords: other words for it, by whose beginnings it is found.
    """

    id: str
    text: str
    heading: str = ""
    keys: str = ""
    icon: QIcon | None = None
    is_enabled: bool = True
    keywords: str = ""


def ranked(entries: Sequence[PaletteEntry], typed: str) -> list[PaletteEntry]:
    """The entries that fit what was typed, best first; all in their order where nothing was typed."""
    if not typed.strip():
        return list(entries)
    # The first letter typed pays for the import, not the start of the window.
    from rapidfuzz import fuzz

    wanted = typed.strip().casefold()
    scored = [(_score(entry, wanted, fuzz.WRatio), entry) for entry in entries]
    hits = [(score, entry) for score, entry in scored if score >= WORST_SCORE]
    hits.sort(key=lambda hit: (not hit[1].is_enabled, -hit[0]))
    return [entry for _, entry in hits]


def _score(entry: PaletteEntry, wanted: str, fit: Callable[[str, str], float]) -> float:
    """How well an entry fits, 0 to 200: best by a beginning in its text, then by its heading and keywords."""
    text, heading = entry.text.casefold(), entry.heading.casefold()
    score = max(fit(wanted, text), 0.7 * fit(wanted, heading))
    words = text.split()
    if any(word.startswith(wanted) for word in words):
        return score + 100
    words += heading.split() + entry.keywords.casefold().split()
    is_known = all(any(word.startswith(part) for word in words) for part in wanted.split())
    return max(score, WORST_SCORE) + 50 if is_known else score


class CommandPalette(QDialog):
    """A search field over everything that can be done.

    Signals:
        chosen: id of the entry.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Float over the upper middle of ``parent``."""
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._host = parent
        self.setObjectName("command_palette")
        self.setAccessibleName(self.tr("Command palette"))
        self._entries: tuple[PaletteEntry, ...] = ()
        self._field = QLineEdit()
        self._field.setProperty("look", "bare")
        self._field.setPlaceholderText(self.tr("Type a page or an action"))
        self._field.setAccessibleName(self.tr("Type a page or an action"))
        self._field.setMinimumHeight(40)
        self._model = QStandardItemModel(self)
        self._list = QListView()
        self._list.setProperty("look", "bare")
        self._list.setModel(self._model)
        self._list.setItemDelegate(_RowDelegate(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(self.tr("Results"))
        self._empty = TextLabel(self.tr("Nothing of that name. Try fewer letters."), look="muted")
        self._empty.setContentsMargins(16, 8, 16, 12)
        self._empty.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 8)
        column.setSpacing(4)
        inner = QVBoxLayout()
        inner.setContentsMargins(8, 0, 8, 0)
        inner.addWidget(self._field)
        column.addLayout(inner)
        column.addWidget(Hairline())
        column.addWidget(self._list)
        column.addWidget(self._empty)
        self._field.textChanged.connect(self._on_typed)
        self._field.installEventFilter(self)
        self._list.clicked.connect(self._on_picked)

    def open_with(self, entries: Sequence[PaletteEntry], *, typed: str = "") -> None:
        """Offer ``entries`` from now on, and take the keyboard."""
        self._entries = tuple(entries)
        self._field.setText(typed)
        self._on_typed(typed)
        host = self._host
        width = min(600, host.width() - 48)
        corner = host.mapToGlobal(host.rect().topLeft())
        self.setFixedWidth(width)
        self.move(corner.x() + (host.width() - width) // 2, corner.y() + 56)
        self.open()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def shown_ids(self) -> tuple[str, ...]:
        """The results in order."""
        return tuple(self._model.item(row).data(_ID) for row in range(self._model.rowCount()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list while the field keeps the keyboard."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            if event.key() in steps:
                self._step(steps[Qt.Key(event.key())])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_picked(self._list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    @Slot(str)
    def _on_typed(self, typed: str) -> None:
        self._model.clear()
        for entry in ranked(self._entries, typed):
            row = QStandardItem(entry.text)
            row.setEditable(False)
            row.setEnabled(entry.is_enabled)
            row.setData(entry.id, _ID)
            row.setData(entry.heading, _HEADING)
            row.setData(entry.keys, _KEYS)
            row.setData(f"{entry.text}, {entry.heading}", Qt.ItemDataRole.AccessibleTextRole)
            if entry.icon is not None:
                row.setIcon(entry.icon)
            self._model.appendRow(row)
        count = self._model.rowCount()
        self._list.setVisible(count > 0)
        self._empty.setVisible(count == 0)
        self._list.setFixedHeight(min(count, SHOWN_ROWS) * ROW_PX + 4)
        self._list.setCurrentIndex(self._model.index(0, 0))
        self.adjustSize()

    @Slot(QModelIndex)
    def _on_picked(self, index: QModelIndex) -> None:
        if not index.isValid() or not index.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        id_ = str(index.data(_ID))
        self.accept()
        self.chosen.emit(id_)

    def _step(self, by: int) -> None:
        count = self._model.rowCount()
        if count:
            row = self._list.currentIndex().row() + by
            row = row % count if abs(by) == 1 else max(0, min(count - 1, row))
            self._list.setCurrentIndex(self._model.index(row, 0))


class _RowDelegate(QStyledItemDelegate):
    """Icon, text, heading and keys in one row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every row is of one height."""
        return QSize(100, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        tokens = tokens_of(option.palette)
        box: QRect = option.rect
        state = option.state
        is_enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = box.adjusted(0, 1, 0, -1)
        if state & QStyle.StateFlag.State_Selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            is_current = bool(state & QStyle.StateFlag.State_Selected)
            painter.setBrush(tokens.color("selected" if is_current else "sunken"))
            painter.drawRoundedRect(ground, 6, 6)
        icon = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(icon, QIcon):
            mode = QIcon.Mode.Normal if is_enabled else QIcon.Mode.Disabled
            painter.drawPixmap(box.left() + 12, box.center().y() - 9, icon.pixmap(QSize(20, 20), mode))
        painter.setPen(tokens.color("text" if is_enabled else "muted"))
        words = box.adjusted(44, 0, -160, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        _paint_right(painter, box, heading=str(index.data(_HEADING)), keys=str(index.data(_KEYS)))
        painter.restore()


def _paint_right(painter: QPainter, box: QRect, *, heading: str, keys: str) -> None:
    """The heading, and the keys at the far right."""
    font = QFont(painter.font())
    font.setPixelSize(12)
    painter.setFont(font)
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
    right = box.adjusted(0, 0, -12, 0)
    painter.setPen(painter.pen().color())
    if keys:
        painter.drawText(right, middle, keys)
        right = right.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(keys) - 16, 0)
    painter.setOpacity(0.75)
    painter.drawText(right, middle, heading)
