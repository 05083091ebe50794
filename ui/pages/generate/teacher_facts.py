# SPDX-License-Identifier: Apache-2.0
"""What is known of one teacher: its kind, where it is, its key by the last characters, and whether it is ready."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from core.domain.providers import ProviderStatus
from ui.pages.generate.state import PLANNER_WORDS, Teacher
from ui.safety import ElidedLabel, TextLabel, hard_wrap, visible
from ui.theme.icons import Icons
from ui.widgets.action_button import ActionButton
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.labels import IconText


class TeacherFacts(QWidget):
    """Rows of facts, the result of the last check, and what can be done."""

    def __init__(self, icons: Icons, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        """Offer ``actions`` at the foot."""
        super().__init__(parent)
        self._rows: dict[str, tuple[TextLabel, TextLabel]] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        names = {"kind": self.tr("Kind"), "model": self.tr("Model"), "where": self.tr("Where"), "key": self.tr("Key")}
        for row, (key, words) in enumerate(names.items()):
            label = TextLabel(words, look="caption")
            value = TextLabel(is_wrapping=True) if key in ("kind", "key") else ElidedLabel()
            value.setObjectName(f"teacher_{key}")
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
            self._rows[key] = (label, value)
        self._status = IconText(icons, "info", "")
        self._status.label.setWordWrap(True)
        self._status.label.setObjectName("teacher_status")
        self._hint = TextLabel(look="caption", is_wrapping=True, is_selectable=True)
        self._hint.setObjectName("teacher_hint")
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for action in actions:
            flow.addWidget(ActionButton(action, parent=buttons))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addLayout(grid)
        column.addWidget(self._status, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._hint)
        column.addWidget(buttons)

    def show_teacher(self, teacher: Teacher, status: ProviderStatus | None) -> None:
        """Show another teacher."""
        profile = teacher.profile
        self._say("kind", teacher.kind.label if teacher.is_language_model else PLANNER_WORDS)
        self._say("model", profile.model)
        where = profile.base_url or (teacher.host if teacher.kind.is_reached else self.tr("on this machine"))
        self._say("where", where)
        self._say("key", teacher.key_hint)
        if status is not None:
            self.show_status(status)
        elif not teacher.is_language_model:
            self._show("done", self.tr("Ready."), "accept", "")
        else:
            self._show("info", self.tr("Not checked in this session."), "muted", "")

    def show_checking(self) -> None:
        """It is being asked."""
        self._show("running", self.tr("Checking…"), "muted", "")

    def show_status(self, status: ProviderStatus) -> None:
        """Say what a check found and what to do about it."""
        icon, role = ("done", "accept") if status.is_ready else ("failed", "reject")
        self._show(icon, status.message, role, status.hint)

    def _say(self, key: str, value: str) -> None:
        label, words = self._rows[key]
        words.setText(visible(value))
        label.setVisible(bool(value))
        words.setVisible(bool(value))

    def _show(self, icon: str, text: str, role: str, hint: str) -> None:
        self._status.show_state(icon, hard_wrap(visible(text[:1_000]), width=60), role)
        self._hint.setText(hard_wrap(visible(hint[:1_000]), width=60))
        self._hint.setVisible(bool(hint))
