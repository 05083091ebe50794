# SPDX-License-Identifier: Apache-2.0
"""What Datasets shows and asks for: what can be frozen, what a frozen dataset holds, and where it shall go."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.domain.datasets import Selection, Snapshot, SnapshotId
from core.domain.json import JsonObject
from core.errors import InvalidInput
from core.params import param
from ui.widgets.chat_reader import ChatTurn

if TYPE_CHECKING:
    from core.studio import Studio

SHOWN_ROWS = 20
ALL_ROWS, TRAIN, EVAL = "all", "train", "eval"


@dataclass(frozen=True, slots=True)
class FreezeParams:
    """The plain values of the freeze form."""

    name: str = param("", "Name", "What Train and Export call it; it can be frozen only once under a name.")
    train_share: int = param(
        90,
        "Train share",
        "The rest becomes the eval file. No prompt stands in both.",
        minimum=1,
        maximum=100,
        unit="%",
    )
    seed: int = param(0, "Seed", "The same seed and selection give the same bytes.", minimum=0, maximum=2**31 - 1)


@dataclass(frozen=True, slots=True)
class FreezeWish:
    """What shall be frozen."""

    name: str
    selection: Selection
    split: float
    seed: int


@dataclass(frozen=True, slots=True)
class MixParams:
    """The plain values of a mix."""

    ratio: float = param(
        0.3, "Distilled share", "Of the whole file, such as 0.3 for three tenths.", minimum=0.0, maximum=0.99
    )
    seed: int = param(0, "Seed", "Decides which rows are taken, and their order.", minimum=0, maximum=2**31 - 1)
    is_skipping: bool = param(
        False, "Leave broken lines out", "Otherwise the first broken line stops the mix and nothing is written."
    )


@dataclass(frozen=True, slots=True)
class ExportWish:
    """In which form rows shall leave.

    Attributes:
        side: ``all``, ``train`` or ``eval``.
        style: where a tool call stands; formats without styles pass over it.
    """

    format: str
    style: str = "one_message"
    side: str = ALL_ROWS

    @property
    def split(self) -> str | None:
        """The side as the service wants it."""
        return None if self.side == ALL_ROWS else self.side


@dataclass(frozen=True, slots=True)
class MixWish:
    """With which file a dataset shall be mixed, and how."""

    existing: Path
    ratio: float
    seed: int
    on_bad_line: str
    rows: ExportWish


@dataclass(frozen=True, slots=True)
class FreezeChoices:
    """What can be frozen by: task types with their titles, and teachers with their labels."""

    tasks: tuple[tuple[str, str], ...]
    teachers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SnapshotDetail:
    """A frozen dataset with a look into its files.

    Attributes:
        manifest: None where it cannot be read; ``fault`` says why.
    """

    snapshot: Snapshot
    manifest: JsonObject | None
    fault: str
    train: tuple[JsonObject, ...]
    eval: tuple[JsonObject, ...]


def read_detail(studio: Studio, snapshot_id: SnapshotId) -> SnapshotDetail:
    """Read everything about one dataset; any thread. Raises UnknownName, and InvalidInput where rows are broken."""
    service = studio.datasets
    snapshot = service.snapshot(snapshot_id)
    manifest: JsonObject | None = None
    fault = ""
    try:
        manifest = service.manifest(snapshot_id)
    except InvalidInput as error:
        fault = str(error)
    return SnapshotDetail(
        snapshot=snapshot,
        manifest=manifest,
        fault=fault,
        train=service.rows(snapshot_id, TRAIN, SHOWN_ROWS),
        eval=service.rows(snapshot_id, EVAL, SHOWN_ROWS),
    )


def read_choices(studio: Studio) -> FreezeChoices:
    """What the form offers; any thread."""
    tasks = tuple((task.type, task.title) for task in studio.tasks.tasks())
    kinds = {profile.name: profile.kind for profile in studio.generation.profiles()}
    teachers = tuple((name, _teacher_label(name, kinds)) for name in studio.review.teachers())
    return FreezeChoices(tasks, teachers)


def _teacher_label(name: str, kinds: Mapping[str, str]) -> str:
    return f"{name}: built-in planner, not a language model" if kinds.get(name) == "planner" else name


def turns_of(row: JsonObject) -> tuple[ChatTurn, ...]:
    """A frozen row as turns of a chat; files may have been changed, so nothing is taken for granted."""
    found: list[ChatTurn] = []
    messages = row.get("messages")
    for message in messages if isinstance(messages, list) else ():
        if not isinstance(message, dict):
            continue
        speaker = str(message.get("role", "?"))
        hue = "student" if speaker == "assistant" else "muted"
        content = message.get("content")
        if content:
            found.append(ChatTurn(speaker, content if isinstance(content, str) else _json(content), hue))
        calls = message.get("tool_calls")
        found += [ChatTurn(f"{speaker}, tool call", _call(call), hue, True) for call in calls or () if call]
    tools = row.get("tools")
    if isinstance(tools, list) and tools:
        found.append(ChatTurn("tools on offer", "\n".join(_tool(tool) for tool in tools), "muted", True))
    return tuple(found)


def _call(call: object) -> str:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(function, dict):
        return _json(call)
    arguments = function.get("arguments")
    return f"{function.get('name', '?')}({arguments if isinstance(arguments, str) else _json(arguments)})"


def _tool(tool: object) -> str:
    function = tool.get("function") if isinstance(tool, dict) else None
    return str(function.get("name", "?")) if isinstance(function, dict) else _json(tool)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
