# SPDX-License-Identifier: Apache-2.0
"""The way in: a window, or a command without one; returns the exit code."""

from __future__ import annotations

import argparse
import gc
import logging
import sys
from pathlib import Path

from app.crash import CrashHooks
from app.display import check_display, explain_import
from app.logs import close_logs, set_up_logs
from app.none_guard import guard_none
from app.paths import Paths, paths
from core.errors import StudioError

log = logging.getLogger(__name__)


def main(argv: list[str] | None = None) -> int:
    """Open the window when nothing but a workspace is named; anything else is a command of the shell twin."""
    arguments = sys.argv[1:] if argv is None else argv
    wanted = window_wanted(arguments)
    if wanted is None:
        import app.cli

        return app.cli.main(arguments)
    return _windowed(wanted.workspace)


def window_wanted(arguments: list[str]) -> argparse.Namespace | None:
    """The workspace to open a window on, or None when a command or help was asked for."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("-w", "--workspace", type=Path, default=None)
    try:
        known, rest = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        return None
    return None if rest else known


def _windowed(workspace: Path | None) -> int:
    """Run the window; every error before it is shown becomes one sentence and a hint."""
    folders = paths()
    set_up_logs(folders.log_file)
    # A start makes hundreds of thousands of objects and hardly any garbage; looking for it takes a tenth of the time.
    gc.disable()
    try:
        check_display()
        return _open(workspace, folders)
    except StudioError as error:
        log.error("could not start: %s %s", error.message, error.detail)
        sys.stderr.write(f"{error.message}\n{error.hint}\n" if error.hint else f"{error.message}\n")
        return 1
    finally:
        gc.unfreeze()
        gc.enable()
        close_logs()


def _collect_again() -> None:
    """Collect garbage from now on, past all that the start made: it stays as long as the window does."""
    gc.freeze()
    gc.enable()


def _open(workspace: Path | None, folders: Paths) -> int:
    guard_none()
    try:
        from PySide6.QtCore import QTimer

        from app.bootstrap import BugRelay, make_app, run_window
    except ImportError as error:
        if "PySide6" in (error.name or "") or ".so" in str(error):
            raise explain_import(error) from error
        raise
    application = make_app(sys.argv[:1])
    relay = BugRelay()
    hooks = CrashHooks(relay.tell, folders.fault_file)
    hooks.install()
    QTimer.singleShot(0, _collect_again)
    try:
        return run_window(workspace, folders, hooks, relay, application)
    except StudioError as error:
        from ui.dialogs.notice import show_notice

        show_notice(error.message, error.hint)
        raise
    finally:
        hooks.remove()
