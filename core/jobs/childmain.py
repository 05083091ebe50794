# SPDX-License-Identifier: Apache-2.0
"""The frame of every child process: read the run folder and the secrets, do the work, say how it ended."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from core.domain.json import JsonObject
from core.errors import JobCancelled, OutOfMemory, StudioError
from core.jobs.runfolder import EventWriter, RunFolder

EXIT_OUT_OF_MEMORY = 73
"""Exit code of a child that ran out of memory and could still say so."""

ChildWork = Callable[[RunFolder, EventWriter, Mapping[str, str]], JsonObject]


def child_main(work: ChildWork, arguments: list[str] | None = None) -> int:
    """Run ``work(folder, events, secrets)`` for the folder named on the command line; returns the exit code.

    The result goes out as ``done``; JobCancelled as ``stopped``; errors as ``failed`` with message and hint. Secrets
    come as one JSON line on standard input and nowhere else.
    """
    given = sys.argv[1:] if arguments is None else arguments
    folder = RunFolder(Path(given[0]))
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("openai", "anthropic", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)
    events = EventWriter(folder)
    try:
        result = work(folder, events, _read_secrets())
        events.say("done", result=result)
        return 0
    except JobCancelled:
        events.say("stopped")
        return 0
    except BaseException as error:
        return _say_failure(events, error)
    finally:
        events.close()


def _read_secrets() -> Mapping[str, str]:
    line = sys.stdin.readline()
    secrets: Mapping[str, str] = json.loads(line) if line.strip() else {}
    return secrets


def _say_failure(events: EventWriter, error: BaseException) -> int:
    traceback.print_exception(error, file=sys.stderr)
    if is_out_of_memory(error):
        events.say("failed", reason="oom", message="The process ran out of memory.", hint=OUT_OF_MEMORY_HINT)
        return EXIT_OUT_OF_MEMORY
    if isinstance(error, StudioError):
        events.say("failed", reason="error", message=error.message, hint=error.hint)
    else:
        events.say("failed", reason="bug", message=f"{type(error).__name__}: {error}"[:500], hint="The log has more.")
    return 1


OUT_OF_MEMORY_HINT = "Use a smaller batch or shorter examples, close other programs, or choose a smaller student."


def is_out_of_memory(error: BaseException) -> bool:
    """True for every form in which Python, torch on CPU and torch on CUDA say that memory ran out."""
    return (
        isinstance(error, MemoryError | OutOfMemory)
        or type(error).__name__ == "OutOfMemoryError"
        or (isinstance(error, RuntimeError) and "can't allocate memory" in str(error))
    )
