# SPDX-License-Identifier: Apache-2.0
"""Four hooks through which every uncaught error reaches the log and the user: main thread, threads, loop, Qt."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from app.logs import redact

log = logging.getLogger("stillroom.crash")

Tell = Callable[[str], None]
# What Qt says about itself on systems without some font script or window manager; of use to nobody.
_QT_NOISE = ("OpenType support missing", "This plugin does not support", "propagateSizeHints")


class CrashHooks:
    """Installed once; ``tell`` gets the text of each bug, free of secrets, in whatever thread it happened."""

    def __init__(self, tell: Tell, fault_path: Path | None = None) -> None:
        """Keep the hooks that are there, so that remove() can put them back."""
        self._tell = tell
        self._fault_path = fault_path
        self._fault_file: IO[str] | None = None
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Take over the hooks of the interpreter and write torn-down processes into the fault file."""
        sys.excepthook = self._on_uncaught
        threading.excepthook = self._on_thread
        if self._fault_path is not None:
            try:
                self._fault_path.parent.mkdir(parents=True, exist_ok=True)
                self._fault_file = self._fault_path.open("a", encoding="utf-8")
                faulthandler.enable(self._fault_file)
            except OSError as error:
                log.warning("faults cannot be written to %s: %s", self._fault_path, error)

    def install_loop(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hear of errors that no coroutine caught."""
        loop.set_exception_handler(self._on_loop)

    def install_qt(self) -> None:
        """Send what Qt says to the log."""
        from PySide6.QtCore import qInstallMessageHandler

        qInstallMessageHandler(_on_qt_message)

    def remove(self) -> None:
        """Put the earlier hooks back."""
        sys.excepthook, threading.excepthook = self._before
        if "PySide6.QtCore" in sys.modules:
            from PySide6.QtCore import qInstallMessageHandler

            qInstallMessageHandler(None)
        if self._fault_file is not None:
            faulthandler.disable()
            self._fault_file.close()
            self._fault_file = None

    def report(self, error: BaseException) -> None:
        """Log a bug and tell of it. Any thread."""
        log.error("uncaught", exc_info=error)
        # Without locals: a frame may hold a key.
        text = "".join(traceback.format_exception(error))
        self._tell(redact(text))

    def _on_uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        self.report(error.with_traceback(trace))

    def _on_thread(self, said: threading.ExceptHookArgs) -> None:
        if said.exc_value is not None and not isinstance(said.exc_value, SystemExit):
            self.report(said.exc_value)

    def _on_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.report(error)
        else:
            log.warning("the event loop says: %s", context.get("message", "nothing"))


def _on_qt_message(kind: Any, context: Any, message: str) -> None:
    """One line of Qt's own, at the level that it deserves."""
    from PySide6.QtCore import QtMsgType

    if any(noise in message for noise in _QT_NOISE):
        return
    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }
    logging.getLogger("qt").log(levels.get(kind, logging.WARNING), "%s", message)
