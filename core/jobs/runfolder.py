# SPDX-License-Identifier: Apache-2.0
"""The run folder: the whole protocol between a job and its child process.

The parent writes ``spec.json`` and ``control``; the child appends to ``events.jsonl`` and writes everything else.
Because it is only files, a child outlives its window, a later window reads it from the start, and any launcher can
run it.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.domain.json import JsonObject
from core.errors import InvalidInput

PROTOCOL_VERSION = 1


class Wish(StrEnum):
    """What the parent asks of a running child."""

    GO_ON = ""
    STOP = "stop"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class ChildEvent:
    """One line of events.jsonl.

    Attributes:
        kind: ``started``, ``progress``, ``metric``, ``log``, ``piece``, ``result``, ``checkpoint``, ``fact``, ``done``,
            ``stopped`` or ``failed``; the last three are final.
        data: the rest of the line.
    """

    kind: str
    data: JsonObject

    @property
    def is_final(self) -> bool:
        """True when the child says nothing after it."""
        return self.kind in ("done", "stopped", "failed")


class RunFolder:
    """Paths and files of one run folder; both sides use it."""

    def __init__(self, path: Path) -> None:
        """Name the folder; it need not exist yet."""
        self.path = path
        self.spec_path = path / "spec.json"
        self.events_path = path / "events.jsonl"
        self.control_path = path / "control"
        self.concurrency_path = path / "concurrency"
        self.child_path = path / "child.json"
        self.log_path = path / "log.txt"

    def write_spec(self, spec: JsonObject) -> None:
        """Create the folder and write what the child has to do; never holds a key."""
        self.path.mkdir(parents=True, exist_ok=True)
        write_whole(self.spec_path, json.dumps(spec, ensure_ascii=False, indent=1))

    def read_spec(self) -> dict[str, Any]:
        """What the child has to do. Raises InvalidInput where the file is missing or broken."""
        try:
            spec: dict[str, Any] = json.loads(self.spec_path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InvalidInput(
                f"The run folder {self.path.name} has no readable spec.json.", detail=str(error)
            ) from error
        return spec

    def put_away_events(self) -> None:
        """Rename the events of an ended attempt, so that the next one is heard from its own start."""
        if self.events_path.exists():
            number = len(list(self.path.glob("events.*.jsonl"))) + 1
            self.events_path.rename(self.path / f"events.{number}.jsonl")
        self.wish(Wish.GO_ON)

    def wish(self, wish: Wish) -> None:
        """Ask something of the child; it looks at least once a step."""
        write_whole(self.control_path, wish.value)

    def read_wish(self) -> Wish:
        """What the parent last asked for."""
        try:
            return Wish(self.control_path.read_text(encoding="utf-8").strip())
        except (OSError, ValueError):
            return Wish.GO_ON

    def wish_concurrency(self, count: int) -> None:
        """Let the child have so many requests in flight, at once where it runs; it looks a few times a second."""
        write_whole(self.concurrency_path, str(count))

    def read_concurrency(self) -> int | None:
        """What was wished last; None where nothing was."""
        try:
            return max(1, int(self.concurrency_path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return None


class EventWriter:
    """The child's voice: one JSON object a line, flushed at once. Any thread of the child."""

    def __init__(self, folder: RunFolder) -> None:
        """Open events.jsonl for appending."""
        self._lock = threading.Lock()
        self._file = folder.events_path.open("a", encoding="utf-8", buffering=1)

    def say(self, kind: str, **data: Any) -> None:
        """Append one event; values must be JSON."""
        line = json.dumps({"v": PROTOCOL_VERSION, "kind": kind, "at": time.time(), "pid": os.getpid(), **data})
        with self._lock:
            self._file.write(line + "\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file; nothing can be said afterwards."""
        with self._lock:
            self._file.close()


class EventTail:
    """The parent's ear: whole new lines of events.jsonl since the last look."""

    def __init__(self, folder: RunFolder) -> None:
        """Start at the beginning, so a later window hears everything again; listeners must be idempotent."""
        self._path = folder.events_path
        self._offset = 0

    def read(self) -> Iterator[ChildEvent]:
        """Yield the new events; a torn last line waits until it is whole, a broken line is passed over."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                data = file.read()
        except FileNotFoundError:
            return
        end = data.rfind(b"\n") + 1
        self._offset += end
        for line in data[:end].split(b"\n"):
            event = _parse(line)
            if event is not None:
                yield event


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old or the new text, never half of it."""
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _parse(line: bytes) -> ChildEvent | None:
    try:
        data = json.loads(line)
    except ValueError:
        return None
    if not isinstance(data, dict) or not isinstance(data.get("kind"), str):
        return None
    return ChildEvent(kind=data["kind"], data=data)
