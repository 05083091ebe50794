# SPDX-License-Identifier: Apache-2.0
"""Every action with its keys as caps, under the heading of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.safety import safe_tooltip, visible
from ui.theme.tokens import tokens_of
from ui.widgets.ink import ink, letters

Index = QModelIndex | QPersistentModelIndex
ROW_PX = 36
HEADING_PX = 40
_CAP_PX = 20
_GAP = 4
_SIDE = 12
_ID = Qt.ItemDataRole.UserRole + 1
_LINE = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One action.

    Attributes:
        heading: the page or menu that it stands under.
        is_own: its keys are others than those that it came with.
    """

    id: str
    heading: str
    text: str
    keys: tuple[str, ...]
    is_own: bool = False


class KeyList(QListView):
    """A list to walk with the arrow keys; headings are passed over.

    Signals:
        current_changed: id of the action that is current now; empty where the list is empty.
        change_wanted: id of the action that was chosen by Enter or a double click.
    """

    current_changed = Signal(str)
    change_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._model = QStandardItemModel(self)
        self.setObjectName("key_list")
        self.setProperty("look", "bare")
        self.setModel(self._model)
        self.setItemDelegate(_LineDelegate(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(self.tr("Actions and their keys"))
        self.doubleClicked.connect(self._on_double_click)
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_lines(self, lines: Sequence[KeyLine]) -> None:
        """Show other lines; the current action stays current where it is still among them."""
        current, scrolled = self.current_id(), self.verticalScrollBar().value()
        self.selectionModel().blockSignals(True)
        self._model.clear()
        heading = ""
        for line in lines:
            if line.heading != heading:
                heading = line.heading
                self._model.appendRow(_heading_item(heading))
            self._model.appendRow(_line_item(line, self.tr("no key")))
        self.selectionModel().blockSignals(False)
        self.choose(current if current in self.ids() else next(iter(self.ids()), ""))
        self.verticalScrollBar().setValue(scrolled)
        self.scrollTo(self.currentIndex())

    def ids(self) -> tuple[str, ...]:
        """The actions in their order."""
        found = (self._model.item(row).data(_ID) for row in range(self._model.rowCount()))
        return tuple(str(id_) for id_ in found if id_)

    def line(self, id_: str) -> KeyLine:
        """What is shown of an action."""
        found = self._model.item(self._row_of(id_)).data(_LINE)
        assert isinstance(found, KeyLine)
        return found

    def current_id(self) -> str:
        """The action that is current; empty where there is none."""
        return str(self.currentIndex().data(_ID) or "")

    def choose(self, id_: str) -> None:
        """Make an action current."""
        self.setCurrentIndex(self._model.index(self._row_of(id_), 0))
        self.current_changed.emit(self.current_id())

    def step(self, by: int) -> None:
        """Walk on from the current action, for a field that keeps the keyboard."""
        ids = self.ids()
        if ids:
            place = ids.index(self.current_id()) if self.current_id() in ids else 0
            self.choose(ids[max(0, min(len(ids) - 1, place + by))])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id():
            self.change_wanted.emit(self.current_id())
        else:
            super().keyPressEvent(event)

    def _row_of(self, id_: str) -> int:
        rows = range(self._model.rowCount())
        return next((row for row in rows if id_ and self._model.item(row).data(_ID) == id_), -1)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, _index: QModelIndex, _before: QModelIndex) -> None:
        self.current_changed.emit(self.current_id())

    @Slot(QModelIndex)
    def _on_double_click(self, index: QModelIndex) -> None:
        if index.data(_ID):
            self.change_wanted.emit(str(index.data(_ID)))


def _heading_item(words: str) -> QStandardItem:
    item = QStandardItem(words)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


def _line_item(line: KeyLine, without: str) -> QStandardItem:
    item = QStandardItem(line.text)
    item.setData(line.id, _ID)
    item.setData(line, _LINE)
    item.setToolTip(safe_tooltip(line.text))
    said = " ".join((f"{line.text}, {line.heading}:", ", ".join(line.keys) or without))
    item.setData(said, Qt.ItemDataRole.AccessibleTextRole)
    return item


class _LineDelegate(QStyledItemDelegate):
    """Words at the left, keys at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A heading has air above it."""
        return QSize(100, ROW_PX if index.data(_ID) else HEADING_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a heading or an action."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = index.data(_LINE)
        if isinstance(line, KeyLine):
            self._paint_line(painter, option, line)
        else:
            painter.setFont(letters("caption"))
            painter.setPen(ink("muted", option.palette))
            below = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
            painter.drawText(option.rect.adjusted(_SIDE, 0, -_SIDE, -8), below, str(index.data()))
        painter.restore()

    def _paint_line(self, painter: QPainter, option: QStyleOptionViewItem, line: KeyLine) -> None:
        box: QRect = option.rect
        tokens = tokens_of(option.palette)
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_current or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.color("selected" if is_current else "sunken"))
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), 6, 6)
        left = self._paint_keys(painter, option, line)
        font = letters("label")
        words = QRectF(box.left() + _SIDE, box.top(), left - 16 - box.left() - _SIDE, box.height())
        shown = QFontMetricsF(font).elidedText(visible(line.text), Qt.TextElideMode.ElideRight, words.width())
        painter.setFont(font)
        painter.setPen(tokens.color("text"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_keys(self, painter: QPainter, option: QStyleOptionViewItem, line: KeyLine) -> float:
        """Draw the caps from the right; returns where they begin."""
        box: QRect = option.rect
        palette = option.palette
        painter.setFont(letters("caption"))
        metrics = QFontMetricsF(letters("caption"))
        right = float(box.right() - _SIDE)
        for key in reversed(line.keys):
            width = max(22.0, metrics.horizontalAdvance(key) + 12)
            cap = QRectF(right - width + 0.5, box.top() + (box.height() - _CAP_PX) / 2 + 0.5, width - 1, _CAP_PX - 1)
            painter.setPen(QPen(ink("line", palette), 1))
            painter.setBrush(ink("canvas", palette))
            painter.drawRoundedRect(cap, 4, 4)
            painter.setPen(ink("muted", palette))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
            right -= width + _GAP
        said = ", ".join(words for words in (self._own(line), "" if line.keys else self.tr("no key")) if words)
        width = metrics.horizontalAdvance(said)
        gap = 8 if line.keys else 0
        painter.setPen(ink("muted", palette))
        painter.drawText(
            QRectF(right - gap - width, box.top(), width + 1, box.height()), Qt.AlignmentFlag.AlignVCenter, said
        )
        return right - gap - width

    def _own(self, line: KeyLine) -> str:
        return self.tr("yours") if line.is_own else ""
