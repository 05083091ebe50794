# SPDX-License-Identifier: Apache-2.0
"""The button over the queue behind which further filters, kept filters and acts on the whole queue lie."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from core.domain.reviews import SavedFilter
from core.domain.traces import TraceFilter
from ui.pages.review.filter_dialog import FilterDialog
from ui.pages.review.filter_form import further_count
from ui.pages.review.state import QueueChoices, QueueFilter
from ui.safety import safe_menu_text
from ui.theme.icons import Icons
from ui.widgets.line_dialog import LineDialog


class MoreFilters(QToolButton):
    """A button with a menu; how many further filters are set stands on it.

    Signals:
        filter_changed: the QueueFilter that is wanted now.
        keep_requested: the name under which the filter should be kept.
        drop_requested: the name of a kept filter that should go.
        all_requested: an act on everything in the queue is wanted.
        judge_requested, rule_requested: a model should judge the queue, or a rule decide in it.
    """

    filter_changed = Signal(object)
    keep_requested = Signal(str)
    drop_requested = Signal(str)
    all_requested = Signal()
    judge_requested = Signal()
    rule_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        """Offer the dialog alone until something is kept."""
        super().__init__(parent)
        self._icons = icons
        self._wanted = QueueFilter()
        self._choices = QueueChoices((), ())
        self._menu = QMenu(self)
        self.setObjectName("review_more_filters")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFixedHeight(32)
        self.setMenu(self._menu)
        self.setToolTip(self.tr("More filters, kept filters, and a verdict on all of the queue"))
        self.setAccessibleName(self.tr("More filters"))
        self._menu.aboutToShow.connect(self._fill)
        self.show_wanted(QueueFilter())

    def show_wanted(self, wanted: QueueFilter) -> None:
        """Say how many further filters are set."""
        self._wanted = wanted
        count = further_count(wanted.wanted)
        self.setText(self.tr("Filters ({n})").format(n=count) if count else self.tr("Filters"))

    def show_choices(self, choices: QueueChoices) -> None:
        """Offer what traces are marked with, and what is kept."""
        self._choices = choices

    @Slot()
    def open_dialog(self) -> None:
        """Ask for further filters."""
        dialog = FilterDialog(self.window(), self._icons, self._wanted.wanted, self._choices)
        dialog.wanted_changed.connect(self._on_wanted)
        dialog.open()

    @Slot()
    def _fill(self) -> None:
        self._menu.clear()
        self._menu.addAction(self.tr("More filters…"), self.open_dialog)
        self._menu.addAction(self.tr("Decide on all of the queue…"), self.all_requested.emit)
        self._menu.addAction(self.tr("Let a model judge the queue…"), self.judge_requested.emit)
        self._menu.addAction(self.tr("Decide by rule…"), self.rule_requested.emit)
        self._menu.addSeparator()
        for kept in self._choices.saved:
            self._menu.addAction(safe_menu_text(kept.name), partial(self._take, kept))
        self._menu.addAction(self.tr("Keep this filter…"), self._ask_name)
        if self._choices.saved:
            forget = self._menu.addMenu(self.tr("Forget a filter"))
            for kept in self._choices.saved:
                name = kept.name
                forget.addAction(safe_menu_text(name), partial(self.drop_requested.emit, name))

    def _take(self, kept: SavedFilter) -> None:
        self.filter_changed.emit(QueueFilter(kept.wanted, kept.order))

    @Slot()
    def _ask_name(self) -> None:
        dialog = LineDialog(
            self.window(),
            name="filter_name",
            title=self.tr("Keep this filter"),
            save=self.tr("Keep"),
            asks=self.tr("Keep this filter"),
            caption=self.tr("A filter of the same name gives way."),
            example=self.tr("such as: hard, not sure"),
            what=self.tr("Name of the filter"),
        )
        dialog.given.connect(self.keep_requested)
        dialog.open()

    @Slot(object)
    def _on_wanted(self, wanted: TraceFilter) -> None:
        self.filter_changed.emit(QueueFilter(wanted, self._wanted.order))
