# SPDX-License-Identifier: Apache-2.0
"""Toasts: quiet lines at the foot of the window that go by themselves and can offer Undo."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui.notify import Toast
from ui.safety import ElidedLabel, safe_menu_text, visible

SHOWN_MS = 6_000


class ToastLine(QFrame):
    """Shows one toast at a time over ``host``; a newer one takes its place.

    The pointer or the keyboard on it keeps it open.
    """

    def __init__(self, host: QWidget, *, shown_ms: int = SHOWN_MS) -> None:
        """Float over the lower middle of ``host``."""
        super().__init__(host)
        self.setObjectName("toast")
        self._host = host
        self._toast: Toast | None = None
        self._foot = 20
        self._label = ElidedLabel()
        self._label.setObjectName("toast_text")
        self._button = QPushButton()
        self._button.setObjectName("toast_action")
        self._button.clicked.connect(self._on_clicked)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(shown_ms)
        self._timer.timeout.connect(self._on_timeout)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(16)
        row.addWidget(self._label, 1)
        row.addWidget(self._button)
        host.installEventFilter(self)
        self.hide()

    def show_toast(self, toast: Toast) -> None:
        """Show and announce it."""
        self._toast = toast
        words = visible(toast.text[:300])
        self._label.setText(words)
        self._button.setText(safe_menu_text(toast.action_text))
        self._button.setVisible(toast.action is not None)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        event = QAccessibleAnnouncementEvent(self, words)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
        QAccessible.updateAccessibility(event)

    def set_foot(self, pixels: int) -> None:
        """Leave another strip at the foot of the host free."""
        if pixels != self._foot:
            self._foot = pixels
            self._place()

    def dismiss(self) -> None:
        """Take it away."""
        self._timer.stop()
        self._toast = None
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the host."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_clicked(self) -> None:
        action = self._toast.action if self._toast else None
        self.dismiss()
        if action is not None:
            action()

    @Slot()
    def _on_timeout(self) -> None:
        if self.underMouse() or self._button.hasFocus():
            self._timer.start()
            return
        self.dismiss()

    def _place(self) -> None:
        wanted = self._label.fontMetrics().horizontalAdvance(self._label.text()) + 40
        wanted += self._button.sizeHint().width() + 16 if self._button.isVisibleTo(self) else 0
        width = min(max(200, wanted), max(200, self._host.width() - 48))
        height = 44
        self.setGeometry((self._host.width() - width) // 2, self._host.height() - height - self._foot, width, height)
        self._label.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
