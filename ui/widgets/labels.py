# SPDX-License-Identifier: Apache-2.0
"""Small words with a look: titles, captions, pills, keys and hairlines."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.safety import TextLabel
from ui.theme.icons import Icons


class Pill(TextLabel):
    """A short word on a tinted, rounded ground, such as a state or a count."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: str = "") -> None:
        """Show ``text``; ``role`` is a state of the tokens or empty for neutral."""
        super().__init__(text, parent, look="pill", role=role)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)


class Key(TextLabel):
    """A key of the keyboard."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        """Show the key as the system names it."""
        super().__init__(text, parent, look="key")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class Hairline(QFrame):
    """One pixel between two things."""

    def __init__(self, parent: QWidget | None = None, *, is_vertical: bool = False) -> None:
        """Lie, or stand."""
        super().__init__(parent)
        self.setProperty("look", "hairline")
        if is_vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class IconLabel(TextLabel):
    """One icon in a line of words; it says nothing that the words do not."""

    def __init__(
        self, icons: Icons, name: str, role: str = "muted", parent: QWidget | None = None, *, size: int = 16
    ) -> None:
        """Show the icon ``name`` in the colour of ``role``."""
        super().__init__("", parent)
        self._icons = icons
        self._size = size
        self.setFixedSize(QSize(size, size))
        self.show_icon(name, role)
        icons.renewed.connect(self._redraw)

    def show_icon(self, name: str, role: str = "muted") -> None:
        """Show another icon."""
        self._name, self._role = name, role
        self._redraw()

    def _redraw(self) -> None:
        self.setPixmap(self._icons.pixmap(self._name, self._role, size=self._size))


class IconText(QWidget):
    """An icon and a word beside it: a state that does not rest on colour alone."""

    def __init__(
        self, icons: Icons, name: str, text: str, *, role: str = "muted", parent: QWidget | None = None
    ) -> None:
        """Show ``name`` and ``text`` in the colour of ``role``."""
        super().__init__(parent)
        self.icon = IconLabel(icons, name, role)
        self.label = TextLabel(text, role=role)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.icon)
        row.addWidget(self.label, 1)

    def show_state(self, name: str, text: str, role: str) -> None:
        """Say something else."""
        self.icon.show_icon(name, role)
        self.label.setText(text)
        self.label.set_role(role)
