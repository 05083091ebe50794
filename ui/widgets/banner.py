# SPDX-License-Identifier: Apache-2.0
"""A calm line above the page that says what happened and what to do; it stays until it is closed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ui.safety import TextLabel, hard_wrap, visible
from ui.theme.icons import Icons
from ui.widgets.labels import IconLabel


class Banner(QFrame):
    """One message with its hint.

    Signals:
        closed: the user has read it.
    """

    closed = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.setObjectName("banner")
        self.setProperty("look", "banner")
        self.setProperty("role", "reject")
        self._message = TextLabel(look="strong", is_wrapping=True, is_selectable=True)
        self._message.setObjectName("banner_message")
        self._hint = TextLabel(is_wrapping=True, is_selectable=True)
        self._hint.setObjectName("banner_hint")
        close = QToolButton()
        close.setAccessibleName(self.tr("Close message"))
        close.setToolTip(self.tr("Close message"))
        close.setFixedSize(28, 28)
        close.clicked.connect(self._on_closed)
        icons.put(close, "close", "muted")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._message)
        words.addWidget(self._hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 8, 10)
        row.setSpacing(12)
        row.addWidget(IconLabel(icons, "failed", "reject", size=20), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_failure(self, message: str, hint: str) -> None:
        """Say what happened and what to do, aloud too."""
        self._message.setText(hard_wrap(visible(message[:2_000]), width=120))
        self._hint.setText(hard_wrap(visible(hint[:2_000]), width=120))
        self._hint.setVisible(bool(hint))
        self.show()
        event = QAccessibleAnnouncementEvent(self, f"{message} {hint}")
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _on_closed(self) -> None:
        self.hide()
        self.closed.emit()
