# SPDX-License-Identifier: Apache-2.0
"""The choice where a skipped trace goes, under the queue that it leaves."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from core.domain.reviews import SkipTo
from ui.safety import safe_tooltip
from ui.widgets.form_fields import ChoiceBox


class SkipChoice(ChoiceBox):
    """Offers the ways that a skipped trace can take.

    Signals:
        chosen: the SkipTo that somebody chose.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Offer them all; the first is how it comes."""
        super().__init__(parent)
        self.setObjectName("review_skip_to")
        for skip_to, words in (
            (SkipTo.ME, self.tr("Skipped: back to me")),
            (SkipTo.OTHERS, self.tr("Skipped: to others")),
            (SkipTo.OUT, self.tr("Skipped: out of the queue")),
        ):
            self.addItem(words, skip_to.value)
        self.setAccessibleName(self.tr("Where a skipped trace goes"))
        help_ = self.tr(
            "Back to me: it comes again at the end of the queue. To others: it does not come back to you. "
            "Out: it comes only where somebody asks for skipped traces."
        )
        self.setToolTip(safe_tooltip(help_))
        self.setMinimumWidth(60)
        self.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.activated.connect(self._on_activated)

    def show_choice(self, skip_to: SkipTo) -> None:
        """Show what is set, without telling anybody."""
        self.setCurrentIndex(self.findData(skip_to.value))

    @Slot(int)
    def _on_activated(self, place: int) -> None:
        self.chosen.emit(SkipTo(self.itemData(place)))
