# SPDX-License-Identifier: Apache-2.0
"""Child processes over run folders: launched, minded, stopped, and found again by a later window."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil

import core
from core.errors import JobCancelled, OutOfMemory, StudioError
from core.jobs.childmain import EXIT_OUT_OF_MEMORY, OUT_OF_MEMORY_HINT
from core.jobs.reporter import Reporter
from core.jobs.runfolder import ChildEvent, EventTail, RunFolder, Wish, write_whole

_TICK_S = 0.1
_LISTENER_GRACE_S = 5.0
_TAIL_BYTES = 4000
_SOURCE_ROOT = Path(core.__file__).resolve().parents[1]


class _Child(subprocess.Popen[bytes]):
    """A launched child; one that is left running on purpose goes without Python's warning."""

    is_left = False

    def __del__(self) -> None:
        """Warn, as every Popen does, unless the child was meant to go on."""
        if not self.is_left:
            super().__del__()


class _LeftRunning:
    """The children that a closing studio left running; held so that each is reaped once it has ended. Any thread."""

    def __init__(self) -> None:
        """Hold none."""
        self._lock = threading.Lock()
        self._children: list[_Child] = []

    def add(self, child: _Child) -> None:
        """Leave a child to itself."""
        child.is_left = True
        with self._lock:
            self._children.append(child)

    def take_back(self, pid: int | None) -> _Child | None:
        """Reap those that have ended; the one of that pid, which is minded again, where it was left by this process."""
        with self._lock:
            found = next((child for child in self._children if child.pid == pid), None)
            self._children = [child for child in self._children if child is not found and child.poll() is None]
        if found is not None:
            found.is_left = False
        return found


_left_running = _LeftRunning()


def mind(
    folder: RunFolder,
    module: str,
    report: Reporter,
    on_event: Callable[[ChildEvent], None],
    *,
    args: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    secrets: Mapping[str, str] | None = None,
    stop_grace_s: float = 60.0,
) -> ChildEvent:
    """Run ``python -m module FOLDER`` to its end, or take up the folder's child that still runs; blocks its thread.

    Every event of the folder goes to ``on_event`` from the beginning, so the listener must be idempotent. When the job
    is cancelled the child is asked to stop, then terminated, then killed. ``env`` replaces the whole environment.

    Returns:
        The final event ``done`` or ``stopped``.

    Raises:
        JobCancelled: after the child stopped because the user asked for it, or was left running by a closing studio.
        OutOfMemory: the child ran out of memory, or was killed as if it had.
        StudioError: the child failed or died; the end of its log is the detail.
    """
    tail = EventTail(folder)
    child = find_child(folder)
    launched = _left_running.take_back(child.pid if child is not None else None)
    if child is None:
        folder.wish(Wish.GO_ON)
        launched = _launch(folder, module, args=args, env=env, secrets=secrets)
        child = psutil.Process(launched.pid)
    final: ChildEvent | None = None
    asked_at: float | None = None
    while True:
        is_over = not _is_running(child, launched)
        try:
            for event in tail.read():
                on_event(event)
                final = event if event.is_final else None if event.kind == "started" else final
        except BaseException:
            _end_now(folder, child, launched)
            raise
        if is_over:
            break
        if report.should_detach:
            if launched is not None:
                _left_running.add(launched)
            report.detach()
        asked_at = _pass_on_wish(folder, child, report, asked_at, stop_grace_s)
        time.sleep(_TICK_S)
    code = launched.wait() if launched is not None else None
    folder.child_path.unlink(missing_ok=True)
    return _outcome(folder, final, code, is_stopping=asked_at is not None)


def find_child(folder: RunFolder) -> psutil.Process | None:
    """The folder's child if it still runs: same pid and same start time, because pids come back."""
    try:
        known = json.loads(folder.child_path.read_text(encoding="utf-8"))
        process = psutil.Process(int(known["pid"]))
        is_same = abs(process.create_time() - float(known["started"])) < 1.0
        return process if is_same and process.status() != psutil.STATUS_ZOMBIE else None
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        return None


