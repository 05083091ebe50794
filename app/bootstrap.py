# SPDX-License-Identifier: Apache-2.0
"""Open a studio, build the window around it, run until it is closed."""

from __future__ import annotations

import asyncio
import logging
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import qasync
from PySide6.QtCore import QLocale, QMetaObject, QObject, QSettings, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app import doctor
from app.crash import CrashHooks
from app.following import FollowingStudio
from app.paths import Paths
from app.recent import RecentWorkspaces
from core.changes import Change, ChangeFeed, ChangeKind
from core.settings import Settings, SettingsFile
from core.studio import Studio
from resources import resource_path
from ui.actions import ActionRegistry
from ui.bridge.changes import ChangesBridge
from ui.bridge.jobs import JobsBridge
from ui.bridge.work import Work
from ui.context import Machine, Navigator, UiContext
from ui.notify import Notify
from ui.pages.catalog import PAGES
from ui.theme.icons import Icons
from ui.theme.theme import Theme, ThemeChoice
from ui.window import MainWindow

log = logging.getLogger(__name__)

_HAND_OVER_S = 0.0005
"""How long a thread keeps the interpreter while the window waits for it. One paint lets go of it a dozen times, and at
Python's own 5 ms each wait for a busy thread could be a third of a frame."""

_CALM_MS = 1_500
"""When the window that was shown has said all that it has to say, and what will be wanted next can be built."""


class BugRelay(QObject):
    """Carries the text of a bug from any thread to the window.

    Signals:
        told: the text.
    """

    told = Signal(str)

    def tell(self, details: str) -> None:
        """Pass it on. Any thread."""
        self.told.emit(details)


@dataclass(frozen=True, slots=True)
class Opened:
    """A window, what it stands on, and what follows it."""

    window: MainWindow
    context: UiContext
    following: FollowingStudio


def make_app(arguments: list[str]) -> QApplication:
    """The application object with its names and its icon; threads hand the interpreter to the window quickly."""
    sys.setswitchinterval(_HAND_OVER_S)
    app = QApplication(arguments)
    app.setApplicationName("stillroom")
    app.setApplicationDisplayName("Stillroom")
    app.setDesktopFileName("stillroom")
    app.setWindowIcon(QIcon(str(resource_path("icons", "stillroom.svg"))))
    app.setQuitOnLastWindowClosed(False)
    return app


def open_studio(workspace: Path | None, folders: Paths) -> Studio:
    """The studio of a workspace: the one named, else the one that was open last, else the recorded demo.

    Raises:
        StudioError: the workspace cannot be opened, or another Stillroom has it.
    """
    recent = RecentWorkspaces(folders.recent_file)
    wanted = workspace or next(iter(recent.all()), None) or _first_workspace(folders)
    studio = Studio.open(wanted)
    recent.note(studio.workspace.root)
    return studio


def _first_workspace(folders: Paths) -> Path:
    """The recorded demo, laid out on the first start; a workspace of one's own is named with ``-w``."""
    if not (folders.demo_workspace / "studio.db").is_file():
        from app.demo.recorded import unpack_recorded_demo

        unpack_recorded_demo(folders.demo_workspace)
    return folders.demo_workspace


def open_window(
    app: QApplication, studio: Studio, folders: Paths, loop: asyncio.AbstractEventLoop | None = None
) -> Opened:
    """Build everything that a window needs around an open studio; the window is not shown yet."""
    _write_figures_alike()
    window_settings = QSettings(str(folders.geometry_file), QSettings.Format.IniFormat)
    settings = SettingsFile(folders.settings_file, on_change=partial(_tell_settings, studio.changes))
    current = settings.current
    notify = Notify()
    following = FollowingStudio(RecentWorkspaces(folders.recent_file))
    theme = Theme(app, ThemeChoice(current.theme), reading_px=current.reading_size)
    context = UiContext(
        studio=studio,
        settings=settings,
        actions=ActionRegistry(remapped=current.shortcuts),
        jobs=JobsBridge(studio.jobs),
        changes=ChangesBridge(studio.changes),
        work=Work(notify.fail, loop=loop),
        icons=Icons(theme),
        theme=theme,
        notify=notify,
        navigator=Navigator(),
        machine=Machine(folders.log_file, doctor.report),
        workspaces=following,
    )
    window = MainWindow(context, PAGES, geometry=window_settings)
    for part in (notify, theme, context.actions, context.jobs, context.changes, context.work, context.icons):
        part.setParent(window)
    context.navigator.setParent(window)
    if settings.warning:
        notify.toast(settings.warning)
    return Opened(window, context, following)


