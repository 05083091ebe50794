# SPDX-License-Identifier: Apache-2.0
"""The rail: the pages in the order of the story, with a small count where something waits."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QIcon, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resources import resource_path
from ui.safety import TextLabel, safe_tooltip
from ui.theme.icons import Icons
from ui.theme.tokens import tokens_of

WIDE, NARROW, ROW = 184, 60, 40


class Mark(TextLabel):
    """The mark of Stillroom, sharp at every scale."""

    def __init__(self, parent: QWidget | None = None, *, size: int = 24) -> None:
        """Draw the shipped picture at ``size`` pixels."""
        super().__init__("", parent)
        icon = QIcon(str(resource_path("icons", "still.svg")))
        self.setPixmap(icon.pixmap(QSize(size, size), max(2.0, self.devicePixelRatioF())))
        self.setFixedSize(size, size)


class RailButton(QAbstractButton):
    """One page in the rail."""

    def __init__(self, icons: Icons, icon: str, text: str, parent: QWidget | None = None) -> None:
        """Show ``text``."""
        super().__init__(parent)
        self._icons = icons
        self._icon = icon
        self._key = ""
        self._count = 0
        self._count_words = ""
        self.is_narrow = False
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_count(0, "")

    def show_count(self, count: int, words: str) -> None:
        """Say that ``count`` things wait; ``words`` such as ``17 to review`` for tooltip and screen reader."""
        self._count = count
        self._count_words = words if count else ""
        self.setAccessibleName(", ".join(part for part in (self.text(), self._count_words) if part))
        self._tell()
        self.update()

    def show_key(self, key: str) -> None:
        """Tell in the tooltip which key leads here."""
        if key != self._key:
            self._key = key
            self._tell()

    def _tell(self) -> None:
        self.setToolTip(safe_tooltip(" · ".join(part for part in (self.text(), self._count_words, self._key) if part)))

    def sizeHint(self) -> QSize:
        """A row of the rail."""
        return QSize(NARROW if self.is_narrow else WIDE, ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the copper bar of the current page, icon, words and count."""
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = self.rect().adjusted(8, 2, -8, -2)
        if self.isChecked() or self.underMouse():
            painter.setBrush(tokens.color("selected" if self.isChecked() else "sunken"))
            painter.drawRoundedRect(ground, 6, 6)
        if self.isChecked():
            painter.setBrush(tokens.color("accent"))
            painter.drawRoundedRect(QRect(8, 11, 3, ROW - 22), 1.5, 1.5)
        role = "accent" if self.isChecked() else "muted"
        left = 20
        painter.drawPixmap(
            left, (ROW - 20) // 2, self._icons.get(self._icon, role).pixmap(QSize(20, 20), self.devicePixelRatioF())
        )
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal)
        if not self.is_narrow:
            painter.setFont(font)
            painter.setPen(tokens.color("text"))
            painter.drawText(self.rect().adjusted(52, 0, -52, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        self._paint_count(painter)
        if self.hasFocus():
            painter.setPen(tokens.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground, 6, 6)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Return choose, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def _paint_count(self, painter: QPainter) -> None:
        if not self._count:
            return
        tokens = tokens_of(self.palette())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("accent"))
        if self.is_narrow:
            painter.drawEllipse(QRect(36, 8, 8, 8))
            return
        font = QFont(self.font())
        font.setPixelSize(11)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        said = str(self._count) if self._count < 1000 else "999+"
        width = max(20, painter.fontMetrics().horizontalAdvance(said) + 12)
        box = QRect(self.width() - 16 - width, (ROW - 18) // 2, width, 18)
        painter.setBrush(tokens.color("canvas" if self.isChecked() else "sunken"))
        painter.drawRoundedRect(box, 9, 9)
        painter.setPen(tokens.color("accent" if self.isChecked() else "muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, said)


class Rail(QWidget):
    """All pages; narrow it shows icons only.

    Signals:
        page_chosen: id of the page that the user wants.
    """

    page_chosen = Signal(str)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        """Start without pages."""
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName(self.tr("Pages"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icons = icons
        self._buttons: dict[str, RailButton] = {}
        self._is_narrow = False
        self._wordmark = TextLabel(self.tr("Stillroom"))
        self._wordmark.setObjectName("wordmark")
        head = QHBoxLayout()
        head.setContentsMargins(18, 0, 8, 0)
        head.setSpacing(10)
        head.addWidget(Mark())
        head.addWidget(self._wordmark, 1)
        self._top = QVBoxLayout()
        self._bottom = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 20, 0, 8)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(20)
        column.addLayout(self._top)
        column.addStretch(1)
        column.addLayout(self._bottom)
        self.setFixedWidth(WIDE)

    @property
    def is_narrow(self) -> bool:
        """True while only icons are shown."""
        return self._is_narrow

    def add_page(self, page: str, icon: str, text: str, *, is_last: bool = False) -> None:
        """Add a page at the end of the story, or at the foot of the rail."""
        button = RailButton(self._icons, icon, text)
        button.setObjectName(f"rail.{page}")
        button.clicked.connect(lambda _checked=False, id_=page: self.page_chosen.emit(id_))
        self._buttons[page] = button
        (self._bottom if is_last else self._top).addWidget(button)

    def set_current(self, page: str) -> None:
        """Mark the page that is shown."""
        if page in self._buttons:
            self._buttons[page].setChecked(True)

    def show_count(self, page: str, count: int, words: str) -> None:
        """Say how much waits on a page."""
        self._buttons[page].show_count(count, words)

    def show_key(self, page: str, key: str) -> None:
        """Tell which key leads to a page."""
        self._buttons[page].show_key(key)

    def focus_current(self) -> None:
        """Give the keyboard to the page that is shown."""
        for button in self._buttons.values():
            if button.isChecked():
                button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(bool)
    def set_narrow(self, is_narrow: bool) -> None:
        """Show icons only, or icons and words."""
        self._is_narrow = is_narrow
        self._wordmark.setVisible(not is_narrow)
        for button in self._buttons.values():
            button.is_narrow = is_narrow
            button.update()
        self.setFixedWidth(NARROW if is_narrow else WIDE)
