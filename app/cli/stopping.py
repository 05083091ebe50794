# SPDX-License-Identifier: Apache-2.0
"""How a command is stopped from outside: Ctrl+C and SIGTERM both let it tidy up, and each has its exit code."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Terminated(KeyboardInterrupt):
    """SIGTERM came; whoever tidies up after Ctrl+C does so after this too."""


@contextmanager
def hearing_sigterm() -> Iterator[None]:
    """Raise Terminated in the main thread at the first SIGTERM; a process that does something else at it goes on so."""
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def exit_code(stop: KeyboardInterrupt) -> int:
    """What a shell expects of a command that was stopped: 128 and the number of the signal."""
    return 128 + (signal.SIGTERM if isinstance(stop, Terminated) else signal.SIGINT)


def _stop(number: int, frame: FrameType | None) -> None:
    """Stop at the first signal; a further one must not cut the tidying short."""
    signal.signal(signal.SIGTERM, _go_on)
    raise Terminated


def _go_on(number: int, frame: FrameType | None) -> None:
    """A handler and not SIG_IGN, which child processes would inherit."""