def _write_figures_alike() -> None:
    """Let every figure read as the English words around it, such as 1,824, whatever the system's language is."""
    english = QLocale(QLocale.Language.C)
    english.setNumberOptions(english.numberOptions() & ~QLocale.NumberOption.OmitGroupSeparator)
    QLocale.setDefault(english)


def run_window(workspace: Path | None, folders: Paths, hooks: CrashHooks, relay: BugRelay, app: QApplication) -> int:
    """Show the window and return the exit code when it is closed. Raises StudioError before anything is shown.

    A window that is closed for another workspace is followed by that one's.
    """
    studio: Studio | None = open_studio(workspace, folders)
    loop = qasync.QEventLoop(app)
    hooks.install_loop(loop)
    hooks.install_qt()
    with loop:
        while studio is not None:
            studio = _run_one(app, studio, folders, loop, hooks, relay)
    return 0


def _run_one(
    app: QApplication,
    studio: Studio,
    folders: Paths,
    loop: asyncio.AbstractEventLoop,
    hooks: CrashHooks,
    relay: BugRelay,
) -> Studio | None:
    """Show the window of a studio until it is closed; return the studio of the window that follows it."""
    opened: Opened | None = None
    told: QMetaObject.Connection | None = None
    try:
        opened = open_window(app, studio, folders, loop)
        told = relay.told.connect(
            partial(opened.window.show_bug, log_path=str(folders.log_file)), Qt.ConnectionType.QueuedConnection
        )
        opened.context.notify.bug_found.connect(hooks.report)
        loop.run_until_complete(_until_closed(opened))
        return opened.following.take()
    except BaseException:
        studio.close()
        following = opened.following.take() if opened is not None else None
        if following is not None:
            following.close()
        raise
    finally:
        if told is not None:
            relay.told.disconnect(told)


async def _until_closed(opened: Opened) -> None:
    """Show the window, wait until the user wants to go, then take everything down in order."""
    closer = Closer(opened)
    opened.window.show()
    QTimer.singleShot(_CALM_MS, opened.window, opened.window.build_ahead)
    log.info("window shown")
    keep_children = await closer.wanted
    await take_down(opened, keep_children=keep_children)


async def take_down(opened: Opened, *, keep_children: bool) -> None:
    """Stop listening, stop or leave the jobs, close the store, then close the window."""
    context = opened.context
    context.work.close()
    context.jobs.close()
    context.changes.close()
    # Jobs may take seconds to stop; the window goes on painting meanwhile.
    await asyncio.to_thread(context.studio.close, keep_children=keep_children)
    opened.window.finish_close()
    opened.window.deleteLater()
    await asyncio.sleep(0)


class Closer(QObject):
    """Turns the user's wish to go into a future of the event loop.

    Attributes:
        wanted: True when running children shall go on alone.
    """

    def __init__(self, opened: Opened) -> None:
        """Listen to the window."""
        super().__init__(opened.window)
        self.wanted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        opened.window.close_confirmed.connect(self._on_confirmed)

    @Slot(bool)
    def _on_confirmed(self, keep_children: bool) -> None:
        if not self.wanted.done():
            self.wanted.set_result(keep_children)


def _tell_settings(feed: ChangeFeed, _settings: Settings) -> None:
    feed.emit(Change(ChangeKind.SETTINGS))
