# SPDX-License-Identifier: Apache-2.0
"""A dialog to fill in and save: a column that scrolls, and a foot with what is wrong, Cancel and Save."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.errors import StudioError
from ui.safety import TextLabel
from ui.widgets.upright_scroll import upright_scroll


class FormDialog(QDialog):
    """Base of dialogs that keep something; show it with open(), and the keyboard begins in its first field.

    Attributes:
        save: the button that keeps it; disabled while it is being kept.
    """

    def __init__(self, parent: QWidget, *, name: str, title: str, save: str) -> None:
        """``name`` begins the object names, ``save`` is what the button says."""
        super().__init__(parent)
        self.setObjectName(f"{name}_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._scroll: QScrollArea | None = None
        self._error = TextLabel(role="reject", is_wrapping=True)
        self._error.setObjectName(f"{name}_error")
        self._error.hide()
        self.save = QPushButton(save)
        self.save.setObjectName(f"{name}_save")
        self.save.setProperty("look", "primary")
        self.save.setDefault(True)

    def show_error(self, error: StudioError) -> None:
        """Say why it cannot be kept; what was typed stays."""
        self._error.setText(f"{error.message} {error.hint}".strip())
        self._error.show()
        self.save.setEnabled(True)

    def hide_error(self) -> None:
        """What was wrong is being mended."""
        self._error.hide()

    def lay_out(self, body: QWidget) -> None:
        """Put the column of fields over the foot."""
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 8, 24, 20)
        foot.setSpacing(8)
        foot.addWidget(self._error, 1)
        foot.addStretch(0)
        foot.addWidget(cancel)
        foot.addWidget(self.save)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = upright_scroll(body)
        outer.addWidget(self._scroll, 1)
        outer.addLayout(foot)

    def showEvent(self, event: QShowEvent) -> None:
        """Put the keyboard into the first field, unless the dialog chose another place."""
        super().showEvent(event)
        first = self._first_field()
        if self._scroll is None or first is None:
            return
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        chosen = self.focusWidget()
        if chosen in (None, self._scroll, self.save):
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _first_field(self) -> QWidget | None:
        """The uppermost field that takes text or a choice; None where there is none."""
        body = self._scroll.widget() if self._scroll is not None else None
        if body is None:
            return None
        fields = [
            field
            for kind in (QLineEdit, QComboBox, QPlainTextEdit)
            for field in body.findChildren(kind)
            if field.isVisibleTo(body) and field.isEnabled() and field.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        places = {field: field.mapTo(body, field.rect().topLeft()) for field in fields}
        return min(fields, key=lambda field: (places[field].y(), places[field].x()), default=None)
