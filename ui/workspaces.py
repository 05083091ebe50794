# SPDX-License-Identifier: Apache-2.0
"""The way from one workspace to another: menu and palette entries, the folder dialogs, and what is asked before."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.actions import ActionSpec
from ui.context import UiContext, Workspaces
from ui.dialogs.leaving import ask_about_jobs
from ui.safety import safe_menu_text

SHOWN = 5
_KEYWORDS = "workspace folder project switch change"


class WorkspaceSwitch(QObject):
    """Opens another workspace in the place of this one; where that fails, this one stays and the reason is said.

    Signals:
        ready: the other workspace is held open, so this window may close; True when running children go on alone.
    """

    ready = Signal(bool)

    def __init__(self, context: UiContext, workspaces: Workspaces, window: QWidget) -> None:
        """Offer the ways in the actions of ``context``; dialogs float over ``window``."""
        super().__init__(window)
        self._context = context
        self._workspaces = workspaces
        self._window = window
        self._is_opening = False
        self._add_actions()

    def go_to(self, folder: Path, *, is_new: bool = False) -> None:
        """Ask about running jobs, then open the workspace."""
        if self._is_opening:
            return
        if folder.expanduser().resolve() == self._context.studio.workspace.root:
            self._context.notify.toast(self.tr("This workspace is open already."))
            return
        running = len(self._context.jobs.running())
        if running:
            ask_about_jobs(
                self._window,
                running,
                leave=self.tr("open the other"),
                then=lambda keep_children: self._open(folder, is_new=is_new, keep_children=keep_children),
            )
        else:
            self._open(folder, is_new=is_new, keep_children=True)

    def _open(self, folder: Path, *, is_new: bool, keep_children: bool) -> None:
        self._is_opening = True
        self._context.work.ask(
            self,
            "workspace",
            lambda: self._workspaces.hold(folder, create=is_new),
            lambda _held: self._on_held(keep_children),
            self._on_refused,
        )

    def _on_held(self, keep_children: bool) -> None:
        self._workspaces.accept()
        self.ready.emit(keep_children)

    def _on_refused(self, error: BaseException) -> None:
        self._is_opening = False
        self._context.notify.fail(error)

    def _add_actions(self) -> None:
        add, menu = self._context.actions.add, self.tr("Workspace")
        opens = ActionSpec(
            "workspace.open",
            self.tr("Open workspace…"),
            "folder",
            "Ctrl+Shift+O",
            menu=menu,
            help=self.tr("Go on in another workspace; this one is closed"),
            keywords=_KEYWORDS,
        )
        add(opens, self._pick)
        makes = ActionSpec(
            "workspace.new",
            self.tr("New workspace…"),
            "add",
            menu=menu,
            help=self.tr("Begin in an empty folder; this workspace is closed"),
            keywords=_KEYWORDS,
        )
        add(makes, self._name_new)
        here = self._context.studio.workspace.root
        others = [folder for folder in self._workspaces.recent() if folder != here]
        for place, folder in enumerate(others[:SHOWN], start=1):
            words = self.tr("Open {name} in {place}").format(name=folder.name, place=_short(folder.parent))
            spec = ActionSpec(
                f"workspace.recent.{place}",
                safe_menu_text(words),
                "workspace",
                menu=menu,
                help=str(folder),
                keywords=f"{_KEYWORDS} recent last",
                is_passing=True,
            )
            add(spec, partial(self.go_to, folder))

    def _pick(self) -> None:
        dialog = self._dialog(self.tr("Open workspace"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._on_picked)
        dialog.open()

    def _name_new(self) -> None:
        dialog = self._dialog(self.tr("New workspace"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        # An empty folder that is there already is as good as a new one, and nothing in it is ever written over.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setLabelText(QFileDialog.DialogLabel.FileName, self.tr("Folder:"))
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, self.tr("Make"))
        dialog.selectFile("workspace")
        dialog.fileSelected.connect(self._on_named)
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title, str(self._context.studio.workspace.root.parent))
        dialog.setObjectName("workspace_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    @Slot(str)
    def _on_picked(self, folder: str) -> None:
        self.go_to(Path(folder))

    @Slot(str)
    def _on_named(self, folder: str) -> None:
        self.go_to(Path(folder), is_new=True)


def _short(folder: Path) -> str:
    """A folder as people write it, from their home on."""
    home = Path.home()
    return f"~/{folder.relative_to(home).as_posix()}" if folder.is_relative_to(home) else str(folder)
