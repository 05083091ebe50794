# SPDX-License-Identifier: Apache-2.0
"""The pages of the window: each is built when it is first shown, and told when it comes and goes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.errors import UnknownName
from ui.context import UiContext
from ui.pages.base import PageSpec, PageView


class PageStack(QStackedWidget):
    """Shows one page at a time.

    Signals:
        page_shown: id of the page that came to the front.
        head_changed: the title or primary action of the shown page is another one.
        all_built: every page is there, also those that nobody opened.
    """

    page_shown = Signal(str)
    head_changed = Signal()
    all_built = Signal()

    def __init__(self, context: UiContext, specs: Sequence[PageSpec], parent: QWidget | None = None) -> None:
        """Know the pages; build none."""
        super().__init__(parent)
        self._context = context
        self._specs = {spec.id: spec for spec in sorted(specs, key=lambda spec: spec.order)}
        self._views: dict[str, PageView] = {}
        self._current = ""

    @property
    def specs(self) -> tuple[PageSpec, ...]:
        """The pages in the order of the story."""
        return tuple(self._specs.values())

    @property
    def current_id(self) -> str:
        """Id of the shown page; empty before the first."""
        return self._current

    @property
    def current_view(self) -> PageView | None:
        """The shown page."""
        return self._views.get(self._current)

    @property
    def title(self) -> str:
        """What the top line says."""
        view = self.current_view
        if view is None:
            return ""
        return view.title or self._specs[self._current].title

    def show_page(self, page: str, target: object = None) -> None:
        """Bring a page to the front, building it if need be. Raises UnknownName."""
        if page not in self._specs:
            raise UnknownName("page", page, tuple(self._specs))
        view = self._views.get(page) or self._build(page)
        if page != self._current:
            if self.current_view is not None:
                self.current_view.on_hidden()
            self._current = page
            self._context.actions.set_page(page)
            self.setCurrentWidget(view)
            view.on_shown()
            self.page_shown.emit(page)
            if target is not None:
                # Where the target wants the keyboard elsewhere it takes it there.
                view.focus_first()
        if target is not None:
            view.show_target(target)
        self._context.actions.refresh()

    def build(self, page: str) -> None:
        """Build a page before it is opened, if nobody did."""
        if page not in self._views:
            self._build(page)

    def build_all(self) -> None:
        """Build the pages that nobody opened yet, one in each turn of the event loop, so that all actions are known."""
        QTimer.singleShot(0, self._build_next)

    @Slot()
    def _build_next(self) -> None:
        missing = next((page for page in self._specs if page not in self._views), None)
        if missing is None:
            self.all_built.emit()
        else:
            self._build(missing)
            self.build_all()

    def _build(self, page: str) -> PageView:
        view = self._specs[page].build(self._context)
        view.setObjectName(f"page.{page}")
        view.setAccessibleName(self._specs[page].title)
        view.head_changed.connect(self._on_head_changed)
        self._views[page] = view
        self.addWidget(view)
        return view

    @Slot()
    def _on_head_changed(self) -> None:
        if self.sender() is self.current_view:
            self.head_changed.emit()
