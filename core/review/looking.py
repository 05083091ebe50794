# SPDX-License-Identifier: Apache-2.0
"""Where the checks look: few traces here, very many in a process of its own.

The checks are pure Python and take milliseconds a trace: in a thread they would hold the interpreter, and with it every
frame of the window, for as long as there are traces.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from core.domain.findings import Finding
from core.errors import StudioError
from core.review.reading import Reading

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Look: TypeAlias = Callable[[Sequence[Reading]], Sequence[Sequence[Finding]]]

FEW = 100
"""As many traces as are looked at in the time that a process takes to start."""

_NICENESS = 10
"""How far the process stands back behind everything that somebody waits for."""


def look_here(readings: Sequence[Reading]) -> Sequence[Sequence[Finding]]:
    """What the checks find in each of these, in this thread."""
    from core.review.findings import find

    return [find(reading) for reading in readings]


@contextmanager
def looking(count: int) -> Iterator[Look]:
    """A place to look at so many traces, which is left at the end. Any thread; an answer is waited for."""
    if count <= FEW:
        yield look_here
        return
    from concurrent.futures import ProcessPoolExecutor

    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(1, mp_context=spawn, initializer=_stand_back)
    try:
        yield lambda readings: _look_there(pool, readings)
    finally:
        pool.shutdown(cancel_futures=True)


def _look_there(pool: ProcessPoolExecutor, readings: Sequence[Reading]) -> Sequence[Sequence[Finding]]:
    from concurrent.futures.process import BrokenProcessPool

    try:
        return pool.submit(look_here, readings).result()
    except BrokenProcessPool as error:
        raise StudioError(
            "The process in which the checks look ended before it was done.",
            hint="What it found until then is kept. Start the checks again; they go on where they are.",
            detail=str(error),
        ) from error


def _stand_back() -> None:
    """Take the processor after everybody else, and never outlive the studio, however that ends."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(_NICENESS)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