def log_tail(folder: RunFolder) -> str:
    """The end of the child's log."""
    try:
        with folder.log_path.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - _TAIL_BYTES))
            return file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""


def _launch(
    folder: RunFolder,
    module: str,
    *,
    args: Sequence[str],
    env: Mapping[str, str] | None,
    secrets: Mapping[str, str] | None,
) -> _Child:
    """Start the child in a process group of its own, so that a closed window or Ctrl+C does not reach it.

    ``-P`` keeps the working folder off the import path: a ``core/`` of the user's own is not ours.
    """
    environment = dict(os.environ if env is None else env)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(_SOURCE_ROOT), environment.get("PYTHONPATH", "")]))
    environment["PYTHONUNBUFFERED"] = "1"
    with folder.log_path.open("ab") as log:
        process = _Child(
            [sys.executable, "-P", "-m", module, str(folder.path), *args],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    started = psutil.Process(process.pid).create_time()
    write_whole(folder.child_path, json.dumps({"pid": process.pid, "started": started}))
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(json.dumps(dict(secrets or {})).encode() + b"\n")
            process.stdin.flush()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
    return process


def _is_running(child: psutil.Process, launched: _Child | None) -> bool:
    if launched is not None:
        return launched.poll() is None
    try:
        return bool(child.is_running() and child.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _pass_on_wish(
    folder: RunFolder, child: psutil.Process, report: Reporter, asked_at: float | None, grace_s: float
) -> float | None:
    """Ask, then terminate, then kill; returns when the child was first asked to stop."""
    if not report.is_cancelled:
        return None
    now = time.monotonic()
    if asked_at is None:
        folder.wish(Wish.STOP)
        return now
    if now - asked_at > grace_s:
        _signal_group(child, is_last=now - asked_at > grace_s + 5)
    return asked_at


def _end_now(folder: RunFolder, child: psutil.Process, launched: _Child | None) -> None:
    """End a child whose listener failed: nobody would hear the rest."""
    folder.wish(Wish.STOP)
    deadline = time.monotonic() + _LISTENER_GRACE_S
    while _is_running(child, launched) and time.monotonic() < deadline:
        time.sleep(_TICK_S)
    if _is_running(child, launched):
        _signal_group(child, is_last=True)
    if launched is not None:
        launched.wait()
    folder.child_path.unlink(missing_ok=True)


def _signal_group(child: psutil.Process, *, is_last: bool) -> None:
    """End the child and what it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL if is_last else signal.SIGTERM)
        return
    with contextlib.suppress(psutil.Error):
        for process in (*child.children(recursive=True), child):
            process.kill()


def _outcome(folder: RunFolder, final: ChildEvent | None, code: int | None, *, is_stopping: bool) -> ChildEvent:
    """The final event, or the error that says in words how the child ended."""
    if final is not None and final.kind in ("done", "stopped"):
        if final.kind == "stopped" and is_stopping:
            raise JobCancelled
        return final
    if is_stopping:
        raise JobCancelled
    detail = log_tail(folder)
    if code == EXIT_OUT_OF_MEMORY or (final is not None and final.data.get("reason") == "oom"):
        raise OutOfMemory("The process ran out of memory.", hint=OUT_OF_MEMORY_HINT, detail=detail)
    if final is not None:
        message, hint = str(final.data.get("message", "")), str(final.data.get("hint", ""))
        raise StudioError(message or "The process failed.", hint=hint, detail=detail)
    if code is not None and code == -signal.SIGKILL:
        raise OutOfMemory(
            "The process was killed, probably because the computer ran out of memory.",
            hint=OUT_OF_MEMORY_HINT,
            detail=detail,
        )
    ended = "is gone" if code is None else f"ended with code {code}"
    raise StudioError(f"The process {ended} before it was done.", hint="Its log has the last lines.", detail=detail)
