# SPDX-License-Identifier: Apache-2.0
"""What this machine has and lacks, a line each, with the step that mends it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.context import Finding
from ui.safety import TextLabel, hard_wrap, visible
from ui.theme.icons import Icons
from ui.widgets.action_button import ActionButton
from ui.widgets.cards import Card
from ui.widgets.labels import IconLabel


class Findings(Card):
    """A card that says what was found; a sentence while it is being looked at."""

    def __init__(self, icons: Icons, again: QAction, parent: QWidget | None = None) -> None:
        """Offer ``again`` beside the heading."""
        super().__init__(self.tr("This machine"), parent)
        self._icons = icons
        self._said = TextLabel(look="muted", is_wrapping=True)
        self._said.setObjectName("findings_said")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        self.heading.addWidget(ActionButton(again))
        self.body.addWidget(self._said)
        self.body.addLayout(self._lines)

    def show_busy(self) -> None:
        """It is being looked at."""
        self._said.setText(self.tr("Looking…"))
        self._said.show()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show what was found, what needs doing first."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        open_count = sum(1 for found in findings if not found.ok)
        words = self.tr("Nothing needs doing.") if not open_count else self.tr("{n} to mend").format(n=open_count)
        self._said.setText(words if findings else self.tr("There is nothing to look at in this start."))
        for found in sorted(findings, key=lambda found: found.ok):
            self._lines.addWidget(self._line(found))

    def _line(self, found: Finding) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        icon, role = ("done", "accept") if found.ok else ("warn", "warn")
        line.addWidget(IconLabel(self._icons, icon, role), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel(hard_wrap(visible(found.what), width=200), is_wrapping=True, is_selectable=True))
        if found.mend:
            mend = hard_wrap(visible(found.mend), width=200)
            words.addWidget(TextLabel(mend, look="caption", is_wrapping=True, is_selectable=True))
        line.addLayout(words, 1)
        state = self.tr("fine") if found.ok else self.tr("to mend")
        row.setAccessibleName(f"{state}: {found.what} {found.mend}".strip())
        return row
