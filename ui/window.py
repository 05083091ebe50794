# SPDX-License-Identifier: Apache-2.0
"""The main window: rail, top line, page, jobs panel and jobs line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QSplitter, QVBoxLayout, QWidget

from core.changes import Change, ChangeKind
from core.errors import StudioError
from ui.context import UiContext
from ui.dialogs.bug import BugDialog
from ui.dialogs.leaving import ask_about_jobs
from ui.jobs_panel import JobsPanel
from ui.notify import Failure, Toast
from ui.page_stack import PageStack
from ui.pages.base import PageSpec
from ui.regions import region_after
from ui.shell_actions import add_shell_actions, deed_page, fill_menu, palette_entries
from ui.theme.theme import ThemeChoice
from ui.waiting import WaitingCounts
from ui.widgets.banner import Banner
from ui.widgets.command_palette import CommandPalette
from ui.widgets.jobs_line import JobsLine
from ui.widgets.rail import Rail
from ui.widgets.tight_column import tight_column
from ui.widgets.toast import ToastLine
from ui.widgets.top_line import TopLine
from ui.window_keys import WindowKeys
from ui.workspaces import WorkspaceSwitch

NARROW_BELOW = 1_120
SMALLEST = (1_024, 640)
FIRST_SIZE = (1_280, 800)
_DAILY = "review"


class MainWindow(QMainWindow):
    """The whole screen of one workspace.

    Signals:
        close_confirmed: the user wants to go; True when running children shall go on alone. The window closes only
            when finish_close() is called.
    """

    close_confirmed = Signal(bool)

    def __init__(self, context: UiContext, pages: Sequence[PageSpec], *, geometry: QSettings | None = None) -> None:
        """Build the shell and the first page; ``geometry`` remembers size and place."""
        super().__init__()
        self._context = context
        self._geometry = geometry
        self._is_rail_chosen = False
        self._may_close = False
        self._is_closing = False
        self.setObjectName("main_window")
        self.setWindowTitle(f"{context.studio.workspace.root.name} — Stillroom")
        self.setMinimumSize(*SMALLEST)
        self._stack = PageStack(context, pages)
        self._titles = {spec.id: spec.title for spec in self._stack.specs}
        if context.workspaces is not None:
            WorkspaceSwitch(context, context.workspaces, self).ready.connect(self._leave)
        add_shell_actions(context.actions, self)
        context.actions.attach(self)
        self._build()
        self._connect()
        self._restore()
        if self.pages:
            self.show_page(self.pages[0].id)
        self._waiting = WaitingCounts(context, self.pages, self._rail.show_count, self)
        self._waiting.count()

    @property
    def pages(self) -> tuple[PageSpec, ...]:
        """The pages in the order of the story."""
        return self._stack.specs

    @property
    def current_page(self) -> str:
        """Id of the shown page."""
        return self._stack.current_id

    @Slot(str, object)
    def show_page(self, page: str, target: object = None) -> None:
        """Bring a page to the front and give it the keyboard."""
        try:
            self._stack.show_page(page, target)
        except StudioError as error:
            self._context.notify.fail(error)
            return
        self._rail.set_current(page)
        view = self._stack.current_view
        if view is not None and target is None:
            view.focus_first()

    def build_ahead(self) -> None:
        """Build the page where the day is spent, while nobody waits for anything."""
        if self._context.work.is_idle:
            self._stack.build(_DAILY)

    def open_palette(self) -> None:
        """Offer everything that can be done."""
        actions = self._context.actions
        actions.refresh()
        self._palette.open_with(palette_entries(actions, self._context.icons, self.pages, self.current_page))

    def open_keys(self) -> None:
        """Show the key sheet."""
        self._keys.show_sheet()

    def change_keys(self) -> None:
        """Let every key be changed."""
        self._keys.change()

    def open_menu(self) -> None:
        """Drop the menu down."""
        self._top.open_menu()

    def toggle_jobs(self) -> None:
        """Open or close the jobs panel."""
        self._jobs_line.set_open(not self._panel.isVisible())

    def toggle_rail(self) -> None:
        """Narrow or widen the rail, and keep it so."""
        self._is_rail_chosen = True
        self._rail.set_narrow(not self._rail.is_narrow)

    def switch_theme(self) -> None:
        """Go from light to dark or back, and remember it."""
        choice = ThemeChoice.LIGHT if self._context.theme.tokens.is_dark else ThemeChoice.DARK
        self._context.theme.choose(choice)
        settings = self._context.settings
        self._context.work.ask(self, "theme", lambda: settings.change(theme=choice.value), lambda _settings: None)

    def focus_next_region(self) -> None:
        """Give the keyboard to the next part of the window."""
        self._focus_region(1)

    def focus_previous_region(self) -> None:
        """Give the keyboard to the part before."""
        self._focus_region(-1)

    def show_bug(self, details: str, log_path: str) -> None:
        """Tell of a mistake of ours; one dialog at a time, the log has the rest."""
        if self.findChild(BugDialog) is None:
            BugDialog(self, details, log_path).open()

    def finish_close(self) -> None:
        """Close for good."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask when jobs run; then let the owner of the event loop shut down first."""
        self._remember()
        if self._may_close or self._is_closing:
            event.accept()
            return
        event.ignore()
        if running := self._context.jobs.running():
            ask_about_jobs(self, len(running), leave=self.tr("quit"), then=self._leave)
        else:
            self._leave(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow the rail where the window is narrow, unless the user chose."""
        super().resizeEvent(event)
        if not self._is_rail_chosen:
            self._rail.set_narrow(self.width() < NARROW_BELOW)

    def _build(self) -> None:
        context = self._context
        self._menu = QMenu(self)
        workspace = context.studio.workspace.root
        self._rail = Rail(context.icons)
        for spec in self.pages:
            self._rail.add_page(spec.id, spec.icon, spec.title, is_last=spec.is_last)
        self._top = TopLine(context.icons, context.actions.action("app.palette"), self._menu)
        self._keys = WindowKeys(context, self._stack, self._rail, self._top, self)
        self._banner = Banner(context.icons)
        self._panel = JobsPanel(context)
        self._jobs_line = JobsLine(context.icons, context.reviewer, workspace.name, str(workspace))
        self._palette = CommandPalette(self)
        self._lay_out()
        self._toast = ToastLine(self._stack)

    def _lay_out(self) -> None:
        banner = QVBoxLayout()
        banner.setContentsMargins(24, 12, 24, 0)
        banner.addWidget(self._banner)
        self._banner_row = QWidget()
        self._banner_row.setLayout(banner)
        self._banner_row.hide()
        page = QWidget()
        tight_column(page, self._banner_row, self._stack, stretch=self._stack)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(page)
        self._splitter.addWidget(self._panel)
        self._splitter.setSizes([600, 260])
        self._splitter.setStretchFactor(0, 1)
        self._panel.setMinimumHeight(200)
        self._panel.hide()
        right = QWidget()
        tight_column(right, self._top, self._splitter, stretch=self._splitter)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addWidget(right, 1)
        whole = QWidget()
        tight_column(whole, middle, self._jobs_line, stretch=middle)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        context = self._context
        self._rail.page_chosen.connect(self.show_page)
        self._stack.page_shown.connect(self._on_head_changed)
        self._stack.head_changed.connect(self._on_head_changed)
        self._menu.aboutToShow.connect(self._on_menu_opening)
        self._palette.chosen.connect(self._on_chosen)
        self._jobs_line.panel_toggled.connect(self._on_panel_toggled)
        self._panel.close_requested.connect(self.toggle_jobs)
        self._banner.closed.connect(self._banner_row.hide)
        context.navigator.page_requested.connect(self.show_page)
        context.notify.toast_requested.connect(self._on_toast)
        context.notify.failure_reported.connect(self._on_failure)
        context.jobs.changed.connect(self._on_jobs_changed)
        context.changes.changed.connect(self._on_change)

    @Slot()
    def _on_head_changed(self) -> None:
        view = self._stack.current_view
        self._top.show_page(self._stack.title, view.primary if view else None)
        if view is not None:
            self._toast.set_foot(view.foot_room)

    @Slot()
    def _on_menu_opening(self) -> None:
        fill_menu(self._menu, self._context.actions, self._context.icons, self._titles)

    @Slot(str)
    def _on_chosen(self, id_: str) -> None:
        page = deed_page(self.pages, id_)
        if page and page != self.current_page:
            self.show_page(page)
        self._context.actions.run(id_)

    @Slot(bool)
    def _on_panel_toggled(self, is_open: bool) -> None:
        self._panel.setVisible(is_open)
        if is_open:
            self._panel.refresh()

    @Slot(object)
    def _on_toast(self, toast: Toast) -> None:
        self._toast.show_toast(toast)

    @Slot(object)
    def _on_failure(self, failure: Failure) -> None:
        self._banner_row.show()
        self._banner.show_failure(failure.message, failure.hint)

    @Slot()
    def _on_jobs_changed(self) -> None:
        self._jobs_line.show_jobs(self._context.jobs.running())

    @Slot(object)
    def _on_change(self, change: Change) -> None:
        if change.kind is ChangeKind.SETTINGS:
            settings = self._context.settings.current
            self._context.theme.choose(ThemeChoice(settings.theme), reading_px=settings.reading_size)
            self._jobs_line.show_reviewer(self._context.reviewer)

    def _focus_region(self, step: int) -> None:
        view = self._stack.current_view
        page = [view] if view is not None else []
        regions = [self._rail, self._top, *page, *([self._panel] if self._panel.isVisible() else []), self._jobs_line]
        target = region_after(regions, step)
        if target is self._rail:
            self._rail.focus_current()
        elif target is view and view is not None:
            view.focus_first()
        else:
            target.setFocus()
            target.focusNextChild()

    @Slot(bool)
    def _leave(self, keep_children: bool) -> None:
        """Tell the owner of the event loop that everything may be taken down."""
        self._is_closing = True
        self.setEnabled(False)
        self.close_confirmed.emit(keep_children)

    def _restore(self) -> None:
        self.resize(*FIRST_SIZE)
        if self._geometry is not None and (kept := self._geometry.value("geometry")) is not None:
            self.restoreGeometry(kept)

    def _remember(self) -> None:
        if self._geometry is not None:
            self._geometry.setValue("geometry", self.saveGeometry())
